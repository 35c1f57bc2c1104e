"""Pk, WindowDiff and boundary F1 on cases worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.evals.segmentation import (
    Reference,
    boundary_f1,
    even,
    no_boundary,
    pk,
    read_reference,
    segmentation_rows,
    window,
    window_diff,
)

TWELVE = Reference(tuple("abcdefghijkl"), frozenset({4, 8}))


def test_the_window_is_half_a_true_segment() -> None:
    assert window(TWELVE) == 2


def test_the_true_boundaries_are_without_fault() -> None:
    assert pk(TWELVE, TWELVE.boundaries) == 0.0
    assert window_diff(TWELVE, TWELVE.boundaries) == 0.0
    assert boundary_f1(TWELVE, TWELVE.boundaries) == 1.0


def test_no_boundary_fails_exactly_where_a_true_one_lies_in_the_window() -> None:
    # windows of two sentences: each of the two boundaries lies in two of the ten windows
    assert pk(TWELVE, no_boundary(TWELVE.sentences, 3)) == pytest.approx(4 / 10)
    assert window_diff(TWELVE, frozenset()) == pytest.approx(4 / 10)
    assert boundary_f1(TWELVE, frozenset()) == 0.0


def test_window_diff_counts_a_doubled_boundary_that_pk_forgives() -> None:
    doubled = TWELVE.boundaries | {5}
    assert window_diff(TWELVE, doubled) > pk(TWELVE, doubled)


def test_a_boundary_one_sentence_off_is_still_found_and_two_off_is_not() -> None:
    assert boundary_f1(TWELVE, frozenset({5, 8})) == 1.0
    assert boundary_f1(TWELVE, frozenset({6, 8})) == 0.5


def test_one_guess_hits_one_boundary_only() -> None:
    close = Reference(tuple("abcdef"), frozenset({2, 3}))
    assert boundary_f1(close, frozenset({2})) == pytest.approx(2 / 3)


def test_even_cuts_into_the_number_of_segments_told() -> None:
    assert even(TWELVE.sentences, 3) == {4, 8}


def test_a_reference_file_gives_sentences_and_boundaries(tmp_path: Path) -> None:
    (tmp_path / "0.ref").write_text("==========\none\ntwo\n==========\nthree\n\n==========\n", encoding="utf-8")
    assert read_reference(tmp_path / "0.ref") == Reference(("one", "two", "three"), frozenset({2}))
    (row,) = segmentation_rows("toy", [tmp_path / "0.ref"], {"even": lambda sentences, segments: frozenset({2})})
    assert (row.texts, row.pk, row.f1) == (1, 0.0, 1.0)
