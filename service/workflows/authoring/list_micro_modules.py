"""The review queue: micro-modules by status."""

from __future__ import annotations

from collections.abc import Sequence

from service.db.base import DocumentId, MicroModuleId
from service.db.micro_modules import MicroModuleRow, Status
from service.db.unit_of_work import Database
from service.workflows.platform.authenticate import Caller


def list_micro_modules(
    *,
    status: Status | None,
    document_id: DocumentId | None,
    after: MicroModuleId | None,
    limit: int,
    caller: Caller,
    database: Database,
) -> Sequence[MicroModuleRow]:
    """Up to `limit` micro-modules after `after`; None as filter: any."""
    with database.reading(caller.tenant) as work:
        return work.micro_modules.page(status=status, document_id=document_id, after=after, limit=limit)
