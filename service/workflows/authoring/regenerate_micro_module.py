"""Take in what a decided conflict held back, else give a fresh quiz from the bank; what a person edited stays."""

from __future__ import annotations

from authoring.editing import swap_unedited_items
from authoring.micro_module_json import document_from_json, micro_module_from_json
from authoring.rechecking import recheck
from service.db.base import MicroModuleId
from service.db.micro_modules import MicroModuleRow
from service.db.unit_of_work import Database
from service.errors import NothingLeft
from service.workflows.authoring.save_edit import save_edit
from service.workflows.authoring.take_in_held_back import take_in_held_back
from service.workflows.platform.authenticate import Caller


def regenerate_micro_module(micro_module_id: MicroModuleId, *, caller: Caller, database: Database) -> MicroModuleRow:
    """The micro-module with the text and items that a decision lets in; else with other items of its bank.

    Otherwise its text stays: the engine is deterministic and would write the same again. Raises NotFound, NothingLeft.
    """
    with database.reading(caller.tenant) as work:
        row = work.micro_modules.get(micro_module_id)
        draft = work.drafts.get(row.document_version_id).content
    taken_in = take_in_held_back(row, caller=caller, database=database)
    if taken_in is not None:
        return taken_in
    swapped = swap_unedited_items(micro_module_from_json(row.content))
    if swapped is None:
        raise NothingLeft(micro_module_id)
    return save_edit(row, recheck(swapped, document_from_json(draft)), "regenerated", caller=caller, database=database)
