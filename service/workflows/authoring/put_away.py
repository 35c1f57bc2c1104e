"""Whether a micro-module is rejected because its section was left out, and not by a reviewer."""

from __future__ import annotations

from service.db.micro_modules import MicroModuleRow, Status
from service.db.unit_of_work import UnitOfWork


def is_put_away(row: MicroModuleRow, work: UnitOfWork) -> bool:
    """True until its section is taken in again, somebody edits it, or a reviewer rejects it."""
    latest = next(iter(work.approvals.of(row.id)), None)
    return row.status is Status.REJECTED and latest is not None and latest.by_outline
