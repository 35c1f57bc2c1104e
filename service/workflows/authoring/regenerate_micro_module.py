"""Take in what a decided conflict held back, else give a fresh quiz from the bank; what a person edited stays."""

from __future__ import annotations

from collections.abc import Sequence

from authoring.checks.conflicts import Decision, HeldBack, release
from authoring.conflict_json import conflict_from_json, held_back_as_json, held_back_from_json
from authoring.draft_json import micro_module_as_json
from authoring.editing import swap_unedited_items
from authoring.micro_module_json import document_from_json, micro_module_from_json
from authoring.rechecking import recheck
from authoring.types import MicroModule
from service.db.base import Json, MicroModuleId
from service.db.conflicts import ConflictRow
from service.db.micro_modules import MicroModuleRow
from service.db.unit_of_work import Database
from service.errors import NothingLeft
from service.workflows.authoring.save_edit import save_edit
from service.workflows.platform.authenticate import Caller


def regenerate_micro_module(micro_module_id: MicroModuleId, *, caller: Caller, database: Database) -> MicroModuleRow:
    """The micro-module with the text and items that a decision lets in; else with other items of its bank.

    Otherwise its text stays: the engine is deterministic and would write the same again. Raises NotFound, NothingLeft.
    """
    with database.reading(caller.tenant) as work:
        row = work.micro_modules.get(micro_module_id)
        draft = work.drafts.get(row.document_version_id).content
        conflicts = list(work.conflicts.of_version(row.document_version_id)) if row.held_back else []
    micro_module, document = micro_module_from_json(row.content), document_from_json(draft)
    held = held_back_from_json(row.held_back)
    whole, left = _release(micro_module, held, conflicts)
    if left != held:
        return _take_in(row, recheck(whole, document), left, caller=caller, database=database)
    swapped = swap_unedited_items(micro_module)
    if swapped is None:
        raise NothingLeft(micro_module_id)
    checked = recheck(swapped, document)
    return save_edit(row, checked, "regenerated", caller=caller, database=database)


def _release(micro_module: MicroModule, held: HeldBack, rows: Sequence[ConflictRow]) -> tuple[MicroModule, HeldBack]:
    decisions: dict[str, Decision] = {row.draft_id: row.decision for row in rows if row.decision is not None}
    return release(micro_module, held, [conflict_from_json(row.content) for row in rows], decisions)


def _take_in(
    row: MicroModuleRow, whole: MicroModule, left: HeldBack, *, caller: Caller, database: Database
) -> MicroModuleRow:
    with database.unit_of_work(caller.tenant, label="take_in") as work:
        saved = work.micro_modules.take_in(
            row.id, micro_module_as_json(whole), held_back_as_json(left), expected=row.revision, by=caller.principal
        )
        work.earlier_contents.forget(row.id)  # they know nothing of what was taken in
        detail: Json = {"from_digest": row.content_digest, "to_digest": saved.content_digest}
        work.audit.add("taken_in_after_conflict", "micro_module", row.id, by=caller.principal, detail=detail)
    return saved
