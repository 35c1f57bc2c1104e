"""Our vector indexes beside an exact scan, hnswlib and usearch, on the same vectors, one thread, as ratios."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from indexes.embedder import Vectors
from indexes.faiss_index import open_index
from indexes.types import Mask, Rows, Vector
from tests.benchmarks.vectors import DIMENSIONS, clustered, near

LIMIT = 10
QUERIES = 200
WITHDRAWN = 0.3  # share of vectors that may not be found, in the filtered run

Search = Callable[[Vector], Rows]


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one index: seconds to build, median milliseconds of a search, recall@10 against the exact scan."""

    name: str
    build_seconds: float
    milliseconds: float
    recall: float


def compare_indexes(count: int) -> str:
    """A table for `count` vectors of 384 dimensions."""
    vectors = clustered(count)
    queries = near(vectors, QUERIES)
    figures = list(_measure(vectors, queries))
    exact = figures[0].milliseconds
    lines = [f"{count:,} vectors, {DIMENSIONS} dimensions, top {LIMIT}; searched on one thread, built on all"]
    lines.append(f"{'index':<34}{'build s':>9}{'ms':>9}{'x scan':>9}{'recall@10':>11}")
    for one in figures:
        speed = exact / one.milliseconds
        lines.append(f"{one.name:<34}{one.build_seconds:>9.2f}{one.milliseconds:>9.3f}{speed:>9.1f}{one.recall:>11.3f}")
    return "\n".join(lines)


def _measure(vectors: Vectors, queries: Vectors) -> Iterator[Figures]:
    import faiss

    faiss.omp_set_num_threads(1)
    truth: list[Rows] = []
    for name, build in _INDEXES.items():
        started = time.perf_counter()
        search = build(vectors)
        built = time.perf_counter() - started
        milliseconds, found = _timed(search, queries)
        truth = truth or found
        yield Figures(name, built, milliseconds, _recall(found, truth))
    allowed = np.random.default_rng(2).random(len(vectors)) >= WITHDRAWN
    for name, search in _filtered(vectors, allowed).items():
        milliseconds, found = _timed(search, queries)
        if name.startswith("exact"):
            truth = found
        yield Figures(name, 0.0, milliseconds, _recall(found, truth))


def _timed(search: Search, queries: Vectors) -> tuple[float, list[Rows]]:
    for query in queries[:10]:
        search(query)
    taken, found = [], []
    for query in queries:
        started = time.perf_counter()
        found.append(search(query))
        taken.append(time.perf_counter() - started)
    return float(np.median(taken)) * 1e3, found


def _recall(found: Sequence[Rows], truth: Sequence[Rows]) -> float:
    shares = [len(set(one.tolist()) & set(right.tolist())) / LIMIT for one, right in zip(found, truth, strict=True)]
    return float(np.mean(shares))


def _exact(vectors: Vectors) -> Search:
    import faiss

    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    return lambda query: np.asarray(index.search(query[None, :], LIMIT)[1][0])


def _ours(vectors: Vectors) -> Search:
    index = open_index(vectors)
    return lambda query: index.search(query, LIMIT).rows


def _hnswlib(vectors: Vectors) -> Search:
    import hnswlib

    index = hnswlib.Index(space="ip", dim=vectors.shape[1])
    index.init_index(max_elements=len(vectors), M=16, ef_construction=200)
    index.add_items(vectors)
    index.set_ef(100)
    return lambda query: np.asarray(index.knn_query(query, k=LIMIT, num_threads=1)[0][0])


def _usearch(vectors: Vectors) -> Search:
    from usearch.index import Index

    index = Index(ndim=vectors.shape[1], metric="ip", dtype="f32", expansion_search=100)
    index.add(np.arange(len(vectors)), vectors)
    return lambda query: np.asarray(index.search(query, LIMIT, threads=1).keys)


def _filtered(vectors: Vectors, allowed: Mask) -> dict[str, Search]:
    import faiss

    scan = faiss.IndexFlatIP(vectors.shape[1])
    kept = np.flatnonzero(allowed)
    scan.add(vectors[kept])
    index = open_index(vectors)
    return {
        f"exact scan of the {1 - WITHDRAWN:.0%} allowed": lambda query: kept[scan.search(query[None, :], LIMIT)[1][0]],
        f"ours, {WITHDRAWN:.0%} withdrawn": lambda query: index.search(query, LIMIT, allowed=allowed).rows,
    }


_INDEXES: dict[str, Callable[[Vectors], Search]] = {
    "exact scan (FAISS, float32)": _exact,
    "ours": _ours,
    "hnswlib (M 16, ef 100)": _hnswlib,
    "usearch (ef 100)": _usearch,
}
