"""Take an approval or a rejection back: the micro-module waits for a reviewer again."""

from __future__ import annotations

from service.db.base import MicroModuleId
from service.db.micro_modules import MicroModuleRow, Status
from service.db.unit_of_work import Database
from service.errors import WrongState
from service.workflows.authoring.demand_read import Precondition, demand_read
from service.workflows.authoring.demand_taught import demand_taught
from service.workflows.platform.authenticate import Caller


def reopen_micro_module(
    micro_module_id: MicroModuleId, *, read: Precondition, caller: Caller, database: Database
) -> MicroModuleRow:
    """The micro-module, a draft again; nothing can be published before somebody approves it anew.

    The verdicts stay recorded. Raises NotFound, ContentChanged, VersionConflict, WrongState.
    """
    with database.unit_of_work(caller.tenant, label="reopen") as work:
        row = work.micro_modules.get_locked(micro_module_id)
        demand_read(row, read)
        if row.status is Status.DRAFT:
            return row
        if row.status not in (Status.APPROVED, Status.REJECTED):
            raise WrongState("micro-module", micro_module_id, state=row.status.value, action="reopened")
        demand_taught(row, work, action="reopened")
        detail: dict[str, object] = {"digest": row.content_digest, "from": row.status.value}
        work.audit.add("reopened", "micro_module", micro_module_id, by=caller.principal, detail=detail)
        return work.micro_modules.change_status(micro_module_id, Status.DRAFT, expected=row.revision)
