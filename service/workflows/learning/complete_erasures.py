"""Erase everything of the learners for whom that was asked."""

from __future__ import annotations

from service.db.base import TenantId
from service.db.changes import Action, Kind
from service.db.events import EventType
from service.db.unit_of_work import Database, UnitOfWork
from service.workflows.community.index_thread import index_thread


def complete_erasures(tenant: TenantId, *, database: Database) -> int:
    """How many were completed; each in one transaction, so that a killed process leaves it whole for the next."""
    with database.reading(tenant) as work:
        waiting = work.erasures.open()
    for erasure_id in waiting:
        with database.unit_of_work(tenant, label="erase") as work:
            _complete(erasure_id, work)
    return len(waiting)


def _complete(erasure_id: str, work: UnitOfWork) -> None:
    row = work.erasures.get(erasure_id)
    if row.completed_at is not None:  # another process was quicker
        return
    touched = work.personal.threads_of(row.principal_id)
    work.erasures.complete(row, work.personal.erase(row.principal_id))
    work.passages.remove(Kind.PERSON, row.principal_id)
    for thread in work.threads.still_there(touched):  # what is found of them is cut anew from what is left
        work.threads.touch(thread)
        index_thread(thread, work)
    work.changes.record(Kind.PERSON, row.principal_id, Action.ERASED)  # snapshots forget their words as well
    work.events.record(EventType.LEARNER_ERASED, {"erasure_id": erasure_id})
