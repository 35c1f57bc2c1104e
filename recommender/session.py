"""The three minutes: what must be done, what is due again, one new micro-module, one thing from people.

However much is due after weeks away, a session holds what fits its budget, the most endangered first: never a wall.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from recommender.candidates import Situation
from recommender.catalogue import Catalogue
from recommender.ranking import Scored
from recommender.recommend import DEFAULTS, RecommenderConfig, describe, find_candidates, seconds_of
from recommender.reranking import Placed
from recommender.types import FROM_PEOPLE, Learner, Offer, Probability, Recommendation

SITTING_SECONDS = 180  # each three minutes of a budget hold one new micro-module and one thing from people
EXPLORING = 0.1  # how often the new micro-module is drawn instead of being the best
_MUST = frozenset({"overdue", "mandatory"})


@dataclass(frozen=True, slots=True)
class Session:
    """In the order in which to take it up; `total_seconds` is never above the budget."""

    items: tuple[Recommendation, ...]
    total_seconds: int


def compose_session(
    learner: Learner,
    catalogue: Catalogue,
    *,
    now: datetime,
    budget_seconds: int = SITTING_SECONDS,
    rng: random.Random,
    config: RecommenderConfig = DEFAULTS,
) -> Session:
    """What to do in the next `budget_seconds`; something always, where anything fits that may be shown."""
    situation = Situation(learner, catalogue, now, config.mastery, config.retention)
    ranked = find_candidates(situation, config, longest_seconds=budget_seconds)
    plan = _Plan(budget_seconds, situation)
    sittings = max(1, budget_seconds // SITTING_SECONDS)
    reviews = [one for one in ranked if one.reference[0] is Offer.REVIEW]
    new = [one for one in ranked if one.reference[0] is Offer.MICRO_MODULE]
    must = [one for one in new if _MUST & one.terms.keys()]
    people = [one for one in ranked if one.reference[0] in FROM_PEOPLE]
    plan.take(must, most=sittings)
    plan.take_one_of(_beside(plan, new, reviews), rng=rng, most=sittings - len(plan.placed))
    plan.take(reviews, most=1)
    plan.take(people, most=sittings)
    plan.take(reviews)
    while 2 * plan.left_seconds > budget_seconds and plan.take(new, most=1):
        continue  # with little to repeat and to hear there is room for more that is new
    if not plan.placed:
        plan.take(new, most=1)
    items = tuple(describe(one, situation) for one in sorted(plan.placed, key=_order))
    return Session(items, sum(item.seconds for item in items))


@dataclass(slots=True)
class _Plan:
    """What was taken so far. `placed` never takes longer than the budget."""

    budget_seconds: int
    situation: Situation
    placed: list[Placed] = field(default_factory=list)
    used_seconds: int = 0

    @property
    def left_seconds(self) -> int:
        return self.budget_seconds - self.used_seconds

    def take(self, candidates: Iterable[Scored], *, most: int | None = None) -> int:
        """How many were taken: the first of them that fit, at most so many; None: as many as fit."""
        taken = 0
        for one in candidates:
            if most is not None and taken >= most:
                break
            if self._fits(one):
                self._place(one, Probability(1.0))
                taken += 1
        return taken

    def take_one_of(self, candidates: Sequence[Scored], *, rng: random.Random, most: int) -> None:
        """The best that fit, at most so many; the last of them is now and then drawn from all that fit."""
        if most < 1:
            return
        self.take(candidates, most=most - 1)
        fitting = [one for one in candidates if self._fits(one)]
        if not fitting:
            return
        by_chance = EXPLORING / len(fitting)
        if rng.random() < EXPLORING:
            drawn = rng.choice(fitting)
            self._place(drawn, Probability(by_chance + (1 - EXPLORING if drawn is fitting[0] else 0.0)))
        else:
            self._place(fitting[0], Probability(1 - EXPLORING + by_chance))

    def _fits(self, one: Scored) -> bool:
        is_known = any(one is other.scored for other in self.placed)
        return not is_known and seconds_of(one.reference, self.situation) <= self.left_seconds

    def _place(self, one: Scored, propensity: Probability) -> None:
        self.placed.append(Placed(one, propensity))
        self.used_seconds += seconds_of(one.reference, self.situation)


def _beside(plan: _Plan, new: Sequence[Scored], reviews: Sequence[Scored]) -> list[Scored]:
    """New micro-modules that leave room for a review, where one is due."""
    if not reviews:
        return list(new)
    room = plan.left_seconds - seconds_of(reviews[0].reference, plan.situation)
    return [one for one in new if seconds_of(one.reference, plan.situation) <= room]


def _order(placed: Placed) -> int:
    kind = placed.scored.reference[0]
    if kind is Offer.MICRO_MODULE:
        return 0 if _MUST & placed.scored.terms.keys() else 2
    return 1 if kind is Offer.REVIEW else 3
