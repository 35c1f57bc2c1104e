"""Choose the language in which a learner is spoken to."""

from __future__ import annotations

from service.db.learners import Learner, LearnerChange, LearnerId
from service.db.unit_of_work import Database
from service.workflows.learning.apply_change import apply_change
from service.workflows.learning.reach_learner import reach_learner
from service.workflows.platform.authenticate import Caller


def choose_locale(learner_id: LearnerId, locale: str, *, caller: Caller, database: Database) -> Learner:
    """The learner with this locale from now on. Raises NotFound, also for what the key does not reach."""
    with database.unit_of_work(caller.tenant, label="locale") as work:
        learner = reach_learner(learner_id, caller=caller, work=work)
        return apply_change(learner_id, learner, LearnerChange(locale=locale), caller=caller, work=work)
