"""P38 asks what to do in the case or task that a heading names, from the list of orders under it."""

from __future__ import annotations

import pytest

from authoring.extractive.candidates import Candidate
from authoring.extractive.patterns.procedure import find
from tests.support.documents import Part, evidence_of, heading, item, paragraph, step

ORDERS = ("Stop the belt with the red cord.", "Tell the line leader by radio.", "Lock the isolator with your padlock.")


def candidates(*parts: Part) -> list[Candidate]:
    evidence = evidence_of(*parts)
    return list(find(evidence, evidence.segments[0]))


@pytest.mark.parametrize(
    ("title", "stem"),
    [
        ("How to clear a jam", "How do you clear a jam? Name the steps."),
        ("Clearing a jam", "What should you do when clearing a jam?"),
        ("If the belt jams", "What should you do if the belt jams?"),
        ("Small jams", "What are the steps for small jams?"),
    ],
)
def test_the_question_is_in_the_heading_s_words(title: str, stem: str) -> None:
    (candidate,) = candidates(heading(title), *(step(order) for order in ORDERS))
    assert candidate.stem == stem
    assert [answer.value for answer in candidate.accepted_answers] == [order.rstrip(".") for order in ORDERS]
    assert [citation.quote for citation in candidate.citations] == [*ORDERS, title]


def test_a_list_in_no_order_under_a_mere_name_is_asked_for_its_points() -> None:
    (candidate,) = candidates(heading("Small jams"), *(item(order) for order in ORDERS))
    assert candidate.stem == "Small jams: what should you do? Name the main points."
    assert candidates(heading("Jams"), *(item(order) for order in ORDERS)) == []  # of one word: anything's


def test_a_heading_that_orders_is_asked_how() -> None:
    (candidate,) = candidates(heading("Isolate Damaged Cages"), *(item(order) for order in ORDERS))
    assert candidate.stem == "How do you isolate damaged cages? Name the steps."


@pytest.mark.parametrize(
    "parts",
    [
        (heading("Clearing a jam"), *(step(text) for text in ("The belt.", "The cord.", "The padlock."))),  # no orders
        (heading("Clearing a jam"), step(ORDERS[0]), step(ORDERS[1])),  # two are no list
        (heading("Clearing a jam"), paragraph("Some tips, for example:"), *(step(order) for order in ORDERS)),
        (heading("Mistakes when clearing a jam"), *(step(order) for order in ORDERS)),  # shows what is wrong
    ],
)
def test_what_is_no_procedure_is_not_asked(parts: tuple[Part, ...]) -> None:
    assert candidates(*parts) == []


def test_a_heading_with_two_lists_has_no_one_answer() -> None:
    parts = (heading("Clearing a jam"), *(step(order) for order in ORDERS), paragraph("At night:"))
    assert candidates(*parts, *(item(order) for order in ORDERS)) == []


def test_a_heading_that_asks_is_asked_as_it_stands() -> None:
    reasons = ("Fewer trips.", "Shorter queues at the gate.", "Less fuel.")
    (candidate,) = candidates(heading("Why load at night?"), *(item(reason) for reason in reasons))
    assert candidate.stem == "Why load at night?"
    assert [answer.value for answer in candidate.accepted_answers] == [reason.rstrip(".") for reason in reasons]


def test_a_question_asked_of_several_things_names_its_own() -> None:
    parts: list[Part] = []
    for name in ("Guard", "Porter"):
        parts += [heading(name), heading("What are the duties?", 2), *(item(f"{name} duty {n}.") for n in "abc")]
    assert [one.stem for one in candidates(*parts)] == [
        "Guard: what are the duties?",
        "Porter: what are the duties?",
    ]
