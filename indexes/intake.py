"""Taking in a whole index row by row, so that it is never in memory twice."""

from __future__ import annotations

from array import array
from collections.abc import Iterator

import numpy as np

from indexes.embedder import HeldVectors
from indexes.passage_source import Whole
from indexes.rows import RowBuilder
from indexes.types import Passage, Rows


class Intake:
    """What was taken in so far: rows, and the vectors of those that have one, one after the other.

    `waiting` holds the rows of passages without a vector, by text digest.
    """

    def __init__(self, vectors: HeldVectors) -> None:
        """`vectors` is where they go, with room for all of them; it may lie on disk."""
        self.rows = RowBuilder()
        self.waiting: dict[str, tuple[int, ...]] = {}
        self._vectors = vectors
        self._embedded = array("q")

    def take(self, whole: Whole) -> Iterator[tuple[int, Passage]]:
        """Take everything in; each passage with its row, for whoever reads its words."""
        for row, (passage, packed) in enumerate(whole.rows):
            self.rows.add(passage)
            if packed is None:
                self.waiting[passage.digest] = (*self.waiting.get(passage.digest, ()), row)
            else:
                self._vectors[len(self._embedded)] = np.frombuffer(packed, dtype=np.float32)
                self._embedded.append(row)
            yield row, passage

    @property
    def vectors(self) -> HeldVectors:
        """Of the rows `embedded`, in their order."""
        taken: HeldVectors = self._vectors[: len(self._embedded)]
        return taken

    @property
    def embedded(self) -> Rows:
        """The rows that have a vector."""
        return np.asarray(self._embedded, dtype=np.int64)
