"""The nouns of indexes: passages, what is asked of them, and how nearness is counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NewType

import numpy as np
from numpy.typing import NDArray

Similarity = NewType("Similarity", float)
"""Cosine of two unit vectors, -1 to 1. It orders and vetoes; it never proves that two texts agree."""

Vector = NDArray[np.float32]
"""One unit vector, shape `(dimensions,)`."""

Mask = NDArray[np.bool_]
"""Which rows may be found, shape `(rows,)`."""

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Passage:
    """A text that can be found and what it belongs to. `digest` is the SHA-256 of `text`, hexadecimal.

    `owner` is the id of a micro-module, thread or person, `position` its place there. `document`, `language` None:
    of no document; too short to tell.
    """

    owner: str
    position: int
    text: str
    digest: str
    document: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A passage that was found, without its text: whoever shows it reads that from the database, and checks."""

    owner: str
    position: int
    digest: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Where:
    """What may be found; None: any. `owners` are ids of micro-modules, threads or people."""

    document: str | None = None
    language: str | None = None
    owners: frozenset[str] | None = None
    without: frozenset[str] = frozenset()


ANYWHERE = Where()
