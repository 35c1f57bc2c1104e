"""Search: meaning and words ranked together, and whether anything fits."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from indexes.live import Matches, Matching, Near
from indexes.types import ANYWHERE, Place, Similarity, Where
from recommender.search import Query, SearchConfig, fit_threshold, search

VECTOR = np.zeros(4, np.float32)


def place(name: str) -> Place:
    return Place(name, 1, "")


class Listed:
    """An index whose hits are given."""

    def __init__(
        self,
        near: dict[str, float] | None = None,
        words: dict[str, float] | None = None,
        *,
        waiting: Sequence[str] = (),
        chance: Sequence[float] = (),
    ) -> None:
        self._near = [Near(place(name), Similarity(value)) for name, value in (near or {}).items()]
        self._words = [Matching(place(name), value, name in waiting) for name, value in (words or {}).items()]
        self._chance = np.asarray(chance, dtype=np.float32)

    def near(self, query: object, limit: int, where: Where = ANYWHERE) -> Sequence[Near]:
        return self._near[:limit]

    def matching(self, text: str, limit: int, where: Where = ANYWHERE) -> Matches:
        return Matches(self._words[:limit], {})

    def similarities_by_chance(self, language: str | None) -> NDArray[np.float32]:
        return self._chance


def found(index: Listed, config: SearchConfig | None = None) -> list[tuple[str, float, bool]]:
    results = search(Query("q", VECTOR), index, config or SearchConfig())
    return [(one.place.owner, round(one.rank_score, 3), one.fits) for one in results.found]


def test_the_rank_score_is_the_cosine_and_the_weighted_strength() -> None:
    index = Listed({"a": 0.6, "b": 0.5}, {"b": 1.0})
    assert found(index) == [("b", 1.2, True), ("a", 0.6, False)]


def test_what_only_words_found_is_as_near_as_the_last_of_the_nearest() -> None:
    assert found(Listed({"a": 0.6, "b": 0.3}, {"c": 1.0}))[0] == ("c", 1.0, True)


def test_what_waits_for_its_vector_is_as_near_as_it_shares_words() -> None:
    index = Listed({"a": 0.6, "b": 0.2}, {"c": 0.5, "d": 0.5}, waiting=["c"])
    assert found(index)[:2] == [("c", 0.65, True), ("a", 0.6, False)]


def test_equals_are_ordered_by_their_ids() -> None:
    assert [name for name, *_ in found(Listed({"b": 0.5, "a": 0.5}))] == ["a", "b"]


def test_without_a_vector_words_alone_must_be_strong() -> None:
    index = Listed({"a": 0.9}, {"b": 0.61, "c": 0.59})
    results = search(Query("q", None), index)
    assert [(one.place.owner, one.fits) for one in results.found] == [("b", True), ("c", False)]


@pytest.mark.parametrize(("chance", "least"), [([], 0.62), ([0.1] * 99 + [0.3], 0.62), ([0.8] * 100, 0.8)])
def test_a_passage_must_be_nearer_than_passages_here_are_by_chance(chance: list[float], least: float) -> None:
    assert fit_threshold(Listed(chance=chance), "en", SearchConfig()) == pytest.approx(least)
    fitting = search(Query("q", VECTOR), Listed({"a": least + 0.01, "b": least - 0.01}, chance=chance))
    assert [(one.place.owner, one.fits) for one in fitting.found] == [("a", True), ("b", False)]
