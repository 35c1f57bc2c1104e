"""Whose paths a key reaches: a learner's its own, everybody else's any learner of the tenant."""

from __future__ import annotations

from service.db.learners import Learner, LearnerId
from service.db.principals import PrincipalKind
from service.db.unit_of_work import UnitOfWork
from service.errors import NotFound
from service.workflows.platform.authenticate import Caller


def reach_learner(learner_id: LearnerId, *, caller: Caller, work: UnitOfWork) -> Learner:
    """The learner. Raises NotFound, also for another learner than the one whose key it is."""
    if caller.kind is PrincipalKind.LEARNER and caller.learner_id != learner_id:
        raise NotFound("learner", learner_id)
    return work.learners.get(learner_id)
