"""Approve the proposed outline, changed or as it is: only then does a model write text, and only what is taught."""

from __future__ import annotations

from collections.abc import Sequence

from authoring.outline_proposal import OutlineChange, UnknownMicroModule, approve_changes, units_to_write
from service.db.base import DocumentId
from service.db.outlines import OutlineRow
from service.db.unit_of_work import Database
from service.errors import InvalidContent, WrongState
from service.workflows.platform.authenticate import Caller

NEXT_STAGE = "generate"


def approve_outline(
    document_id: DocumentId, changes: Sequence[OutlineChange], *, caller: Caller, database: Database
) -> OutlineRow:
    """The outline as approved; its job goes on. Raises NotFound, WrongState when it is approved, InvalidContent."""
    with database.unit_of_work(caller.tenant, label="approve_outline") as work:
        version = work.documents.latest_version(document_id)
        job = work.jobs.get_locked(work.jobs.of_version(version.id).id)
        outline = work.outlines.get(version.id)
        if outline.approved is not None:
            raise WrongState("outline", document_id, state="approved", action="approved")
        try:
            approved = approve_changes(outline.proposed, changes)
        except UnknownMicroModule as fault:
            raise InvalidContent("micro_modules", str(fault)) from None
        row = work.outlines.approve(version.id, approved, by=caller.principal)
        work.jobs.open_stage(job, NEXT_STAGE, units_to_write(approved))
        work.jobs.go_on(job)
        work.nudge(job.id)
        detail: dict[str, object] = {"version": version.number, "changes_count": len(changes)}
        work.audit.add("approved_outline", "document", document_id, by=caller.principal, detail=detail)
        return row
