"""Ask for everything of a learner to be erased: from now on they are gone for everybody, the rest follows at once."""

from __future__ import annotations

from service.db.changes import Action, Kind
from service.db.erasures import ErasureRow
from service.db.learners import LearnerChange, LearnerId
from service.db.unit_of_work import Database
from service.workflows.learning.reach_learner import reach_learner
from service.workflows.platform.authenticate import Caller


def request_erasure(learner_id: LearnerId, *, caller: Caller, database: Database) -> ErasureRow:
    """The receipt, to be completed. Raises NotFound, also for what the key does not reach."""
    with database.unit_of_work(caller.tenant, label="erasure") as work:
        learner = reach_learner(learner_id, caller=caller, work=work)
        work.learners.change(learner, LearnerChange(is_active=False))
        work.learners.forget(learner)
        work.audit.add("erased", "learner", learner.principal_id, by=caller.principal)
        row = work.erasures.add(learner.principal_id)
        work.changes.record(Kind.PERSON, learner.principal_id, Action.ERASED)
        return row
