"""What the rest of the product asks of an index of vectors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from indexes.embedder import HeldVectors
from indexes.types import Mask, Rows, Vector


@dataclass(frozen=True, slots=True)
class Hits:
    """Rows and their cosines, most similar first; of equals the smaller row first. Both of shape `(found,)`."""

    rows: Rows
    similarities: NDArray[np.float32]


class VectorIndex(Protocol):
    """Rows of unit vectors, numbered from 0, never changed: what is withdrawn is left out by `allowed`."""

    @property
    def count(self) -> int: ...

    @property
    def vectors(self) -> HeldVectors:
        """All rows, shape `(count, dimensions)`, unit length; not to be changed."""
        ...

    def search(self, query: Vector, limit: int, *, allowed: Mask | None = None) -> Hits:
        """The `limit` allowed rows nearest to the query, or all of them where there are fewer. None: all are allowed.

        However few are allowed, they are found.
        """
        ...
