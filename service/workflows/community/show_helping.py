"""Whether a learner wants to be asked by colleagues."""

from __future__ import annotations

from service.db.learners import LearnerId
from service.db.unit_of_work import Database
from service.workflows.learning.reach_learner import reach_learner
from service.workflows.platform.authenticate import Caller


def show_helping(learner_id: LearnerId, *, caller: Caller, database: Database) -> bool:
    """Raises NotFound, also for a learner whom the key does not reach."""
    with database.reading(caller.tenant) as work:
        learner = reach_learner(learner_id, caller=caller, work=work)
        return learner.principal_id not in work.help_requests.opted_out()
