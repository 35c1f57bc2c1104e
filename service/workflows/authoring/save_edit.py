"""Keep what an author made of a micro-module, and what it was: a draft again, and said in the audit trail."""

from __future__ import annotations

from authoring.draft_json import micro_module_as_json
from authoring.types import MicroModule
from service.db.base import ItemId, Json
from service.db.micro_modules import MicroModuleRow, Status
from service.db.unit_of_work import Database
from service.workflows.platform.authenticate import Caller


def save_edit(
    row: MicroModuleRow,
    edited: MicroModule,
    action: str,
    *,
    item_id: ItemId | None = None,
    caller: Caller,
    database: Database,
) -> MicroModuleRow:
    """The micro-module after `action` (a past participle) on what `row` was; `item_id` None: not on one item alone.

    Raises VersionConflict when somebody changed it since `row` was read.
    """
    content = micro_module_as_json(edited)
    with database.unit_of_work(caller.tenant, label="edit") as work:
        before = work.micro_modules.get_locked(row.id)
        if before.revision == row.revision:
            work.earlier_contents.add(before)
        saved = work.micro_modules.edit(
            row.id, content, expected=row.revision, status=Status.DRAFT, by=caller.principal
        )
        item: Json = {} if item_id is None else {"item_id": item_id}
        detail = {**item, "from_digest": row.content_digest, "to_digest": saved.content_digest}
        work.audit.add(action, "micro_module", row.id, by=caller.principal, detail=detail)
    return saved
