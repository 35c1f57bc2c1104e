"""Re-ranking: a list worth reading as a whole. Not ten times the same, not people only, one in ten by chance."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

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
    left = dict(enumerate(ranked))  # best first
    placed: list[Placed] = []
    marginal = _Marginal(_similarity(situation), _span(ranked), config)
    while left and len(placed) < limit:
        head = _head(left, [one.scored for one in placed[-9:]], situation, config, people_only=people_only)
        if len(placed) % 10 == config.exploring_slot:
            place, propensity = rng.choice(head), Probability(1 / len(head))
        else:
            place, propensity = max(head, key=lambda one: marginal.of(one, left[one])), Probability(1.0)
        scored = left.pop(place)
        marginal.placed.append(scored)
        placed.append(Placed(scored, propensity))
    return placed


def _head(
    left: Mapping[int, Scored],
    window: Sequence[Scored],
    situation: Situation,
    config: RerankingConfig,
    *,
    people_only: bool,
) -> list[int]:
    """Places of the best that are left and within the quotas, or of the best where none is; only these can win."""
    within = _quota(window, situation, config)
    allowed = left.items() if people_only else (item for item in left.items() if within(item[1]))
    head = [place for place, _ in islice(allowed, config.exploring_pool)]
    return head or list(islice(left, config.exploring_pool))


@dataclass(slots=True)
class _Marginal:
    """What each candidate adds to those that are placed: relevant, and unlike what stands there already."""

    similarity: Callable[[Scored, Scored], float]
    span: Callable[[Scored], float]
    config: RerankingConfig
    placed: list[Scored] = field(default_factory=list)
    _nearest: dict[int, tuple[int, float]] = field(default_factory=dict)

    def of(self, place: int, one: Scored) -> float:
        """The candidate at this place of the ranking; what it was compared with before is remembered."""
        compared, nearest = self._nearest.get(place, (0, 0.0))
        for other in self.placed[compared:]:
            nearest = max(nearest, self.similarity(one, other))
        self._nearest[place] = len(self.placed), nearest
        return self.config.relevance * self.span(one) - (1 - self.config.relevance) * nearest


def _quota(window: Sequence[Scored], situation: Situation, config: RerankingConfig) -> Callable[[Scored], bool]:
    """Whether one more like this may stand beside these."""
    from_people = sum(other.reference[0] in FROM_PEOPLE for other in window)
    documents = Counter(_document(other, situation) for other in window)

    def is_within(one: Scored) -> bool:
        if one.reference[0] in FROM_PEOPLE:
            return from_people < math.ceil(10 * config.people_share)
        document = _document(one, situation)
        if document is None or one.reference[0] is Offer.REVIEW:
            return True
        return documents[document] < math.ceil(10 * config.document_share)

    return is_within


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
