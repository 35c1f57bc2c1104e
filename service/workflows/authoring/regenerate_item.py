"""Swap an item of the quiz for the next one of the bank; never one that a person edited."""

from __future__ import annotations

from authoring.editing import find_item, swap_item
from authoring.micro_module_json import document_from_json, micro_module_from_json
from authoring.rechecking import recheck
from authoring.types import Origin
from service.db.base import ItemId
from service.db.micro_modules import MicroModuleRow
from service.db.unit_of_work import Database
from service.errors import NotFound, NothingLeft, WrongState
from service.workflows.authoring.save_edit import save_edit
from service.workflows.platform.authenticate import Caller


def regenerate_item(item_id: ItemId, *, caller: Caller, database: Database) -> MicroModuleRow:
    """The micro-module with another item in its place; the old one goes to the end of the bank.

    Raises NotFound, WrongState for an edited item, NothingLeft, InvalidEdit for an item of the bank.
    """
    with database.reading(caller.tenant) as work:
        row = work.micro_modules.of_item(item_id)
        draft = work.drafts.get(row.document_version_id).content
    micro_module = micro_module_from_json(row.content)
    item = find_item(micro_module, item_id)
    if item is None:
        raise NotFound("item", item_id)
    if item.origin is Origin.EDITED:
        raise WrongState("item", item_id, state="edited", action="regenerated")
    swapped = swap_item(micro_module, item_id)
    if swapped is None:
        raise NothingLeft(item_id)
    checked = recheck(swapped, document_from_json(draft))
    return save_edit(row, checked, "regenerated", item_id=item_id, caller=caller, database=database)
