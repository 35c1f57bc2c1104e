"""Vector indexes over FAISS: an exact scan for few vectors, RaBitQ with exact refinement for many, chosen by count.

RaBitQ keeps a bit a dimension (Gao & Long, SIGMOD 2024, "RaBitQ: Quantizing High-Dimensional Vectors with a
Theoretical Error Bound"); its fast scan names candidates, whose cosines are then computed from the vectors themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from indexes.embedder import HeldVectors, Vectors
from indexes.types import Mask, Rows, Vector
from indexes.vector_index import Hits, VectorIndex

if TYPE_CHECKING:
    import faiss

FLAT_UP_TO = 50_000  # vectors; 384 dimensions: 3 ms a query on one thread, and nothing to train
# Compared exactly for a search of `limit`; measured on 100,000 vectors: recall@10 1.00, recall@60 .95.
CANDIDATES = 300
CANDIDATES_EACH = 12
TRAINED_ON = 50_000  # of the vectors, spread evenly: their mean is all that is learned
_A_BLOCK = 20_000  # vectors at a time at full precision: thirty megabytes
GATHER_UP_TO = 10_000  # allowed rows; below, copying them out and scanning them costs less than a millisecond or two


def room_for(count: int, dimensions: int) -> HeldVectors:
    """Where so many vectors go as an index of so many keeps them, shape `(count, dimensions)`."""
    room: HeldVectors = np.empty((count, dimensions), dtype=kept_as(count))
    return room


def kept_as(count: int) -> type[np.float32] | type[np.float16]:
    """How an index of so many vectors keeps them: of few every one is compared, at full precision."""
    return np.float32 if count <= FLAT_UP_TO else np.float16


def open_index(vectors: HeldVectors, quantised: bytes | None = None) -> VectorIndex:
    """An index over `vectors`, shape `(n, d)`, unit length.

    `quantised` is what `pack_quantised` gave for the same vectors, from a place that was verified: a flipped bit would
    load silently. None: quantised here, if they are many.
    """
    if len(vectors) <= FLAT_UP_TO:
        return FlatIndex(vectors)
    import faiss

    if quantised is None:
        return QuantisedIndex(vectors, quantise(vectors))
    unpacked = faiss.deserialize_index(np.frombuffer(quantised, dtype=np.uint8))
    if not isinstance(unpacked, faiss.IndexRaBitQFastScan):
        message = f"{type(unpacked).__name__} is no RaBitQ index"
        raise TypeError(message)
    return QuantisedIndex(vectors, unpacked)


def pack_quantised(vectors: HeldVectors) -> bytes | None:
    """What makes `vectors` quick to search; None: they are few, nothing is needed."""
    if len(vectors) <= FLAT_UP_TO:
        return None
    import faiss

    return bytes(faiss.serialize_index(quantise(vectors)))


def quantise(vectors: HeldVectors) -> faiss.IndexRaBitQFastScan:
    """The vectors at a bit a dimension; the same vectors give the same bits."""
    import faiss

    index = faiss.IndexRaBitQFastScan(vectors.shape[1], faiss.METRIC_INNER_PRODUCT)
    index.train(_exact(vectors[:: 1 + len(vectors) // TRAINED_ON]))
    for start in range(0, len(vectors), _A_BLOCK):
        index.add(_exact(vectors[start : start + _A_BLOCK]))
    return index


class FlatIndex:
    """Exact: every allowed vector is compared."""

    def __init__(self, vectors: HeldVectors) -> None:
        import faiss

        count, dimensions = vectors.shape
        self._index = faiss.IndexFlatIP(dimensions)
        if count:
            self._index.add(_exact(vectors))
        # The index's own memory, so that the vectors are kept once.
        self._vectors = faiss.rev_swig_ptr(self._index.get_xb(), count * dimensions).reshape(count, dimensions)

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self._vectors)

    @property
    def vectors(self) -> Vectors:
        """See `VectorIndex`."""
        return self._vectors

    def search(self, query: Vector, limit: int, *, allowed: Mask | None = None) -> Hits:
        """See `VectorIndex`."""
        if allowed is not None:
            rows = np.flatnonzero(allowed)
            if len(rows) <= GATHER_UP_TO:
                return exact(self._vectors, query, limit, rows)
        found, similarities = self._scan(query, min(limit, self.count), allowed)
        is_row = found >= 0
        return best(found[is_row], similarities[is_row], limit)

    def _scan(self, query: Vector, limit: int, allowed: Mask | None) -> tuple[Rows, NDArray[np.float32]]:
        import faiss

        if limit == 0:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
        wanted = None
        if allowed is not None:
            bits = np.packbits(allowed, bitorder="little")
            selector = faiss.IDSelectorBitmap(
                len(bits), faiss.swig_ptr(bits)
            )  # points at the bits, as wanted does at it
            wanted = faiss.SearchParameters()
            wanted.sel = selector
        faiss.omp_set_num_threads(1)  # of this thread: two that share two milliseconds took nine, waiting
        similarities, rows = self._index.search(query[None, :], limit, params=wanted)
        return rows[0], similarities[0]


class QuantisedIndex:
    """Candidates by RaBitQ's fast scan, cosines from the vectors themselves."""

    def __init__(self, vectors: HeldVectors, quantised: faiss.IndexRaBitQFastScan) -> None:
        if quantised.ntotal != len(vectors) or quantised.d != vectors.shape[1]:
            message = (
                f"{quantised.ntotal} x {quantised.d} quantised for {vectors.shape[0]} x {vectors.shape[1]} vectors"
            )
            raise ValueError(message)
        self._vectors = vectors
        self._quantised = quantised

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self._vectors)

    @property
    def vectors(self) -> HeldVectors:
        """See `VectorIndex`."""
        return self._vectors

    def search(self, query: Vector, limit: int, *, allowed: Mask | None = None) -> Hits:
        """See `VectorIndex`."""
        if allowed is None:
            return exact(self._vectors, query, limit, self._candidates(query, limit))
        rows = np.flatnonzero(allowed)
        if len(rows) <= GATHER_UP_TO:
            return exact(self._vectors, query, limit, rows)
        # The scan cannot leave rows out: ask for as many more as are likely to be thrown away.
        candidates = self._candidates(query, int(limit * self.count / len(rows)) + 1)
        kept = candidates[allowed[candidates]]
        # The allowed ones may lie far from the query (an anti-correlated filter): then nothing but all of them will do.
        enough = min(len(rows), CANDIDATES_EACH * limit)
        return exact(self._vectors, query, limit, kept if len(kept) >= enough else rows)

    def _candidates(self, query: Vector, limit: int) -> Rows:
        wanted = min(self.count, CANDIDATES + CANDIDATES_EACH * limit)
        _, rows = self._quantised.search(query[None, :], wanted)
        found: Rows = rows[0]
        return found[found >= 0]


def exact(vectors: HeldVectors, query: Vector, limit: int, rows: Rows) -> Hits:
    """The nearest of these rows, every one compared."""
    # In this thread: handed to a second one, as `@` does, a millisecond's work waits for a busy core.
    return best(rows, np.einsum("ij,j->i", _exact(vectors[rows]), query), limit)


def best(rows: Rows, similarities: NDArray[np.float32], limit: int) -> Hits:
    """The `limit` most similar rows, best first; of equals the smaller row."""
    if len(rows) > limit:
        kept = np.argpartition(-similarities, limit - 1)[:limit] if limit else np.zeros(0, dtype=np.int64)
        rows, similarities = rows[kept], similarities[kept]
    order = np.lexsort((rows, -similarities))
    return Hits(rows[order], similarities[order])


def _exact(vectors: HeldVectors) -> Vectors:
    return np.ascontiguousarray(vectors, dtype=np.float32)
