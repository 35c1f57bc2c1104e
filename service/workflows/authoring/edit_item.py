"""Change an item; an approval of its micro-module's content before is undone."""

from __future__ import annotations

from authoring.editing import ItemEdit, find_item, put_item
from authoring.editing import edit_item as edit
from authoring.micro_module_json import document_from_json, micro_module_from_json
from authoring.rechecking import recheck
from service.db.base import ItemId
from service.db.micro_modules import MicroModuleRow
from service.db.unit_of_work import Database
from service.errors import NotFound, VersionConflict
from service.workflows.authoring.save_edit import save_edit
from service.workflows.platform.authenticate import Caller


def edit_item(
    item_id: ItemId, changes: ItemEdit, *, expected: int, caller: Caller, database: Database
) -> MicroModuleRow:
    """The item's micro-module after the edit, checked anew and a draft again.

    `expected` is the micro-module's revision. Raises NotFound, VersionConflict, InvalidEdit.
    """
    with database.reading(caller.tenant) as work:
        row = work.micro_modules.of_item(item_id)
        draft = work.drafts.get(row.document_version_id).content
    if row.revision != expected:
        raise VersionConflict("item", item_id, expected=expected)
    micro_module = micro_module_from_json(row.content)
    item = find_item(micro_module, item_id)
    if item is None:
        raise NotFound("item", item_id)
    document = document_from_json(draft)
    edited = recheck(put_item(micro_module, edit(item, changes, document)), document)
    return save_edit(row, edited, "edited", item_id=item_id, caller=caller, database=database)
