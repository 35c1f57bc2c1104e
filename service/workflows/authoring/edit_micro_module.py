"""Change a micro-module's text or quiz; an approval of the content before is undone."""

from __future__ import annotations

from authoring.editing import MicroModuleEdit
from authoring.editing import edit_micro_module as edit
from authoring.micro_module_json import document_from_json, micro_module_from_json
from authoring.rechecking import recheck
from service.db.base import MicroModuleId
from service.db.micro_modules import MicroModuleRow
from service.db.unit_of_work import Database
from service.errors import VersionConflict
from service.workflows.authoring.save_edit import save_edit
from service.workflows.platform.authenticate import Caller


def edit_micro_module(
    micro_module_id: MicroModuleId, changes: MicroModuleEdit, *, expected: int, caller: Caller, database: Database
) -> MicroModuleRow:
    """The edited micro-module, checked anew and a draft again; what learners see stays until it is published again.

    Raises NotFound, VersionConflict, InvalidEdit.
    """
    with database.reading(caller.tenant) as work:
        row = work.micro_modules.get(micro_module_id)
        draft = work.drafts.get(row.document_version_id).content
    if row.revision != expected:
        raise VersionConflict("micro-module", micro_module_id, expected=expected)
    document = document_from_json(draft)
    edited = recheck(edit(micro_module_from_json(row.content), changes, document), document)
    return save_edit(row, edited, "edited", caller=caller, database=database)
