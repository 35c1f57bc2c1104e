"""Let the language model write another item in the place of one, as the author asks for it."""

from __future__ import annotations

from authoring.editing import find_item, replace_item
from authoring.generative.regenerate import Wish, write_item
from authoring.micro_module_json import document_from_json, micro_module_from_json
from authoring.rechecking import recheck
from service.db.base import ItemId, new_id
from service.db.generations import Behalf
from service.db.micro_modules import MicroModuleRow
from service.db.unit_of_work import Database
from service.errors import NoSoundItem, NotFound
from service.workflows.authoring.draft_micro_modules import OpenEngine
from service.workflows.authoring.save_edit import save_edit
from service.workflows.platform.authenticate import Caller


def rewrite_item(
    item_id: ItemId, instruction: str, *, caller: Caller, database: Database, open_engine: OpenEngine
) -> MicroModuleRow:
    """The micro-module with the new item; the old one goes to the end of the bank, edited or not.

    Raises NotFound, NoSoundItem when no answer passed the checks, InvalidEdit for an item of the bank,
    LanguageModelUnavailable, BudgetSpent, VersionConflict when somebody changed it meanwhile.
    """
    with database.reading(caller.tenant) as work:
        row = work.micro_modules.of_item(item_id)
        version = work.documents.version(row.document_version_id)
        draft = work.drafts.get(row.document_version_id).content
    micro_module, document = micro_module_from_json(row.content), document_from_json(draft)
    if find_item(micro_module, item_id) is None:
        raise NotFound("item", item_id)
    brief = version.options.get("brief")
    behalf = Behalf(new_id("rewrite"), 1, row.document_version_id)
    engine = open_engine(caller.tenant, None if brief is None else str(brief), behalf)
    item = write_item(engine, document, micro_module, Wish(item_id, instruction))
    if item is None:
        raise NoSoundItem(item_id)
    checked = recheck(replace_item(micro_module, item_id, item), document)
    return save_edit(row, checked, "regenerated", item_id=item_id, caller=caller, database=database)
