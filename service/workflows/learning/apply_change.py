"""Make a learner what was said of them, and put it on record."""

from __future__ import annotations

from service.db.learners import Learner, LearnerChange, LearnerId
from service.db.unit_of_work import UnitOfWork
from service.workflows.platform.authenticate import Caller


def apply_change(
    learner_id: LearnerId, known: Learner | None, change: LearnerChange, *, caller: Caller, work: UnitOfWork
) -> Learner:
    """The learner as it is then; the record holds which fields changed, never what they hold."""
    if known is None:
        learner = work.learners.add(learner_id, change)
        work.audit.add("created", "learner", learner.principal_id, by=caller.principal)
        return learner
    fields = change.fields_that_change(known)
    if not fields:
        return known
    work.audit.add("changed", "learner", known.principal_id, by=caller.principal, detail={"fields": list(fields)})
    return work.learners.change(known, change)
