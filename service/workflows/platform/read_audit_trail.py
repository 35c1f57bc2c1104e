"""Who did what, newest first."""

from __future__ import annotations

from collections.abc import Sequence

from service.db.audit import AuditEntry
from service.db.unit_of_work import Database
from service.workflows.platform.authenticate import Caller


def read_audit_trail(
    *, object_id: str | None, after: str | None, limit: int, caller: Caller, database: Database
) -> Sequence[AuditEntry]:
    """Up to `limit` entries older than `after`, of one thing or (`object_id` None) of all."""
    with database.reading(caller.tenant) as work:
        return work.audit.page(object_id=object_id, after=after, limit=limit)
