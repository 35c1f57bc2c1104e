"""Which items a quiz shows: patterns that no reading has admitted stay in the bank."""

from __future__ import annotations

import pytest

from authoring.extractive.candidates import Candidate
from authoring.extractive.patterns import BANK_ONLY, PATTERNS
from authoring.extractive.selection import Scored, select
from authoring.types import BlockId, Citation, Item, ItemType, Option, Span

CITED = (Citation(BlockId("b1"), Span(0, 11), "The warden."),)


def scored(pattern: str) -> Scored:
    options = tuple(
        Option(name, text, name == "a", "Because.") for name, text in zip("ab", ("north", "south"), strict=True)
    )
    stem = "Which gate does the warden lock?"
    item = Item("i0000000000000", ItemType.MULTIPLE_CHOICE, stem, "Because.", pattern, CITED, options=options)
    return Scored(item, Candidate(pattern, ItemType.MULTIPLE_CHOICE, stem, CITED), 1.0)


def test_an_admitted_pattern_is_shown() -> None:
    assert len(select([scored("P8")], "en").shown) == 1


@pytest.mark.parametrize("pattern", sorted(BANK_ONLY))
def test_a_pattern_that_is_not_admitted_stays_in_the_bank(pattern: str) -> None:
    selection = select([scored(pattern)], "en")
    assert (len(selection.shown), len(selection.bank)) == (0, 1)


def test_what_is_kept_in_the_bank_is_a_pattern_that_runs() -> None:
    assert set(PATTERNS) >= BANK_ONLY
