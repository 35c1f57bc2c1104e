"""An item of each type is whole, or says what is missing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from authoring.items.validation import faults_of_form
from authoring.types import AcceptedAnswer, BlockId, Citation, Item, ItemType, Option, Pair, Span

CITED = (Citation(BlockId("b1"), Span(0, 4), "Lock"),)


def choice(*texts: str, key: int = 0) -> tuple[Option, ...]:
    return tuple(Option("abcdefgh"[i], text, i == key, "Because.") for i, text in enumerate(texts))


def an_item(kind: ItemType = ItemType.MULTIPLE_CHOICE, **parts: object) -> Item:
    item = Item("i1", kind, "Who locks the gate?", "“The guard locks it.”", "P5", CITED)
    if kind in {ItemType.MULTIPLE_CHOICE, ItemType.MULTIPLE_RESPONSE}:
        item = replace(item, options=choice("guard", "driver", "clerk", "owner"))
    return replace(item, **parts)  # type: ignore[arg-type]  # fields by name


WHOLE = [
    an_item(),
    an_item(ItemType.MULTIPLE_RESPONSE),
    an_item(ItemType.TRUE_FALSE, options=choice("True", "False")),
    an_item(ItemType.CLOZE, stem="The gate is ____.", accepted_answers=(AcceptedAnswer("locked"),)),
    an_item(ItemType.MATCHING, pairs=(Pair("a", "1"), Pair("b", "2"), Pair("c", "3"))),
    an_item(ItemType.ORDERING, order=("open", "load", "close")),
    an_item(ItemType.NUMERIC, accepted_answers=(AcceptedAnswer("1,200", "kg", 0.0),)),
    an_item(ItemType.SHORT_ANSWER, accepted_answers=(AcceptedAnswer("the guard"),)),
]


@pytest.mark.parametrize("item", WHOLE, ids=[item.type.value for item in WHOLE])
def test_a_whole_item_of_each_type_has_no_fault(item: Item) -> None:
    assert faults_of_form(item) == ()


BROKEN = [
    an_item(stem=" "),
    an_item(stem="word " * 36),
    an_item(citations=()),
    an_item(rationale=""),
    an_item(options=choice("guard", "Guard.", "clerk")),
    an_item(options=choice("guard", "driver", key=5)),
    an_item(options=(Option("a", "guard", True, ""), Option("b", "clerk", False, "No."))),
    an_item(ItemType.MULTIPLE_RESPONSE, options=tuple(replace(o, correct=True) for o in choice("a", "b", "c"))),
    an_item(ItemType.TRUE_FALSE, options=choice("True", "False", "Maybe")),
    an_item(ItemType.CLOZE, stem="The ____ is ____.", accepted_answers=(AcceptedAnswer("gate"),)),
    an_item(ItemType.CLOZE, stem="The gate is ____."),
    an_item(ItemType.MATCHING, pairs=(Pair("a", "1"), Pair("b", "1"), Pair("c", "3"))),
    an_item(ItemType.ORDERING, order=("open", "close")),
    an_item(ItemType.NUMERIC, accepted_answers=(AcceptedAnswer("many"),)),
    an_item(ItemType.NUMERIC, accepted_answers=(AcceptedAnswer("3", None, -1.0),)),
    an_item(ItemType.SHORT_ANSWER, accepted_answers=(AcceptedAnswer(" "),)),
]


@pytest.mark.parametrize("item", BROKEN)
def test_a_broken_item_has_exactly_its_fault(item: Item) -> None:
    assert len(faults_of_form(item)) == 1
