"""P40 asks what a list answers, in the words of its lead-in."""

from __future__ import annotations

import pytest

from authoring.extractive.candidates import Candidate
from authoring.extractive.patterns.listed import find
from tests.support.documents import Part, evidence_of, heading, item, paragraph

DUTIES = ("Lock the cage.", "Count the seals;", "Sign the log of the night shift, and")
LEAD_IN = paragraph("At the end of a shift, the clerk must:")


def candidates(*parts: Part) -> list[Candidate]:
    evidence = evidence_of(*parts)
    return list(find(evidence, evidence.segments[0]))


def test_members_are_the_answers_and_all_is_cited() -> None:
    (candidate,) = candidates(heading("Closing the cage"), LEAD_IN, *(item(duty) for duty in DUTIES))
    assert candidate.stem == "At the end of a shift, what must the clerk do? Name them all."
    assert [answer.value for answer in candidate.accepted_answers] == [
        "Lock the cage",
        "Count the seals",
        "Sign the log of the night shift",
    ]
    assert [citation.quote for citation in candidate.citations] == [LEAD_IN.text, *DUTIES, "Closing the cage"]


def test_members_with_labels_are_asked_for_the_labels() -> None:
    told = ("Weight: as measured at the gate.", "Owner: the name on the seal.", "Route: the depot and the dock.")
    (candidate,) = candidates(paragraph("Every label of a crate must show:"), *(item(text) for text in told))
    assert [answer.value for answer in candidate.accepted_answers] == ["Weight", "Owner", "Route"]


def test_a_question_asked_of_two_lists_names_its_heading() -> None:
    parts = [heading("Day shift"), LEAD_IN, *(item(duty) for duty in DUTIES)]
    parts += [heading("Night shift"), LEAD_IN, *(item(duty) for duty in ("Dim the lights.", "Close the dock."))]
    stems = [candidate.stem for candidate in candidates(*parts)]
    assert stems[0].startswith("Day shift: at the end of a shift, what must the clerk do?")


@pytest.mark.parametrize(
    "members",
    [
        ("Lock the cage.",),  # one is no list
        tuple(f"Count the seals of gate {letter} at noon." for letter in "ABCDEFGHI"),  # nine are no answer
        ("Always", "Optional"),  # headings of parts
        ("What is it for?", "Whose is it?"),  # questions answer nothing
        ("We lock the cage.", "I count the seals."),  # somebody speaks
    ],
)
def test_members_that_are_no_answer_are_not_asked_for(members: tuple[str, ...]) -> None:
    assert candidates(heading("Closing the cage"), LEAD_IN, *(item(text) for text in members)) == []
