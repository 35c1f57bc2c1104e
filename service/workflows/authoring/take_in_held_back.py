"""Give a micro-module the text and items that decided conflicts held back from it."""

from __future__ import annotations

from authoring.checks.conflicts import Decision, release
from authoring.conflict_json import conflict_from_json, held_back_as_json, held_back_from_json
from authoring.draft_json import micro_module_as_json
from authoring.micro_module_json import document_from_json, micro_module_from_json
from authoring.rechecking import recheck
from service.db.base import Json
from service.db.micro_modules import MicroModuleRow
from service.db.unit_of_work import Database
from service.workflows.platform.authenticate import Caller


def take_in_held_back(row: MicroModuleRow, *, caller: Caller, database: Database) -> MicroModuleRow | None:
    """The micro-module, checked anew, and a draft again when it says more now; None: no decision changes anything.

    Raises VersionConflict when somebody changed it since `row` was read.
    """
    if row.held_back is None:
        return None
    with database.reading(caller.tenant) as work:
        draft = work.drafts.get(row.document_version_id).content
        conflicts = work.conflicts.of_version(row.document_version_id)
    decisions: dict[str, Decision] = {one.draft_id: one.decision for one in conflicts if one.decision is not None}
    micro_module, held = micro_module_from_json(row.content), held_back_from_json(row.held_back)
    whole, left = release(micro_module, held, [conflict_from_json(one.content) for one in conflicts], decisions)
    if (whole, left) == (micro_module, held):
        return None
    content = micro_module_as_json(recheck(whole, document_from_json(draft)))
    with database.unit_of_work(caller.tenant, label="take_in") as work:
        saved = work.micro_modules.take_in(
            row.id, content, held_back_as_json(left), expected=row.revision, by=caller.principal
        )
        work.earlier_contents.forget(row.id)  # they know nothing of what was taken in
        detail: Json = {"from_digest": row.content_digest, "to_digest": saved.content_digest}
        work.audit.add("taken_in_after_conflict", "micro_module", row.id, by=caller.principal, detail=detail)
    return saved
