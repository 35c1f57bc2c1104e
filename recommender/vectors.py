"""Vectors of micro-modules, never changed: what is near to what, looked up once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from recommender.types import ObjectiveId, Vector

NEIGHBOURS = 60  # of one micro-module that are remembered
_FEW = 30  # micro-modules; fewer say nothing about how near things lie by chance
_NEAR_BY_CHANCE = 0.25  # unrelated training texts lie below with all-MiniLM-L6-v2; used where there are too few to tell
_SURE = 0.7  # cosine of a goal and the objective that says the same in other words


@dataclass(frozen=True)
class Vectors:
    """Unit vectors of micro-modules; `matrix` has shape `(len(ids), dimensions)`, float32.

    What has no vector is found by words, time and people all the same.
    """

    ids: Sequence[ObjectiveId] = ()
    matrix: NDArray[np.float32] = field(default_factory=lambda: np.zeros((0, 0), np.float32))
    rows: Mapping[ObjectiveId, int] = field(default_factory=dict)
    _near: dict[ObjectiveId, tuple[NDArray[np.int32], NDArray[np.float32]]] = field(default_factory=dict, init=False)

    def similarities(self, query: Vector) -> NDArray[np.float32]:
        """Cosines of every row with `query`, shape `(len(ids),)`."""
        # In this thread: handed to others, as `@` does, a millisecond's work waits for a busy core.
        cosines: NDArray[np.float32] = np.einsum("ij,j->i", self.matrix, query)
        return cosines

    def find(self, identifier: ObjectiveId) -> Vector | None:
        """The vector under the id; None: there is none."""
        row = self.rows.get(identifier)
        return None if row is None else self.matrix[row]

    def neighbours(self, identifier: ObjectiveId) -> list[tuple[ObjectiveId, float]]:
        """The micro-modules nearest in meaning to one that has a vector, with their nearness; the nearest first."""
        known = self._near.get(identifier)
        if known is None:
            known = self._near[identifier] = self._nearest(self.rows[identifier])
        rows, near = known
        return [(self.ids[row], nearness) for row, nearness in zip(rows.tolist(), near.tolist(), strict=True)]

    def changed(self, gone: Collection[ObjectiveId], fresh: Mapping[ObjectiveId, Vector]) -> Vectors:
        """These without those that are gone or have another vector now, and with the fresh ones."""
        left = [row for row, one in enumerate(self.ids) if one not in gone and one not in fresh]
        if len(left) == len(self.ids) and not fresh:
            return self
        added = [vector[None, :] for vector in fresh.values()]
        parts = [self.matrix[left], *added] if left else added
        return _rows_of([*(self.ids[row] for row in left), *fresh], np.concatenate(parts) if parts else self.matrix[:0])

    def _nearest(self, row: int) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        near = nearness(self.similarities(self.matrix[row]))
        near[row] = 0.0
        most = min(NEIGHBOURS, len(near))
        kept = np.argpartition(-near, most - 1)[:most]
        kept = kept[np.lexsort((kept, -near[kept]))]
        kept = kept[near[kept] > 0]
        return kept.astype(np.int32), near[kept]


def stacked(vectors: Mapping[ObjectiveId, Vector]) -> Vectors:
    """The vectors under one another."""
    return Vectors().changed((), vectors)


def nearness(similarities: NDArray[np.float32]) -> NDArray[np.float32]:
    """Cosines of one text with all others as 0, no nearer than by chance, to 1, the same in other words.

    Chance is what most of them are: 1.5 standard deviations above their mean.
    """
    is_telling = len(similarities) >= _FEW
    by_chance = max(0.2, float(similarities.mean() + 1.5 * similarities.std())) if is_telling else _NEAR_BY_CHANCE
    scaled: NDArray[np.float32] = np.clip((similarities - by_chance) / max(0.05, _SURE - by_chance), 0.0, 1.0)
    return scaled


def _rows_of(ids: Sequence[ObjectiveId], matrix: NDArray[np.float32]) -> Vectors:
    return Vectors(tuple(ids), matrix, {identifier: row for row, identifier in enumerate(ids)})
