"""Measures of a ranking, and whether one ranking is better than another by more than chance."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean

RESAMPLES = 10_000


def average_precision(relevant: Sequence[bool]) -> float:
    """Of one ranking, best first; 0 when nothing in it is relevant, as the task's own scorer counts."""
    hits, total = 0, 0.0
    for place, is_relevant in enumerate(relevant, start=1):
        if is_relevant:
            hits += 1
            total += hits / place
    return total / hits if hits else 0.0


def recall_at(relevant: Sequence[bool], of: int, *, at: int) -> float:
    """How many of the `of` relevant ones stand among the first `at`; of no more than can stand there."""
    return sum(relevant[:at]) / min(of, at)


def ndcg_at(relevant: Sequence[bool], of: int, *, at: int) -> float:
    """Discounted gain of the first `at`, as a share of the best order's; relevance is yes or no."""
    gain = sum(1 / math.log2(1 + place) for place, hit in enumerate(relevant[:at], start=1) if hit)
    return gain / sum(1 / math.log2(1 + place) for place in range(1, min(of, at) + 1))


def in_order(scores: Sequence[float]) -> list[int]:
    """Numbers of the scored, best first; of equals the earlier first."""
    return sorted(range(len(scores)), key=lambda number: (-scores[number], number))


@dataclass(frozen=True)
class Difference:
    """Mean of paired differences, with the middle 95 % of its resamples and the share of them that are 0 or less."""

    mean: float
    low: float
    high: float
    p: float

    @property
    def text(self) -> str:
        """In points of a hundred."""
        return f"{100 * self.mean:+.1f} [{100 * self.low:+.1f}, {100 * self.high:+.1f}], p = {self.p:.3f}"


def paired_bootstrap(ours: Sequence[float], theirs: Sequence[float], *, seed: int = 1) -> Difference:
    """Resamples the queries with replacement (Koehn 2004), both rankings together; the same in every run."""
    rng = random.Random(seed)  # noqa: S311  chance, not secrecy
    differences = [one - other for one, other in zip(ours, theirs, strict=True)]
    means = sorted(mean(rng.choices(differences, k=len(differences))) for _ in range(RESAMPLES))
    below = sum(value <= 0 for value in means) / RESAMPLES
    return Difference(mean(differences), means[int(0.025 * RESAMPLES)], means[int(0.975 * RESAMPLES)], below)
