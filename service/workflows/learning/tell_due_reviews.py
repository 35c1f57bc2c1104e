"""Tell software elsewhere which reviews have become due."""

from __future__ import annotations

from service.db.base import Json, TenantId
from service.db.events import EventType
from service.db.unit_of_work import Database

_AT_ONCE = 500


def tell_due_reviews(tenant: TenantId, *, database: Database) -> int:
    """How many were told; each once a due date. Of learners who have left, none."""
    with database.reading(tenant) as work:
        if not work.knowledge.has_newly_due():
            return 0
    with database.unit_of_work(tenant, label="reviews_due") as work:
        due = work.knowledge.newly_due(limit=_AT_ONCE)
        learners = work.learners.of_principals({state.principal_id for state in due})
        told = 0
        for state in due:
            learner = learners.get(state.principal_id)
            if learner is not None and learner.is_active and state.due_at is not None:
                at: Json = {"learner_id": learner.learner_id, "micro_module_id": state.micro_module_id}
                told_at = at | {"due_at": state.due_at.isoformat()}
                work.events.record(EventType.REVIEW_DUE, told_at, about=state.principal_id)
                told += 1
        return told
