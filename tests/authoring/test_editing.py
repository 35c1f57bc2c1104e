"""Edits as pure functions: quotes come from the document, and every item can still be answered."""

from __future__ import annotations

import pytest

from authoring.editing import (
    CitedSpan,
    CitedText,
    EditedOption,
    InvalidEdit,
    ItemEdit,
    MicroModuleEdit,
    edit_item,
    edit_micro_module,
    find_item,
    put_item,
    swap_item,
    swap_unedited_items,
)
from authoring.rechecking import blockers, recheck
from authoring.types import Item, Origin, Span
from tests.support.review import a_document, a_micro_module, cite

DOCUMENT = a_document()
MICRO_MODULE = a_micro_module(DOCUMENT)


def first_item() -> Item:
    return MICRO_MODULE.items[0]


def test_what_an_edit_leaves_out_stays() -> None:
    edited = edit_micro_module(MICRO_MODULE, MicroModuleEdit(title="Badges"), DOCUMENT)
    assert (edited.title, edited.body, edited.items) == ("Badges", MICRO_MODULE.body, MICRO_MODULE.items)


def test_a_citation_takes_quote_block_and_page_from_the_document() -> None:
    span = cite(DOCUMENT, 3).span
    text = CitedText("Logs are kept for 30 days.", (CitedSpan(span),))
    edited = edit_micro_module(MICRO_MODULE, MicroModuleEdit(body=(text,)), DOCUMENT)
    assert edited.body[0].citations == (cite(DOCUMENT, 3),)


@pytest.mark.parametrize("span", [Span(0, 0), Span(5, 3), Span(-1, 4), Span(0, 10_000), Span(0, 20)])
def test_a_span_that_no_block_holds_is_refused(span: Span) -> None:
    with pytest.raises(InvalidEdit) as caught:
        edit_micro_module(MICRO_MODULE, MicroModuleEdit(title_cites=(CitedSpan(span),)), DOCUMENT)
    assert caught.value.place == "title_citations"


def test_reading_time_follows_the_body() -> None:
    span = (CitedSpan(cite(DOCUMENT, 3).span),)
    long = CitedText("word " * 238, span)
    assert edit_micro_module(MICRO_MODULE, MicroModuleEdit(body=(long,)), DOCUMENT).reading_seconds == 60


def test_an_edited_item_says_so() -> None:
    edited = edit_item(first_item(), ItemEdit(stem="What is worn?"), DOCUMENT)
    assert (edited.stem, edited.origin, edited.options) == ("What is worn?", Origin.EDITED, first_item().options)


@pytest.mark.parametrize("keys", [(False, False), (True, True)])
def test_a_choice_item_needs_exactly_one_key(keys: tuple[bool, bool]) -> None:
    options = tuple(EditedOption(letter, letter, correct, "") for letter, correct in zip("ab", keys, strict=True))
    with pytest.raises(InvalidEdit):
        edit_item(first_item(), ItemEdit(options=options), DOCUMENT)


def test_swapping_takes_the_best_of_the_bank_and_forgets_nothing() -> None:
    swapped = swap_item(MICRO_MODULE, "i1")
    assert swapped is not None
    assert [item.id for item in swapped.items[:2]] == ["i20", "i2"]
    assert [item.id for item in swapped.bank] == ["i21", "i1"]


def test_a_fresh_quiz_brings_nothing_back_and_spares_edits() -> None:
    edited = edit_item(first_item(), ItemEdit(stem="Mine?"), DOCUMENT)
    kept = swap_unedited_items(put_item(MICRO_MODULE, edited))
    assert kept is not None
    assert [item.id for item in kept.items[:4]] == ["i1", "i20", "i21", "i4"]
    assert [item.id for item in kept.bank] == ["i2", "i3"]


def test_nothing_is_swapped_where_the_bank_is_empty() -> None:
    everything = tuple(item.id for item in (*MICRO_MODULE.items, *MICRO_MODULE.bank))
    full = edit_micro_module(MICRO_MODULE, MicroModuleEdit(quiz=everything), DOCUMENT)
    assert full.bank == ()
    assert swap_item(full, "i1") is None
    assert swap_unedited_items(full) is None


def test_a_recheck_puts_findings_where_they_belong_and_blocks() -> None:
    span = (CitedSpan(cite(DOCUMENT, 3).span),)
    text = CitedText("The host keeps the visitor log for 99 days.", span)
    edited = recheck(edit_micro_module(MICRO_MODULE, MicroModuleEdit(body=(text,)), DOCUMENT), DOCUMENT)
    assert any("99" in finding.message for finding in blockers(edited))
    broken = edit_item(first_item(), ItemEdit(stem="What must a visitor wear for 99 days?", cites=()), DOCUMENT)
    checked = recheck(put_item(MICRO_MODULE, broken), DOCUMENT)
    item = find_item(checked, "i1")
    assert item is not None
    assert item.findings
    assert blockers(checked)


def test_the_sample_itself_has_no_blocker() -> None:
    assert blockers(recheck(MICRO_MODULE, DOCUMENT)) == ()
