"""What a learner might take up next, as a list."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from recommender.recommend import EVERY_KIND, recommend
from recommender.types import Offer
from service.db.learners import LearnerId
from service.workflows.learning.remember_shown import Impression, remember_shown
from service.workflows.learning.situate_learner import Recommending, situate_learner
from service.workflows.platform.authenticate import Caller


def recommend_to_learner(
    learner_id: LearnerId,
    *,
    kinds: Collection[Offer] | None,
    after: int,
    limit: int,
    surface: str,
    caller: Caller,
    recommending: Recommending,
) -> Sequence[Impression]:
    """Up to `limit` after the first `after`; `kinds` None: of any kind. Nothing for whoever has left.

    Raises NotFound, also for what the key does not reach.
    """
    situated = situate_learner(learner_id, caller=caller, recommending=recommending)
    if situated.learner is None:
        return ()
    found = recommend(
        situated.learner, situated.catalogue, now=situated.now, limit=after + limit, kinds=kinds or EVERY_KIND
    )
    return remember_shown(
        found[after:], situated, surface=surface, first_slot=after + 1, caller=caller, recommending=recommending
    )
