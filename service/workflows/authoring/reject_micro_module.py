"""Say that learners shall not see this content."""

from __future__ import annotations

from service.db.approvals import Verdict
from service.db.base import MicroModuleId
from service.db.micro_modules import MicroModuleRow, Status
from service.db.unit_of_work import Database
from service.errors import WrongState
from service.workflows.authoring.demand_read import Precondition, demand_read
from service.workflows.authoring.put_away import is_put_away
from service.workflows.platform.authenticate import Caller


def reject_micro_module(
    micro_module_id: MicroModuleId, *, reason: str | None, read: Precondition, caller: Caller, database: Database
) -> MicroModuleRow:
    """The micro-module, rejected as it was read; an edit makes it a draft again.

    Raises NotFound, ContentChanged, VersionConflict, WrongState.
    """
    with database.unit_of_work(caller.tenant, label="reject") as work:
        row = work.micro_modules.get_locked(micro_module_id)
        demand_read(row, read)
        if row.status in (Status.PUBLISHED, Status.WITHDRAWN):
            raise WrongState("micro-module", micro_module_id, state=row.status.value, action="rejected")
        if row.status is Status.REJECTED and not is_put_away(row, work):
            return row
        work.approvals.add(row, Verdict.REJECTED, by=caller.principal, reason=reason)
        detail: dict[str, object] = {"digest": row.content_digest, "reason": reason}
        work.audit.add("rejected", "micro_module", micro_module_id, by=caller.principal, detail=detail)
        return work.micro_modules.change_status(micro_module_id, Status.REJECTED, expected=row.revision, reason=reason)
