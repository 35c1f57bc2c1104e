"""Take a learner in, or change what is said of one."""

from __future__ import annotations

from dataclasses import dataclass

from service.db.learners import Learner, LearnerChange, LearnerId, Upsert
from service.db.unit_of_work import Database
from service.workflows.learning.apply_change import apply_change
from service.workflows.platform.authenticate import Caller
from service.workflows.platform.idempotent_request import do_once


@dataclass(frozen=True, slots=True)
class PutLearner:
    """The learner as it is now, and what that took."""

    learner: Learner
    upsert: Upsert


def put_learner(learner_id: LearnerId, change: LearnerChange, *, caller: Caller, database: Database) -> PutLearner:
    """The learner; made when the id is new. What `change` says nothing of stays as it is."""

    def put() -> PutLearner:
        with database.unit_of_work(caller.tenant, label="learner") as work:
            known = work.learners.find([learner_id]).get(learner_id)
            learner = apply_change(learner_id, known, change, caller=caller, work=work)
            return PutLearner(learner, change.upsert(known))

    return do_once(put)
