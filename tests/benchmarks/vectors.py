"""Vectors to measure with: clustered as passages of documents are, seeded, of unit length."""

from __future__ import annotations

import numpy as np

from indexes.embedder import Vectors

DIMENSIONS = 384
CLUSTER_SIZE = 50  # passages of one topic
SPREAD = 1.0  # of a passage around its topic; gives cosines of .5 within a topic and of 0 between topics


def clustered(count: int, *, seed: int = 0) -> Vectors:
    """`count` vectors, shape `(count, 384)`, float32."""
    rng = np.random.default_rng(seed)
    centres = rng.standard_normal((max(1, count // CLUSTER_SIZE), DIMENSIONS), dtype=np.float32)
    vectors = centres[rng.integers(0, len(centres), count)]
    vectors += SPREAD * rng.standard_normal((count, DIMENSIONS), dtype=np.float32)
    return _unit(vectors)


def near(vectors: Vectors, count: int, *, seed: int = 1) -> Vectors:
    """Queries: vectors of the index with as much noise as a question has beside its passage (cosine about .7)."""
    rng = np.random.default_rng(seed)
    picked = vectors[rng.integers(0, len(vectors), count)]
    return _unit(picked + rng.standard_normal(picked.shape, dtype=np.float32) / np.sqrt(DIMENSIONS))


def _unit(vectors: Vectors) -> Vectors:
    unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit
