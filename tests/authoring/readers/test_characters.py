"""Clean text: one normal form, nothing invisible, emphasis in place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authoring.readers.characters import Run, clean, clean_lines, collapse, compose, count_invisible


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("a\u00a0b", "a b"),
        ("hy\u00adphen", "hyphen"),
        ("ze\u200bro\ufeff", "zero"),
        ("e\u0301", "\u00e9"),
        ("\ufb01re", "fire"),
        ("non\u2011breaking", "non-breaking"),
        ("\u202eabc\u202c", "abc"),
        ("bell\x07 \x1b[31mred\x1b[0m", "bell red"),
        ("tag\U000e0041", "tag"),
        ("\ud800x", "x"),
        ("\uf0b7 item", " item"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("a\u200cb", "ab"),
        ("👩\u200d🔧", "👩\u200d🔧"),
    ],
)
def test_text_is_cleaned(raw: str, cleaned: str) -> None:
    assert clean(raw) == cleaned


def test_emphasis_counts_in_the_cleaned_text() -> None:
    text, bold = compose([Run("  Never "), Run(" open\u200b ", bold=True), Run("it"), Run("!", bold=True)])

    assert text == "Never open it!"
    assert [text[span.start : span.end] for span in bold] == ["open", "!"]


def test_neighbouring_bold_runs_are_one() -> None:
    text, bold = compose([Run("a", bold=True), Run(" "), Run("b", bold=True)])

    assert [text[span.start : span.end] for span in bold] == ["a b"]


def test_code_keeps_its_lines_and_indentation() -> None:
    assert clean_lines("\na:\r\n\tb \r\n\n") == "a:\n    b"


def test_invisible_characters_are_counted_but_for_a_byte_order_mark() -> None:
    assert count_invisible("\ufeffa\u200bb\u2060") == 2


@given(st.lists(st.tuples(st.text(), st.booleans())))
def test_composed_text_is_collapsed_and_every_span_lies_in_it(runs: list[tuple[str, bool]]) -> None:
    text, bold = compose([Run(part, is_bold) for part, is_bold in runs])

    assert text == collapse(text)
    assert all(0 <= span.start < span.end <= len(text) for span in bold)
