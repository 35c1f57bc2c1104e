"""Cuts a stretch of text that is too long: penalised dynamic programming over runs, with cohesion from vectors."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from authoring.reading_time import FEWEST_WORDS, MOST_WORDS, teaches
from authoring.sections import Run
from authoring.types import BlockKind
from indexes.embedder import Embedder

_EMBEDDED_WORDS = 24  # a paragraph's first words tell its topic; more cost time and did not move a boundary
_EMBEDDED_RUNS = 200  # of one document: about three seconds on two cores; beyond, shared words stand in for vectors
_BEST_WORDS = 420  # between the bounds; 1 min 45 s
_LENGTH_WEIGHT = 0.6
_OUT_OF_BOUNDS = 8.0  # more than all the rest of a cut's cost together
_HEADING_BONUS = 0.7
_DEPENDENT_START = 0.8
_LONGER_WORD = re.compile(r"[^\W\d_]{5,}")
_WINDOW = 2  # runs on either side of a possible cut
_DEPENDS = re.compile(
    r"(?:this|that|these|those|it|its|they|their|them|such|he|she|however|instead|otherwise|therefore|thus|hence|"
    r"consequently|moreover|furthermore|similarly|likewise|but|and|or|so|then|again|"
    r"questo|questa|questi|queste|esso|essa|essi|esse|tali|inoltre|tuttavia|quindi|pertanto|invece)\b",
    re.IGNORECASE,
)


class Cutter:
    """Cuts the stretches of one document, within one budget of embedded passages."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._budget = _EMBEDDED_RUNS

    def cut(self, stretch: Sequence[Run]) -> list[list[Run]]:
        """The stretch in parts of at most 180 s where its runs allow it; nothing is embedded when it fits whole."""
        if len(stretch) < 2 or sum(run.words for run in stretch) <= MOST_WORDS:
            return [list(stretch)]
        costs = self._cut_costs(stretch)
        ends = _cheapest_ends([run.words for run in stretch], costs)
        return [list(stretch[start:end]) for start, end in pairwise((0, *ends))]

    def _cut_costs(self, stretch: Sequence[Run]) -> list[float]:
        """The cost of cutting before each run: cohesion across the place, less where a heading stands."""
        cohesion = self._cohesion(stretch)
        return [_cost_of_place(run, float(held)) for run, held in zip(stretch, cohesion, strict=True)]

    def _cohesion(self, stretch: Sequence[Run]) -> NDArray[np.float32]:
        """How alike the runs before and after each place are, 0 to 1, ranked within the stretch."""
        if len(stretch) > self._budget:
            return _ranked(_shared_words(stretch))
        self._budget -= len(stretch)
        vectors = self._embedder.embed([_topic_words(run) for run in stretch])
        likeness = np.zeros(len(stretch), dtype=np.float32)
        for place in range(1, len(stretch)):
            before = vectors[max(0, place - _WINDOW) : place].mean(axis=0)
            after = vectors[place : place + _WINDOW].mean(axis=0)
            likeness[place] = float(before @ after)
        return _ranked(likeness)


def _shared_words(stretch: Sequence[Run]) -> NDArray[np.float32]:
    """The share of longer words that the runs before and after each place have in common (Hearst 1997, in short)."""
    words = [frozenset(_LONGER_WORD.findall(" ".join(block.text for block in run.blocks).lower())) for run in stretch]
    likeness = np.zeros(len(stretch), dtype=np.float32)
    for place in range(1, len(stretch)):
        before = frozenset[str]().union(*words[max(0, place - _WINDOW) : place])
        after = frozenset[str]().union(*words[place : place + _WINDOW])
        likeness[place] = len(before & after) / max(1.0, (len(before) * len(after)) ** 0.5)
    return likeness


def _ranked(likeness: NDArray[np.float32]) -> NDArray[np.float32]:
    """Ranks from 0 to 1: cosines of one text lie close together, and their order is what counts."""
    order = np.argsort(np.round(likeness, 4), kind="stable")
    ranks = np.empty(len(likeness), dtype=np.float32)
    ranks[order] = np.linspace(0.0, 1.0, len(likeness), dtype=np.float32)
    return ranks


def _cost_of_place(run: Run, cohesion: float) -> float:
    first = next((block for block in run.blocks if teaches(block)), None)
    if first is None:
        return _OUT_OF_BOUNDS
    if first.kind is BlockKind.HEADING:
        return cohesion - _HEADING_BONUS
    return cohesion + (_DEPENDENT_START if _DEPENDS.match(first.text) else 0.0)


def _cheapest_ends(words: Sequence[int], costs: Sequence[float]) -> list[int]:
    """Ends of the parts, the last one included, that cost least in all.

    Exact dynamic programming after Utiyama and Isahara (2001), with a length penalty in place of their prior.
    """
    best = [0.0] + [float("inf")] * len(words)
    came_from = [0] * (len(words) + 1)
    for end in range(1, len(words) + 1):
        held = 0
        for start in range(end - 1, -1, -1):
            held += words[start]
            if held > MOST_WORDS and start < end - 1 and best[end] < float("inf"):
                break
            cost = best[start] + _length_cost(held) + (costs[start] if start else 0.0)
            if cost < best[end]:
                best[end], came_from[end] = cost, start
    ends = [len(words)]
    while came_from[ends[-1]]:
        ends.append(came_from[ends[-1]])
    return ends[::-1]


def _length_cost(words: int) -> float:
    if words < FEWEST_WORDS:
        return _OUT_OF_BOUNDS * (1 + (FEWEST_WORDS - words) / FEWEST_WORDS)
    if words > MOST_WORDS:
        return _OUT_OF_BOUNDS * (2 + words / MOST_WORDS)
    return _LENGTH_WEIGHT * ((words - _BEST_WORDS) / _BEST_WORDS) ** 2


def _topic_words(run: Run) -> str:
    words: list[str] = []
    for block in run.blocks:
        if teaches(block):
            words += block.text.split(maxsplit=_EMBEDDED_WORDS)[:_EMBEDDED_WORDS]
        if len(words) >= _EMBEDDED_WORDS:
            break
    return " ".join(words[:_EMBEDDED_WORDS])
