"""The short read before anything is recommended: the learner, and the catalogue as it is now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from indexes.embedder import Embedder
from recommender.catalogue import Catalogue
from recommender.types import Learner, Vector
from service.db.base import PrincipalId
from service.db.catalogue_views import CatalogueViews
from service.db.impression_buffer import ImpressionBuffer
from service.db.learners import Learner as KnownLearner
from service.db.learners import LearnerId
from service.db.unit_of_work import Database
from service.workflows.learning.reach_learner import reach_learner
from service.workflows.learning.read_learner import read_learner
from service.workflows.platform.authenticate import Caller


@dataclass(frozen=True)
class Recommending:
    """What recommending needs. `embedder_languages` None: it reads any; else those of its vectors that mean something.

    `goal_vectors` remembers vectors by text: colleagues want the same. `wanted_goals` wait for theirs: nobody who wants
    a session waits for a model.
    """

    database: Database
    embedder: Embedder
    views: CatalogueViews
    impressions: ImpressionBuffer
    embedder_languages: frozenset[str] | None = None
    goal_vectors: dict[str, Vector] = field(default_factory=dict)
    wanted_goals: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Situated:
    """`learner` None: they have left, nothing is shown to them."""

    principal_id: PrincipalId
    learner: Learner | None
    catalogue: Catalogue
    now: datetime


def situate_learner(learner_id: LearnerId, *, caller: Caller, recommending: Recommending) -> Situated:
    """Raises NotFound, also for what the key does not reach."""
    with recommending.database.reading(caller.tenant) as work:
        known = reach_learner(learner_id, caller=caller, work=work)
        catalogue = recommending.views.get(work, recommending.embedder.identity)
        goals = _goal_vectors(known, recommending)
        learner = read_learner(known, catalogue, goals, work=work) if known.is_active else None
        return Situated(known.principal_id, learner, catalogue, work.now)


def _goal_vectors(learner: KnownLearner, recommending: Recommending) -> Mapping[str, Vector]:
    """Those that are known; none where the embedder would guess. The others are made after the answer."""
    known, languages = recommending.goal_vectors, recommending.embedder_languages
    if languages is not None and (learner.locale or "en").partition("-")[0].lower() not in languages:
        return {}
    recommending.wanted_goals.update(text for text in learner.goals if text not in known)
    return {text: known[text] for text in learner.goals if text in known}
