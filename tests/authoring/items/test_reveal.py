"""Once an item is answered, its key, why and where are shown, under the ids that the learner chose from."""

from __future__ import annotations

from dataclasses import replace

import pytest

from authoring.items.grading import Grading
from authoring.items.learner_view import show_item
from authoring.items.reveal import reveal
from authoring.types import (
    AcceptedAnswer,
    BlockId,
    Bloom,
    Citation,
    Item,
    ItemType,
    KeyPoint,
    MicroModule,
    Objective,
    Option,
    Pair,
    Span,
)

SECRET = b"a secret"
RIGHT = Grading(correct=True, score=1.0)
CITED = Citation(block=BlockId("b1"), span=Span(0, 4), quote="Call", page=2)
OTHER = Citation(block=BlockId("b2"), span=Span(9, 13), quote="Lead", page=3)
CHOICE = Item(
    "i1",
    ItemType.MULTIPLE_CHOICE,
    "Who leads?",
    "The handbook says so.",
    "P5",
    (CITED, OTHER),
    options=(Option("a", "the deputy", True, "Yes.", (OTHER,)), Option("b", "the scribe", False, "The scribe writes.")),
)
MICRO_MODULE = MicroModule(
    "m1",
    "Calls",
    (),
    (),
    (),
    60,
    Objective("Lead a call", Bloom.APPLY),
    key_points=(KeyPoint("The deputy leads.", (CITED,)), KeyPoint("The scribe writes.", ())),
)


def revealed(item: Item, grading: Grading = RIGHT) -> dict[str, object]:
    return reveal(item, grading, MICRO_MODULE, secret=SECRET)


def test_the_options_are_told_right_or_wrong_under_the_ids_that_the_learner_saw() -> None:
    seen = {choice.text: choice.id for choice in show_item(CHOICE, secret=SECRET).options}
    deputy, scribe = {"text": "the deputy", "correct": True}, {"text": "the scribe", "correct": False}
    assert revealed(CHOICE)["options"] == [
        {
            **deputy,
            "id": seen["the deputy"],
            "rationale": "Yes.",
            "citations": [{"block": "b2", "span": [9, 13], "page": 3, "quote": "Lead"}],
        },
        {**scribe, "id": seen["the scribe"], "rationale": "The scribe writes.", "citations": []},
    ]


def test_the_rationale_stands_with_all_citations_the_first_by_itself() -> None:
    shown = revealed(CHOICE)
    first = {"block": "b1", "span": [0, 4], "page": 2, "quote": "Call"}
    assert (shown["rationale"], shown["citation"]) == ("The handbook says so.", first)
    assert shown["citations"] == [first, {"block": "b2", "span": [9, 13], "page": 3, "quote": "Lead"}]


def test_an_item_without_citation_has_none_to_show() -> None:
    shown = revealed(replace(CHOICE, citations=()))
    assert (shown["citation"], shown["citations"]) == (None, [])


@pytest.mark.parametrize("grading", [RIGHT, Grading(correct=False, score=0.5), Grading(correct=None, score=None)])
def test_the_grading_is_told_as_it_is(grading: Grading) -> None:
    shown = revealed(CHOICE, grading)
    assert (shown["correct"], shown["score"]) == (grading.correct, grading.score)


def test_what_was_typed_matched_or_ordered_is_told_in_full() -> None:
    item = replace(
        CHOICE,
        options=(),
        accepted_answers=(AcceptedAnswer("30", "minutes", 0.5),),
        pairs=(Pair("SEV-1", "now"),),
        order=("name", "limit"),
    )
    shown = revealed(item)
    assert shown["accepted_answers"] == [{"value": "30", "unit": "minutes", "tolerance": 0.5}]
    assert (shown["pairs"], shown["order"]) == ([{"left": "SEV-1", "right": "now"}], ["name", "limit"])


@pytest.mark.parametrize(
    ("pattern", "points"), [("P26", ["The deputy leads.", "The scribe writes."]), ("P4", []), ("P1", [])]
)
def test_only_open_recall_shows_the_key_points(pattern: str, points: list[str]) -> None:
    assert revealed(replace(CHOICE, type=ItemType.SHORT_ANSWER, options=(), pattern=pattern))["key_points"] == points
