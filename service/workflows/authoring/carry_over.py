"""Bring a document's micro-modules over to the version that was just drafted.

What stands stays approved and published, and cites the new version. What does not waits for its author; learners read
beside it what the document says now, and are asked nothing that rests on what it no longer says.
"""

from __future__ import annotations

from collections.abc import Sequence

from authoring.conflict_json import conflict_from_json
from authoring.outline import SectionChoice
from authoring.revising import Effect
from service.db.base import ItemId, Json, MicroModuleId
from service.db.changes import Action, Kind
from service.db.conflicts import ConflictRow
from service.db.documents import DocumentVersion
from service.db.events import EventType
from service.db.micro_modules import Status
from service.db.quarantine import QuarantineReason
from service.db.unit_of_work import UnitOfWork
from service.workflows.authoring.find_standing import Standing
from service.workflows.authoring.follow_outline import follow_outline
from service.workflows.authoring.plan_carry_over import Carried, Plan, ShownOver
from service.workflows.authoring.write_passages import write_passages

GONE = "The document no longer says any of it."


def carry_over(plan: Plan, standing: Standing, version: DocumentVersion, work: UnitOfWork) -> None:
    """Write the plan, in the transaction that keeps the draft and its conflicts.

    Raises VersionConflict when somebody changed a micro-module since the plan was made.
    """
    for carried in plan.carried:
        _move(carried, standing, version, work)
    for shown in plan.shown:
        _show(shown, version, work)
    work.micro_modules.add_all(plan.added, document_id=version.document_id, document_version_id=version.id)
    for new in plan.added:
        touched: Json = {"sentences": [], "added": [], "items": []}
        work.revisions.add(version.id, new.id, Effect.ADDED, touched)
    if not standing.is_superseded:
        _keep_outline(standing, version, work)
        _keep_decisions(standing.conflicts, version, work)


def _move(carried: Carried, standing: Standing, version: DocumentVersion, work: UnitOfWork) -> None:
    row = carried.row
    if carried.to is not None:
        work.micro_modules.carry_over(row.id, carried.to, expected=row.revision)
        work.earlier_contents.forget(row.id)  # they cite the version before
    elif row.id in standing.shown:
        work.micro_modules.change_status(row.id, Status.STALE, expected=row.revision, reason=GONE)
    elif row.status in (Status.DRAFT, Status.APPROVED, Status.STALE):
        work.micro_modules.change_status(row.id, Status.REJECTED, expected=row.revision, reason=GONE)
    work.revisions.add(version.id, row.id, carried.effect, carried.touched)
    if carried.effect in (Effect.CHANGED, Effect.GONE):
        detail: Json = {"effect": carried.effect.value, "document_version": version.number}
        work.audit.add("touched", "micro_module", row.id, by=version.created_by, detail=detail)


def _show(shown: ShownOver, version: DocumentVersion, work: UnitOfWork) -> None:
    micro_module_id, number = shown.publication.micro_module_id, shown.publication.number
    work.quarantine.release(micro_module_id, reasons=[QuarantineReason.STALE])
    if shown.content is not None:
        work.publications.move(micro_module_id, shown.content, version.id)
        language = version.language or work.drafts.find_language(version.id)
        write_passages(work.publications.get(micro_module_id, number), version, language=language, work=work)
        return
    stale: Json = {"document_version": version.number, "sentences": shown.touched["sentences"]}
    work.publications.mark_stale(micro_module_id, stale)
    work.quarantine.put(map(ItemId, shown.items), of=micro_module_id, reason=QuarantineReason.STALE)
    _tell(micro_module_id, number, version, work)


def _tell(micro_module_id: MicroModuleId, number: int, version: DocumentVersion, work: UnitOfWork) -> None:
    work.changes.record(Kind.MICRO_MODULE, micro_module_id, Action.STALE)
    told: Json = {"micro_module_id": micro_module_id, "document_id": version.document_id}
    work.events.record(EventType.MICRO_MODULE_STALE, told | {"version": number, "document_version": version.number})


def _keep_outline(standing: Standing, version: DocumentVersion, work: UnitOfWork) -> None:
    """Sections that were left out stay so, with what is new or changed in them."""
    if not standing.outline:
        return
    draft = work.drafts.get(version.id)
    work.drafts.revise_outline(version.id, standing.outline, expected=draft.revision)
    choices = SectionChoice.read_all(standing.outline)
    for row in work.micro_modules.of_version(version.id):
        follow_outline(row, (), choices, by=version.created_by, work=work)


def _keep_decisions(before: Sequence[ConflictRow], version: DocumentVersion, work: UnitOfWork) -> None:
    """What an author decided about two statements holds as long as both are made."""
    decided = {_sides(row): row for row in before if row.decision is not None}
    for row in work.conflicts.of_version(version.id):
        earlier = decided.get(_sides(row))
        if earlier is not None:
            work.conflicts.inherit(row, earlier)


def _sides(row: ConflictRow) -> tuple[str, str]:
    conflict = conflict_from_json(row.content)
    return conflict.first.citation.quote, conflict.second.citation.quote
