"""One contract for every vector index, flat or quantised."""

from __future__ import annotations

import numpy as np
import pytest

from indexes import faiss_index
from indexes.embedder import Vectors
from indexes.faiss_index import FlatIndex, QuantisedIndex, open_index, pack_quantised, quantise
from indexes.types import Mask, Vector
from indexes.vector_index import VectorIndex

COUNT, DIMENSIONS = 3_000, 64


@pytest.fixture(scope="module")
def vectors() -> Vectors:
    rng = np.random.default_rng(5)
    drawn = rng.standard_normal((60, DIMENSIONS))[rng.integers(0, 60, COUNT)] + rng.standard_normal((COUNT, DIMENSIONS))
    unit: Vectors = (drawn / np.linalg.norm(drawn, axis=1, keepdims=True)).astype(np.float32)
    return unit


@pytest.fixture(params=["flat", "quantised"])
def index(request: pytest.FixtureRequest, vectors: Vectors) -> VectorIndex:
    return FlatIndex(vectors) if request.param == "flat" else QuantisedIndex(vectors, quantise(vectors))


def nearest(vectors: Vectors, query: Vector, limit: int, allowed: Mask | None = None) -> list[int]:
    """By comparing all of them."""
    similarities = vectors @ query
    if allowed is not None:
        similarities = np.where(allowed, similarities, -2)
    found = np.argsort(-similarities, kind="stable")[:limit]
    return [int(row) for row in found if similarities[row] > -2]


def test_the_nearest_come_first_with_their_cosines(index: VectorIndex, vectors: Vectors) -> None:
    hits = index.search(vectors[7], 10)
    assert hits.rows.tolist() == nearest(vectors, vectors[7], 10)
    assert hits.similarities == pytest.approx(vectors[hits.rows] @ vectors[7], abs=1e-5)
    assert hits.rows[0] == 7


@pytest.mark.parametrize("share", [0.001, 0.05, 0.5, 0.98])
def test_only_allowed_rows_are_found_however_few_they_are(index: VectorIndex, vectors: Vectors, share: float) -> None:
    allowed = np.random.default_rng(1).random(COUNT) < share
    hits = index.search(vectors[7], 10, allowed=allowed)
    assert hits.rows.tolist() == nearest(vectors, vectors[7], 10, allowed)


@pytest.mark.parametrize("gathered", [True, False])
def test_a_filter_that_leaves_out_whatever_is_near_still_finds_the_rest(
    index: VectorIndex, vectors: Vectors, monkeypatch: pytest.MonkeyPatch, gathered: bool
) -> None:
    monkeypatch.setattr(faiss_index, "GATHER_UP_TO", COUNT if gathered else 10)
    allowed = vectors @ vectors[7] < 0
    hits = index.search(vectors[7], 10, allowed=allowed)
    assert hits.rows.tolist() == nearest(vectors, vectors[7], 10, allowed)


def test_nothing_allowed_is_nothing_found(index: VectorIndex, vectors: Vectors) -> None:
    assert index.search(vectors[7], 10, allowed=np.zeros(COUNT, np.bool_)).rows.tolist() == []


def test_more_than_there_is_gives_all_there_is(vectors: Vectors) -> None:
    assert sorted(FlatIndex(vectors[:5]).search(vectors[7], 10).rows.tolist()) == [0, 1, 2, 3, 4]
    assert len(QuantisedIndex(vectors, quantise(vectors)).search(vectors[7], COUNT + 5).rows) == COUNT


def test_an_empty_index_answers(vectors: Vectors) -> None:
    assert FlatIndex(vectors[:0]).search(vectors[7], 10).rows.tolist() == []


def test_of_equal_rows_the_smaller_comes_first(vectors: Vectors) -> None:
    twins = np.concatenate([vectors[:3], vectors[:3]])
    assert FlatIndex(twins).search(vectors[1], 2).rows.tolist() == [1, 4]


def test_many_vectors_are_quantised_and_come_back_from_bytes_the_same(
    vectors: Vectors, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert isinstance(open_index(vectors), FlatIndex)
    assert pack_quantised(vectors) is None
    monkeypatch.setattr(faiss_index, "FLAT_UP_TO", COUNT - 1)
    packed = pack_quantised(vectors)
    reopened = open_index(vectors, packed)
    assert isinstance(reopened, QuantisedIndex)
    assert packed == pack_quantised(vectors)
    assert reopened.search(vectors[7], 10).rows.tolist() == open_index(vectors).search(vectors[7], 10).rows.tolist()


def test_bits_of_other_vectors_are_refused(vectors: Vectors) -> None:
    with pytest.raises(ValueError, match="quantised"):
        QuantisedIndex(vectors[:-1], quantise(vectors))
