"""What an edit changed: words where texts are alike, whole texts where they are not."""

from __future__ import annotations

from dataclasses import replace

from service.web.difference import Change, differences, word_changes
from tests.support.review import a_document, a_micro_module


def test_alike_texts_are_told_word_by_word_and_nothing_is_lost() -> None:
    before, after = "Wear a badge at  all times.", "Wear a visitor badge at all times."
    row = word_changes(before, after)
    assert "".join(text for change, text in row if change is not Change.COME) == before
    assert "".join(text for change, text in row if change is not Change.GONE) == after
    assert (Change.COME, "visitor ") in row


def test_texts_that_share_little_stand_one_after_the_other() -> None:
    assert word_changes("Wear a badge.", "Sign the log first.") == (
        (Change.GONE, "Wear a badge."),
        (Change.COME, "Sign the log first."),
    )


def test_only_what_is_not_as_it_was_is_listed() -> None:
    drafted = a_micro_module(a_document())
    assert differences(drafted, drafted) == []
    edited = replace(drafted, title="What visitors wear", items=drafted.items[1:])
    parts = [line.part for line in differences(drafted, edited)]
    assert parts == ["title", "question", *["option", "rationale"] * 4, "rationale"]


def test_ids_and_findings_do_not_count() -> None:
    drafted = a_micro_module(a_document())
    renamed = replace(
        drafted, id="mm_1", findings=(), items=tuple(replace(one, id=f"x{one.id}") for one in drafted.items)
    )
    assert differences(drafted, renamed) == []
