"""Say that learners may see exactly this content."""

from __future__ import annotations

from authoring.micro_module_json import micro_module_from_json
from authoring.rechecking import blockers
from service.db.approvals import Verdict
from service.db.base import MicroModuleId
from service.db.micro_modules import MicroModuleRow, Status
from service.db.unit_of_work import Database, UnitOfWork
from service.errors import BlockedByFindings, SecondPersonNeeded, WrongState
from service.workflows.authoring.demand_current import demand_current
from service.workflows.authoring.demand_read import Precondition, demand_read
from service.workflows.authoring.demand_taught import demand_taught
from service.workflows.platform.authenticate import Caller


def approve_micro_module(
    micro_module_id: MicroModuleId, *, read: Precondition, caller: Caller, database: Database
) -> MicroModuleRow:
    """The micro-module, approved as it was read; a second approval by the same person changes nothing.

    Raises NotFound, ContentChanged, VersionConflict, WrongState, BlockedByFindings, SecondPersonNeeded.
    """
    with database.unit_of_work(caller.tenant, label="approve") as work:
        row = work.micro_modules.get_locked(micro_module_id)
        demand_read(row, read)
        standing = work.approvals.find_approval(micro_module_id, row.content_digest)
        if row.status in (Status.APPROVED, Status.PUBLISHED) and standing and standing.principal_id == caller.principal:
            return row
        _demand_approvable(row, caller, work)
        work.approvals.add(row, Verdict.APPROVED, by=caller.principal)
        detail: dict[str, object] = {"digest": row.content_digest}
        work.audit.add("approved", "micro_module", micro_module_id, by=caller.principal, detail=detail)
        return work.micro_modules.change_status(micro_module_id, Status.APPROVED, expected=row.revision)


def _demand_approvable(row: MicroModuleRow, caller: Caller, work: UnitOfWork) -> None:
    if row.status is Status.PUBLISHED:
        raise WrongState("micro-module", row.id, state=row.status.value, action="approved")
    demand_current(row, work, action="approved")
    demand_taught(row, work, action="approved")
    found = blockers(micro_module_from_json(row.content))
    if found:
        raise BlockedByFindings(row.id, [f"{finding.check}: {finding.message}" for finding in found])
    if work.tenants.get().approver_must_differ and caller.principal in _writers(row, work):
        raise SecondPersonNeeded(row.id)


def _writers(row: MicroModuleRow, work: UnitOfWork) -> set[str]:
    """Whoever uploaded the document or ever changed the micro-module."""
    changes = {"edited", "regenerated"}
    editors = {entry.principal_id for entry in work.audit.of(row.id) if entry.action in changes}
    return {work.documents.version(row.document_version_id).created_by, *editors}
