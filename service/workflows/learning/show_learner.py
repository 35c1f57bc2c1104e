"""What is known of a learner."""

from __future__ import annotations

from service.db.learners import Learner, LearnerId
from service.db.unit_of_work import Database
from service.workflows.learning.reach_learner import reach_learner
from service.workflows.platform.authenticate import Caller


def show_learner(learner_id: LearnerId, *, caller: Caller, database: Database) -> Learner:
    """Raises NotFound, also for what the key does not reach."""
    with database.reading(caller.tenant) as work:
        return reach_learner(learner_id, caller=caller, work=work)
