"""The baseline that everybody has: BM25 over whole words (Robertson and Zaragoza 2009), nothing tuned."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from statistics import mean

K1, B = 1.2, 0.75


class Bm25:
    """Scores of texts for a query."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._words = [_words(text) for text in texts]
        self._mean = mean(sum(words.values()) for words in self._words)
        self._having = Counter(word for words in self._words for word in words)

    def scores(self, query: str) -> list[float]:
        """One score a text, in their order."""
        asked = set(_words(query))
        return [sum(self._weight(word) * self._saturated(word, words) for word in asked) for words in self._words]

    def _weight(self, word: str) -> float:
        having = self._having[word]
        return math.log(1 + (len(self._words) - having + 0.5) / (having + 0.5))

    def _saturated(self, word: str, words: Counter[str]) -> float:
        count = words[word]
        return count * (K1 + 1) / (count + K1 * (1 - B + B * sum(words.values()) / self._mean))


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.lower()))
