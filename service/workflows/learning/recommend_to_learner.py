"""What a learner might take up next, as a list."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from recommender.candidates import Situation
from recommender.recommend import EVERY_KIND, describe_again, recommend
from recommender.types import Offer, Recommendation
from service.db.learners import LearnerId
from service.workflows.learning.remember_shown import Impression, remember_shown
from service.workflows.learning.situate_learner import Recommending, situate_learner
from service.workflows.platform.authenticate import Caller


@dataclass(frozen=True, slots=True)
class Wanted:
    """Up to `limit` after the first `after`, shown on `surface`. `kinds` None: of any kind.

    `language` None: reasons are in the learner's.
    """

    limit: int
    surface: str
    after: int = 0
    kinds: Collection[Offer] | None = None
    language: str | None = None


def recommend_to_learner(
    learner_id: LearnerId, wanted: Wanted, *, caller: Caller, recommending: Recommending
) -> Sequence[Impression]:
    """Nothing for whoever has left. Raises NotFound, also for what the key does not reach."""
    situated = situate_learner(learner_id, caller=caller, recommending=recommending)
    if situated.learner is None:
        return ()
    situation = Situation(situated.learner, situated.catalogue, situated.now)
    found = recommend(
        situated.learner,
        situated.catalogue,
        now=situated.now,
        limit=wanted.after + wanted.limit,
        kinds=wanted.kinds or EVERY_KIND,
    )
    return remember_shown(
        _in_language(found[wanted.after :], situation, wanted.language),
        situated,
        surface=wanted.surface,
        first_slot=wanted.after + 1,
        caller=caller,
        recommending=recommending,
    )


def _in_language(
    found: Sequence[Recommendation], situation: Situation, language: str | None
) -> Sequence[Recommendation]:
    if language is None:
        return found
    told = describe_again([one.reference for one in found], situation, language=language)
    return [replace(one, reasons=told[one.reference].reasons) for one in found]
