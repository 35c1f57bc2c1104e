"""Take in what the draft of the document's current version says, in place of what stands."""

from __future__ import annotations

from authoring.impact import keep_item_ids
from authoring.micro_module_json import micro_module_from_json
from authoring.revising import under_id
from service.db.base import MicroModuleId
from service.db.micro_module_content import new_micro_module
from service.db.micro_modules import MicroModuleRow
from service.db.unit_of_work import Database
from service.errors import NothingLeft
from service.workflows.authoring.find_drafted import find_drafted
from service.workflows.authoring.save_edit import save_edit
from service.workflows.platform.authenticate import Caller


def redraft_micro_module(micro_module_id: MicroModuleId, *, caller: Caller, database: Database) -> MicroModuleRow:
    """The micro-module as the engine wrote it, a draft again; questions that stay the same keep their ids.

    Can be undone. Raises NotFound, NothingLeft when the draft has none like it, VersionConflict.
    """
    with database.reading(caller.tenant) as work:
        row = work.micro_modules.get(micro_module_id)
        drafted = find_drafted(work.drafts.get(row.document_version_id).content, row.draft_id)
    if drafted is None:
        raise NothingLeft(micro_module_id)
    fresh = micro_module_from_json(new_micro_module(row.draft_id, row.position, drafted).content)
    redrafted = keep_item_ids(micro_module_from_json(row.content), under_id(fresh, row.id))
    return save_edit(row, redrafted, "redrafted", caller=caller, database=database)
