"""Freeze an approved micro-module as its next version and show it to learners."""

from __future__ import annotations

from authoring.conflict_json import facts_as_json, facts_from_json, facts_taught
from authoring.micro_module_json import micro_module_from_json
from service.db.base import Json, MicroModuleId
from service.db.events import EventType
from service.db.micro_module_content import item_ids_of
from service.db.micro_modules import MicroModuleRow, Status
from service.db.unit_of_work import Database, UnitOfWork
from service.errors import NotApproved
from service.workflows.authoring.demand_current import demand_current
from service.workflows.authoring.demand_read import Precondition, demand_read
from service.workflows.authoring.demand_taught import demand_taught
from service.workflows.authoring.index_publication import index_publication
from service.workflows.authoring.settle_reports import settle_reports
from service.workflows.authoring.tell_change import tell_change
from service.workflows.platform.authenticate import Caller


def publish_micro_module(
    micro_module_id: MicroModuleId, *, read: Precondition | None, caller: Caller, database: Database
) -> MicroModuleRow:
    """The published micro-module; what is published already stays as it is, so that a repeat changes nothing.

    `read` None: whatever is approved, which somebody read. Raises NotFound, ContentChanged, VersionConflict,
    WrongState, NotApproved when exactly this content has no standing approval.
    """
    with database.unit_of_work(caller.tenant, label="publish") as work:
        row = work.micro_modules.get_locked(micro_module_id)
        if row.status is Status.PUBLISHED and (read is None or read.digest in (None, row.content_digest)):
            return row
        if read is not None:
            demand_read(row, read)
        return _freeze(row, caller, work)


def _freeze(row: MicroModuleRow, caller: Caller, work: UnitOfWork) -> MicroModuleRow:
    demand_current(row, work, action="published")
    demand_taught(row, work, action="published")
    approval = work.approvals.find_approval(row.id, row.content_digest)
    if row.status is not Status.APPROVED or approval is None:
        raise NotApproved(row.id)
    version = work.documents.version(row.document_version_id)
    language = version.language or work.drafts.find_language(version.id)
    replaced = work.publications.find_entry(row.id)
    was = None if replaced is None else work.publications.get(row.id, replaced.number).content
    was_stale = replaced is not None and replaced.stale is not None
    frozen = work.publications.freeze(
        row, approval_id=approval.id, language=language, by=caller.principal, facts=_facts(row)
    )
    detail: dict[str, object] = {
        "number": frozen.number,
        "digest": frozen.content_digest,
        "approval_id": approval.id,
    }
    work.audit.add("published", "micro_module", row.id, by=caller.principal, detail=detail)
    published = work.micro_modules.mark_published(row.id, frozen.number, expected=row.revision)
    index_publication(frozen, version, language=language, work=work)
    told: Json = {"micro_module_id": row.id, "document_id": row.document_id}
    told |= {"version": frozen.number, "digest": frozen.content_digest}
    if was is not None:
        settle_reports(row.id, was, frozen.content, work=work)
    work.quarantine.release_all(item_ids_of(frozen.content))  # somebody approved them as they are now
    if was_stale:
        tell_change(row.id, frozen.number, work=work)
    work.events.record(EventType.MICRO_MODULE_PUBLISHED, told)
    return published


def _facts(row: MicroModuleRow) -> Json | None:
    """What the micro-module lays down as it is now: an author may have cut a sentence since it was drafted."""
    if row.facts is None:
        return None
    return facts_as_json(facts_taught(facts_from_json(row.facts), micro_module_from_json(row.content)))
