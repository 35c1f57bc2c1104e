"""Which of the things that colleagues wrote to show: near to what was learned, and not the same twice."""

from __future__ import annotations

from collections.abc import Mapping

from recommender.types import Vector

DIVERSITY = 0.5  # maximal marginal relevance (Carbonell and Goldstein 1998), both halves weighed alike


def choose_different(candidates: Mapping[str, Vector], *, near: Vector, count: int = 2) -> list[str]:
    """Ids of up to `count` candidates: the nearest first, then those that are near and unlike what is chosen already.

    Of equals the one that comes first in `candidates`.
    """
    relevance = {one: float(vector @ near) for one, vector in candidates.items()}
    chosen: list[str] = []

    def worth(one: str) -> float:
        likeness = max((float(candidates[one] @ candidates[other]) for other in chosen), default=0.0)
        return (1 - DIVERSITY) * relevance[one] - DIVERSITY * likeness

    while len(chosen) < min(count, len(candidates)):
        chosen.append(max((one for one in candidates if one not in chosen), key=worth))
    return chosen
