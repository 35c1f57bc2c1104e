"""A fake embedder for fast tests: hashed bags of words, no model."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

import numpy as np

from indexes.embedder import Vectors


class HashedWordsEmbedder:
    """Texts that share words are near each other; passes the embedder's contract test. Counts what it embedded."""

    def __init__(self, dimensions: int = 256) -> None:
        self._dimensions = dimensions
        self.embedded = 0

    @property
    def identity(self) -> str:
        return f"hashed-words-{self._dimensions}"

    @property
    def dimensions(self) -> int:
        return self._dimensions

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.embedded += len(texts)
        vectors = np.zeros((len(texts), self._dimensions), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in re.findall(r"\w+", text.lower()) or [""]:
                digest = hashlib.sha256(word.encode()).digest()
                vectors[row, int.from_bytes(digest[:4], "big") % self._dimensions] += 1.0
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return (vectors / np.where(lengths == 0, 1.0, lengths)).astype(np.float32)
