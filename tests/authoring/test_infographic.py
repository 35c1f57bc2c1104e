"""What of a micro-module goes on its picture: limits as written, steps only where the document numbers them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from authoring.infographic import MOST_STEPS, Figure, Infographic, outline_infographic
from authoring.learner_micro_module import LearnerMicroModule, show_to_learner
from authoring.types import BlockId, BodyKind, BodyPart, Citation, KeyPoint, Span, Term
from tests.support.review import a_document, a_micro_module


def cited(block: str, text: str) -> tuple[Citation, ...]:
    return (Citation(BlockId(block), Span(0, len(text)), text),)


def a_point(text: str, block: str = "b1") -> KeyPoint:
    return KeyPoint(text, cited(block, text))


def an_item(text: str, block: str) -> BodyPart:
    return BodyPart(text, BodyKind.LIST_ITEM, cited(block, text))


def shown(*points: str, body: tuple[BodyPart, ...] = ()) -> LearnerMicroModule:
    micro_module = show_to_learner(a_micro_module(a_document()))
    return replace(micro_module, key_points=tuple(map(a_point, points)), body=body)


def outlined(micro_module: LearnerMicroModule, *ordered: str, language: str = "en") -> Infographic:
    return outline_infographic(micro_module, ordered=set(map(BlockId, ordered)), language=language)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Reports must arrive within 30 minutes.", "en", ("within", "30", "minutes")),
        ("Requests are decided within two working days.", "en", ("within", "2", "working days")),
        ("A password must have at least 14 characters.", "en", ("at least", "14", "characters")),
        ("Daily working time must not exceed 10 hours.", "en", ("", "10", "hours")),
        ("Al massimo il 5 % può mancare entro 24 ore.", "it", ("entro", "24", "ore")),
    ],
)
def test_a_limit_becomes_a_figure_with_the_rule_beside_it(
    text: str, language: str, expected: tuple[str, str, str]
) -> None:
    found = outlined(shown(text, "Badges are yellow."), language=language)
    assert found.figures == (Figure(*expected, text),)
    assert found.key_points == ("Badges are yellow.",)


@pytest.mark.parametrize(
    "text",
    [
        "You must not postpone an update for more than seven days.",  # a tile "more than 7 days" would allow it
        "Near misses per 100 employees are counted.",
        "At 8 km/h a truck stops after about 2.5 metres.",
        "There are 3 gates.",
    ],
)
def test_a_number_that_bounds_nothing_by_itself_stays_in_its_sentence(text: str) -> None:
    found = outlined(shown(text))
    assert (found.figures, found.key_points) == ((), (text,))


def test_steps_are_the_longest_numbered_list_and_no_bullets() -> None:
    body = (
        an_item("Knock.", "b1"),
        an_item("Enter.", "b2"),
        BodyPart("Then sign.", BodyKind.PARAGRAPH, cited("b3", "Then sign.")),
        *(an_item(f"Step {number}.", f"b{number}") for number in range(4, 7)),
        an_item("A bullet.", "b9"),
    )
    assert outlined(shown(body=body), "b1", "b2", "b4", "b5", "b6").steps == ("Step 4.", "Step 5.", "Step 6.")
    assert outlined(shown(body=body)).steps == ()
    assert outlined(shown(body=body), "b9").steps == (), "one alone is no list"


def test_questions_in_a_numbered_list_are_no_steps() -> None:
    body = (an_item("How high?", "b1"), an_item("How fast?", "b2"))
    assert outlined(shown(body=body), "b1", "b2").steps == ()


def test_a_key_point_that_repeats_a_step_is_told_once() -> None:
    body = (an_item("Call the guard within 5 minutes.", "b1"), an_item("Wait.", "b2"))
    points = (a_point("Call the guard within 5 minutes.", "b1"), a_point("Do not run.", "b7"))
    found = outlined(replace(shown(body=body), key_points=points), "b1", "b2")
    assert (found.figures, found.key_points) == ((), ("Do not run.",))


def test_what_finds_no_room_is_counted_and_a_long_step_is_told_by_its_first_sentences() -> None:
    long = "Close the valve. Open the vent. " + "It takes a while until the pressure is down again. " * 4
    body = tuple(an_item(long, f"b{number}") for number in range(MOST_STEPS + 2))
    found = outlined(shown(body=body), *(f"b{number}" for number in range(MOST_STEPS + 2)))
    assert (len(found.steps), found.more_steps) == (MOST_STEPS, 2)
    assert found.steps[0].startswith("Close the valve. Open the vent.")
    assert found.steps[0].endswith(".")
    assert len(found.steps[0]) <= 170


def test_every_text_is_one_line() -> None:
    term = Term("a\nbadge", "worn\t by all", ())
    found = outlined(replace(shown("Wear\n it."), title="Two\nlines", terms=(term,)))
    assert (found.title, found.key_points, found.terms[0].term) == ("Two lines", ("Wear it.",), "a badge")
    assert found.terms[0].definition == "worn by all"
