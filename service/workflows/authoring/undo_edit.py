"""Undo the latest edit of a micro-module that stands."""

from __future__ import annotations

from service.db.base import MicroModuleId
from service.db.micro_modules import MicroModuleRow
from service.db.unit_of_work import Database
from service.errors import VersionConflict, WrongState
from service.workflows.platform.authenticate import Caller


def undo_edit(micro_module_id: MicroModuleId, *, expected: int, caller: Caller, database: Database) -> MicroModuleRow:
    """The micro-module as it was before the edit, findings included; a draft. Can be repeated, edit by edit.

    Raises NotFound, VersionConflict, WrongState when nothing is left to undo.
    """
    with database.unit_of_work(caller.tenant, label="undo") as work:
        row = work.micro_modules.get_locked(micro_module_id)
        if row.revision != expected:
            raise VersionConflict("micro-module", micro_module_id, expected=expected)
        earlier = work.earlier_contents.find_latest(micro_module_id)
        if earlier is None:
            raise WrongState("micro-module", micro_module_id, state="as the engine wrote it", action="undone")
        before = row.content_digest
        restored = work.micro_modules.restore(
            micro_module_id, earlier.content, expected=expected, edited_by=earlier.edited_by
        )
        work.earlier_contents.remove(earlier)
        detail: dict[str, object] = {"from_digest": before, "to_digest": restored.content_digest}
        work.audit.add("undone", "micro_module", micro_module_id, by=caller.principal, detail=detail)
        return restored
