"""Whether a micro-module is rejected because its section was left out, and not by a reviewer."""

from __future__ import annotations

from service.db.micro_modules import MicroModuleRow, Status
from service.db.unit_of_work import UnitOfWork


def is_put_away(row: MicroModuleRow, work: UnitOfWork) -> bool:
    """True until its section is taken in again, somebody edits it, or a reviewer rejects it."""
    if row.status is not Status.REJECTED:
        return False
    actions = [entry.action for entry in work.audit.of(row.id) if entry.action in ("left_out", "rejected")]
    return actions[-1:] == ["left_out"]
