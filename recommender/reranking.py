"""Re-ranking: a list worth reading as a whole. Not ten times the same, not people only, one in ten by chance."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from recommender.candidates import Situation
from recommender.ranking import Scored
from recommender.types import FROM_PEOPLE, ObjectiveId, Offer, Probability


@dataclass(frozen=True, slots=True)
class RerankingConfig:
    """`relevance` against diversity as in maximal marginal relevance (Carbonell & Goldstein 1998).

    Of ten in a row at most `people_share` come from people: more, and learners stop opening micro-modules. Slot
    `exploring_slot` of each ten is drawn, so that what ranks low is seen by somebody and can prove itself.
    """

    relevance: float = 0.75
    people_share: float = 0.3
    document_share: float = 0.6
    exploring_slot: int = 7
    exploring_pool: int = 30


@dataclass(frozen=True, slots=True)
class Placed:
    """A candidate in its slot; `propensity` is the chance with which just this one came to stand there."""

    scored: Scored
    propensity: Probability


def rerank(
    ranked: Sequence[Scored],
    situation: Situation,
    *,
    limit: int,
    rng: random.Random,
    config: RerankingConfig,
    people_only: bool = False,
) -> list[Placed]:
    """At most `limit` of the candidates in the order in which to show them; `people_only` suspends the quotas."""
    left, placed = list(ranked), list[Placed]()
    similarity = _similarity(situation)
    span = _span(ranked)
    while left and len(placed) < limit:
        chosen = [one.scored for one in placed]
        allowed = left if people_only else [one for one in left if _within_quota(one, chosen, situation, config)]
        pool = allowed or left
        if len(placed) % 10 == config.exploring_slot:
            pool = pool[: config.exploring_pool]
            next_one, propensity = rng.choice(pool), Probability(1 / len(pool))
        else:
            next_one, propensity = _most_marginal(pool, chosen, similarity, span, config), Probability(1.0)
        placed.append(Placed(next_one, propensity))
        left.remove(next_one)
    return placed


def _most_marginal(
    pool: Sequence[Scored],
    chosen: Sequence[Scored],
    similarity: Callable[[Scored, Scored], float],
    span: Callable[[Scored], float],
    config: RerankingConfig,
) -> Scored:
    """What adds most: relevant, and unlike what stands there already. Only the head of the pool can win."""
    head = pool[: config.exploring_pool]

    def marginal(one: Scored) -> float:
        nearest = max((similarity(one, other) for other in chosen), default=0.0)
        return config.relevance * span(one) - (1 - config.relevance) * nearest

    return max(head, key=marginal)


def _within_quota(one: Scored, chosen: Sequence[Scored], situation: Situation, config: RerankingConfig) -> bool:
    window = list(chosen[-9:])
    if one.reference[0] in FROM_PEOPLE:
        return sum(other.reference[0] in FROM_PEOPLE for other in window) < math.ceil(10 * config.people_share)
    document = _document(one, situation)
    if document is None or one.reference[0] is Offer.REVIEW:
        return True
    return Counter(_document(other, situation) for other in window)[document] < math.ceil(10 * config.document_share)


def _similarity(situation: Situation) -> Callable[[Scored, Scored], float]:
    vectors = situation.catalogue.vectors

    def similarity(one: Scored, other: Scored) -> float:
        if one.reference[0] in FROM_PEOPLE or other.reference[0] in FROM_PEOPLE:
            return 0.0
        left, right = (vectors.find(ObjectiveId(scored.reference[1])) for scored in (one, other))
        if left is None or right is None:
            return 0.3 if _document(one, situation) == _document(other, situation) else 0.0
        return max(0.0, float(left @ right))

    return similarity


def _span(ranked: Sequence[Scored]) -> Callable[[Scored], float]:
    """Rank scores as a share of the best; what more speaks against than for is 0."""
    top = max((one.rank_score for one in ranked), default=0.0)
    return lambda one: max(0.0, one.rank_score) / top if top > 0 else 0.0


def _document(one: Scored, situation: Situation) -> str | None:
    micro_module = situation.catalogue.micro_modules.get(ObjectiveId(one.reference[1]))
    return None if micro_module is None else micro_module.document_id
