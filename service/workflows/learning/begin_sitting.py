"""Deal a learner the cards of today: a session that is kept, so that it can be left and taken up again."""

from __future__ import annotations

import random

from service.db.learners import LearnerId
from service.workflows.learning.compose_session import compose_session
from service.workflows.learning.settle_shown import settle_shown
from service.workflows.learning.show_sitting import SURFACE
from service.workflows.learning.situate_learner import Recommending
from service.workflows.platform.authenticate import Caller

BUDGET_SECONDS = 180


def begin_sitting(learner_id: LearnerId, *, rng: random.Random, caller: Caller, recommending: Recommending) -> int:
    """How many cards; from now on `show_sitting` shows them. With none, those dealt before still lie there.

    Raises NotFound, also for what the caller does not reach.
    """
    dealt = compose_session(
        learner_id,
        budget_seconds=BUDGET_SECONDS,
        rng=rng,
        caller=caller,
        recommending=recommending,
        surface=SURFACE,
    )
    recommending.impressions.settle(recommending.database)
    settle_shown(recommending)
    return len(dealt.items)
