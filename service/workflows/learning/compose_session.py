"""What a learner is given for one sitting."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from recommender.session import compose_session as compose
from service.db.learners import LearnerId
from service.workflows.learning.remember_shown import Impression, remember_shown
from service.workflows.learning.situate_learner import Recommending, situate_learner
from service.workflows.platform.authenticate import Caller

SURFACE = "session"


@dataclass(frozen=True, slots=True)
class ShownSession:
    """In the order in which to take it up; `total_seconds` is never above the budget."""

    items: Sequence[Impression]
    total_seconds: int


def compose_session(
    learner_id: LearnerId,
    *,
    budget_seconds: int,
    rng: random.Random,
    caller: Caller,
    recommending: Recommending,
    surface: str = SURFACE,
) -> ShownSession:
    """Empty for whoever has left. Raises NotFound, also for what the key does not reach."""
    situated = situate_learner(learner_id, caller=caller, recommending=recommending)
    if situated.learner is None:
        return ShownSession((), 0)
    session = compose(situated.learner, situated.catalogue, now=situated.now, budget_seconds=budget_seconds, rng=rng)
    shown = remember_shown(session.items, situated, surface=surface, caller=caller, recommending=recommending)
    return ShownSession(shown, session.total_seconds)
