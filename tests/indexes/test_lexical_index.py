"""The lexical index: stems, typos, question words, changes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from indexes.lexical_index import LexicalIndex
from indexes.types import Passage

TEXTS = (
    ("Forklift drivers must wear a helmet near the racks.", "en"),
    ("I rifiuti pericolosi si consegnano al magazzino ogni venerdì.", "it"),
    ("Leave the building when the alarm sounds; lifts must not be used.", "en"),
    ("Personal data are kept for thirty days and then deleted.", "en"),
    ("Le batterie esauste si raccolgono nel contenitore giallo.", "it"),
    ("Der Gabelstapler darf nur mit Helm gefahren werden.", "de"),
)


def passages() -> Sequence[Passage]:
    return [Passage(f"mm_{row}", 1, text, "", None, language) for row, (text, language) in enumerate(TEXTS)]


@pytest.fixture
def index() -> LexicalIndex:
    index = LexicalIndex.empty()
    index.change(add=enumerate(passages()))
    return index


@pytest.mark.parametrize(
    ("asked", "row"),
    [
        ("Which driver wears helmets?", 0),  # English stems
        ("dove consegno un rifiuto pericoloso", 1),  # Italian stems
        ("raccolta delle batterie", 4),
        ("deleting personal data", 3),
        ("Gabelstapler", 5),  # a language without stems, as it stands
        ("venerdi", 1),  # without its accent
        ("FORKLIFT", 0),
    ],
)
def test_a_word_is_found_in_another_form(index: LexicalIndex, asked: str, row: int) -> None:
    assert index.search(asked, 1).rows.tolist() == [row]


@pytest.mark.parametrize(
    ("asked", "row", "corrected"),
    [
        ("frklift", 0, {"frklift": ("forklift",)}),  # one missing
        ("forkliift", 0, {"forkliift": ("forklift",)}),  # one too many
        ("hlemet", 0, {"hlemet": ("helmet",)}),  # two swapped
        ("rifuiti pericolsi", 1, {"rifuiti": ("rifiuti",), "pericolsi": ("pericolosi",)}),
        ("magazino", 1, {"magazino": ("magazzino",)}),
    ],
)
def test_a_typo_is_forgiven_and_told(
    index: LexicalIndex, asked: str, row: int, corrected: dict[str, tuple[str, ...]]
) -> None:
    hits = index.search(asked, 1)
    assert hits.rows.tolist() == [row]
    assert hits.corrected == corrected


@pytest.mark.parametrize("asked", ["carbonara", "what should I do when", "", "?!", "cosa devo fare quando", "30x"])
def test_what_nobody_wrote_and_words_that_only_ask_find_nothing(index: LexicalIndex, asked: str) -> None:
    assert index.search(asked, 5).rows.tolist() == []


def test_a_word_that_exists_is_not_corrected(index: LexicalIndex) -> None:
    index.change(add=[(6, Passage("mm_6", 1, "The racks and the rocks.", "", None, "en"))])
    assert index.search("racks", 5).corrected == {}


def test_strength_is_one_where_every_word_stands_and_less_where_some_do(index: LexicalIndex) -> None:
    whole, part = index.search("forklift helmet", 1), index.search("forklift helmet carbonara pecorino", 1)
    assert 0.7 < whole.strengths[0] < 1.5
    assert part.strengths[0] < whole.strengths[0] / 1.5


def test_only_allowed_rows_are_found(index: LexicalIndex) -> None:
    allowed = np.ones(len(TEXTS), np.bool_)
    allowed[0] = False
    assert index.search("helmet helm", 5).rows.tolist() == [0, 5]
    assert index.search("helmet helm", 5, allowed=allowed).rows.tolist() == [5]
    assert index.search("helm", 5, allowed=allowed[:5]).rows.tolist() == []


def test_a_filter_that_leaves_out_the_best_many_still_finds_the_rest() -> None:
    index = LexicalIndex.empty()
    index.change(add=[(row, Passage(f"mm_{row}", 1, "helmet", "", None, "en")) for row in range(500)])
    allowed = np.arange(500) >= 498
    assert index.search("helmet", 2, allowed=allowed).rows.tolist() == [498, 499]


def test_changes_are_seen_by_the_next_search(index: LexicalIndex) -> None:
    index.change(add=[(9, Passage("mm_9", 1, "A helmet is grey.", "", None, "en"))], without=["mm_0"])
    assert index.search("helmet", 5).rows.tolist() == [9]
    assert index.count == len(TEXTS)


def test_a_written_index_is_opened_as_a_copy_that_may_change(tmp_path: Path) -> None:
    LexicalIndex.write(tmp_path, enumerate(passages()))
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    copy = LexicalIndex.open_copy(tmp_path)
    copy.change(add=[(9, Passage("mm_9", 1, "A helmet is grey.", "", None, "en"))], without=["mm_0"])
    assert copy.search("helmet", 5).rows.tolist() == [9]
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    assert LexicalIndex.open_copy(tmp_path).search("helmet", 5).rows.tolist() == [0]
