"""What learners have in common: counted from what they took up, without a name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from recommender.types import ObjectiveId, Peers

FEWEST_TOGETHER = 3  # colleagues; fewer are chance, and would tell who they are
SMALLEST_COHORT = 5
MOST_OF_EACH = 40  # micro-modules that are remembered beside one, or of one cohort
MOST_TOGETHER = 200  # micro-modules a learner; pairs grow with their square, and the keenest say least about others
_A_BLOCK = 2_000_000  # pairs at a time: some ten megabytes

Codes = NDArray[np.int64]


def count_peers(
    engagements: Sequence[tuple[str, ObjectiveId]], cohorts: Mapping[str, Collection[str]] | None = None
) -> Peers:
    """Of who took up what, the latest first; each pair counts once."""
    learners: dict[str, int] = {}
    numbers: dict[ObjectiveId, int] = {}
    pairs = list(dict.fromkeys(engagements))
    people = np.asarray([learners.setdefault(who, len(learners)) for who, _ in pairs], dtype=np.int64)
    things = np.asarray([numbers.setdefault(what, len(numbers)) for _, what in pairs], dtype=np.int64)
    objectives = list(numbers)
    order = np.argsort(people, kind="stable")
    things = things[order]
    starts = np.searchsorted(people[order], np.arange(len(learners) + 1)).tolist()
    taken_up = [things[start:end] for start, end in pairwise(starts)]
    engaged = np.bincount(things, minlength=len(objectives))
    return Peers(
        {one: int(count) for one, count in zip(objectives, engaged, strict=True)},
        _together(taken_up, objectives),
        {
            name: _of_cohort([taken_up[learners[who]] for who in members if who in learners], len(members), objectives)
            for name, members in (cohorts or {}).items()
            if len(members) >= SMALLEST_COHORT
        },
    )


def _together(
    taken_up: Sequence[Codes], objectives: Sequence[ObjectiveId]
) -> Mapping[ObjectiveId, Sequence[tuple[ObjectiveId, int]]]:
    found: defaultdict[ObjectiveId, list[tuple[ObjectiveId, int]]] = defaultdict(list)
    codes, counts = _counted_pairs(taken_up, len(objectives))
    is_telling = counts >= FEWEST_TOGETHER
    codes, counts = codes[is_telling], counts[is_telling]
    for place in np.lexsort((codes, -counts)).tolist():
        one, other = divmod(int(codes[place]), len(objectives))
        if len(found[objectives[one]]) < MOST_OF_EACH:
            found[objectives[one]].append((objectives[other], int(counts[place])))
    return dict(found)


def _counted_pairs(taken_up: Sequence[Codes], width: int) -> tuple[Codes, Codes]:
    """Each two that somebody took up as `one * width + other`, and how many did."""
    codes, counts = np.zeros(0, np.int64), np.zeros(0, np.int64)
    block: list[Codes] = []
    size = 0
    for number, every in enumerate(taken_up, start=1):
        some = every[:MOST_TOGETHER]
        two = (some[:, None] * width + some[None, :])[~np.eye(len(some), dtype=np.bool_)]
        block.append(two)
        size += len(two)
        if size >= _A_BLOCK or number == len(taken_up):
            fresh, times = np.unique(np.concatenate(block), return_counts=True)
            codes, counts = _added(np.concatenate([codes, fresh]), np.concatenate([counts, times]))
            block, size = [], 0
    return codes, counts


def _added(codes: Codes, counts: Codes) -> tuple[Codes, Codes]:
    every, places = np.unique(codes, return_inverse=True)
    return every, np.bincount(places, weights=counts, minlength=len(every)).astype(np.int64)


def _of_cohort(
    taken_up: Sequence[Codes], size: int, objectives: Sequence[ObjectiveId]
) -> Sequence[tuple[ObjectiveId, float]]:
    if not taken_up:
        return ()
    counts = np.bincount(np.concatenate(taken_up), minlength=len(objectives))
    most = [place for place in np.argsort(-counts, kind="stable")[:MOST_OF_EACH] if counts[place] >= FEWEST_TOGETHER]
    return [(objectives[place], min(1.0, int(counts[place]) / size)) for place in most]
