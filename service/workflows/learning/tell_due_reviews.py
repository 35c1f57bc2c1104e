"""Tell learners, once a day, and software elsewhere that reviews have become due."""

from __future__ import annotations

from service.db.base import Json, TenantId
from service.db.events import EventType
from service.db.notifications import NotificationKind
from service.db.unit_of_work import Database, UnitOfWork
from service.workflows.platform.idempotent_request import do_once

_AT_ONCE = 500


def tell_due_reviews(tenant: TenantId, *, database: Database) -> int:
    """How many were told of to software elsewhere, each once a due date; a learner hears of a day's first one only.

    Of learners who have left, none; a learner hears nothing of what is shown no more.
    """
    with database.reading(tenant) as work:
        if not work.knowledge.has_newly_due():
            return 0

    def act() -> int:
        with database.unit_of_work(tenant, label="reviews_due") as work:
            return _tell(work)

    return do_once(act)


def _tell(work: UnitOfWork) -> int:
    due = work.knowledge.newly_due(limit=_AT_ONCE)
    learners = work.learners.of_principals({state.principal_id for state in due})
    shown = work.publications.titles({state.micro_module_id for state in due})
    told = [
        (learner, state)
        for state in due
        if (learner := learners.get(state.principal_id)) is not None and learner.is_active
    ]
    today = work.now.date().isoformat()
    for person in dict.fromkeys(state.principal_id for _, state in told if state.micro_module_id in shown):
        work.notifications.tell(person, NotificationKind.DUE, today)
    for learner, state in told:
        due_at = None if state.due_at is None else state.due_at.isoformat()
        what: Json = {"learner_id": learner.learner_id, "micro_module_id": state.micro_module_id, "due_at": due_at}
        work.events.record(EventType.REVIEW_DUE, what, about=state.principal_id)
    return len(told)
