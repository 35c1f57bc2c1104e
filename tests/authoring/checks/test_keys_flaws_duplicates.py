"""Checks over finished items: keys that follow, whole forms, nothing asked twice."""

from __future__ import annotations

from dataclasses import replace

from authoring.checks.duplicates import check_duplicates
from authoring.checks.keys import check_keys
from authoring.types import (
    BlockId,
    Bloom,
    Citation,
    Item,
    ItemType,
    MicroModule,
    Objective,
    Option,
    Origin,
    Severity,
    Source,
    Span,
)

QUOTE = "The guard locks the gate at ten."
CITED = (Citation(BlockId("b1"), Span(0, len(QUOTE)), QUOTE),)
PLACE = Source(BlockId("b1"), Span(4, 9))


def an_item(item_id: str = "i1", key: str = "the guard", stem: str = "Who locks the gate at ten?") -> Item:
    texts = (key, "the clerk", "the driver", "the owner")
    options = tuple(Option("abcd"[i], text, i == 0, "Because.", CITED, PLACE) for i, text in enumerate(texts))
    return Item(item_id, ItemType.MULTIPLE_CHOICE, stem, "Because.", "P5", CITED, options=options)


def a_micro_module(name: str, *items: Item) -> MicroModule:
    return MicroModule(name, name, (), (), (), 60, Objective("Explain.", Bloom.UNDERSTAND), items=items)


def test_a_key_in_the_cited_text_passes() -> None:
    assert check_keys(an_item(), "en") == ()


def test_a_key_outside_the_cited_text_is_a_blocker() -> None:
    found = check_keys(an_item(key="the night porter"), "en")
    assert [(finding.check, finding.severity) for finding in found] == [("key", Severity.BLOCKER)]


def test_a_question_that_stood_in_the_document_gets_advice_only() -> None:
    found = check_keys(replace(an_item(key="the night porter"), origin=Origin.SOURCE), "en")
    assert [finding.severity for finding in found] == [Severity.ADVICE]


def test_an_edited_key_must_stand_in_what_the_item_cites() -> None:
    found = check_keys(replace(an_item(key="the night porter"), origin=Origin.EDITED), "en")
    assert [finding.severity for finding in found] == [Severity.BLOCKER]


def test_a_distractor_that_says_what_the_key_says_is_a_blocker() -> None:
    long = "the guard on duty at the gate"
    item = an_item(key=long)
    rival = replace(item.options[1], text="the guard at the gate on duty that night")
    cited = (replace(CITED[0], quote=f"{long} locks it"),)
    found = check_keys(replace(item, citations=cited, options=(item.options[0], rival, *item.options[2:])), "en")
    assert [finding.check for finding in found] == ["key"]


def test_a_broken_form_is_a_blocker() -> None:
    broken = replace(an_item(), options=an_item().options[:1])
    assert "form" in {finding.check for finding in check_keys(broken, "en")}


def test_the_later_of_two_equal_questions_goes() -> None:
    first, second = an_item("i1"), an_item("i2", stem="At ten, who locks the gate?")
    found = check_duplicates((a_micro_module("m1", first), a_micro_module("m2", second)), "en")
    assert [finding.where for finding in found] == ["i2"]


def test_the_same_answer_to_another_question_stays() -> None:
    first, second = an_item("i1"), an_item("i2", stem="Who waters the garden at noon?")
    assert check_duplicates((a_micro_module("m1", first), a_micro_module("m2", second)), "en") == ()


def test_what_is_shown_goes_before_what_is_banked() -> None:
    banked = replace(a_micro_module("m1"), bank=(an_item("i1"),))
    found = check_duplicates((banked, a_micro_module("m2", an_item("i2"))), "en")
    assert [finding.where for finding in found] == ["i1"]


def test_an_authors_question_is_never_a_duplicate() -> None:
    own = replace(an_item("i2"), origin=Origin.SOURCE)
    assert check_duplicates((a_micro_module("m1", an_item("i1"), own),), "en") == ()
