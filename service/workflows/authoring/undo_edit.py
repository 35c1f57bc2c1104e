"""Undo the latest edit, merge or split of a micro-module that stands."""

from __future__ import annotations

from service.db.base import Json, MicroModuleId
from service.db.earlier_contents import EarlierContent
from service.db.micro_modules import MicroModuleRow, Shape
from service.db.unit_of_work import Database, UnitOfWork
from service.errors import VersionConflict, WrongState
from service.workflows.platform.authenticate import Caller


def undo_edit(micro_module_id: MicroModuleId, *, expected: int, caller: Caller, database: Database) -> MicroModuleRow:
    """The micro-module as it was before, findings included; a draft. Can be repeated, edit by edit.

    What a merge took in stands by itself again; what a split took out goes. Raises NotFound, VersionConflict,
    WrongState when nothing is left to undo, or when what a split took out was changed since.
    """
    with database.unit_of_work(caller.tenant, label="undo") as work:
        row = work.micro_modules.get_locked(micro_module_id)
        if row.revision != expected:
            raise VersionConflict("micro-module", micro_module_id, expected=expected)
        earlier = work.earlier_contents.find_latest(micro_module_id)
        if earlier is None:
            raise WrongState("micro-module", micro_module_id, state="as the engine wrote it", action="undone")
        before = row.content_digest
        restored = _restore(row, earlier, work)
        work.earlier_contents.remove(earlier)
        detail: Json = {"from_digest": before, "to_digest": restored.content_digest}
        work.audit.add("undone", "micro_module", micro_module_id, by=caller.principal, detail=detail)
        return restored


def _restore(row: MicroModuleRow, earlier: EarlierContent, work: UnitOfWork) -> MicroModuleRow:
    if earlier.reshaped is None:
        return work.micro_modules.restore(row.id, earlier.content, expected=row.revision, edited_by=earlier.edited_by)
    _settle_other(row, earlier.reshaped, work)
    held_back, facts = earlier.reshaped["held_back"], earlier.reshaped["facts"]
    shape = Shape(
        draft_id=str(earlier.reshaped["draft_id"]),
        content=earlier.content,
        held_back=held_back if isinstance(held_back, dict) else None,
        facts=facts if isinstance(facts, dict) else None,
    )
    return work.micro_modules.reshape(row.id, shape, expected=row.revision, by=earlier.edited_by)


def _settle_other(row: MicroModuleRow, reshaped: Json, work: UnitOfWork) -> None:
    """Let what was merged stand by itself again, or take back what was split off."""
    other = work.micro_modules.get_locked(MicroModuleId(str(reshaped["other"])))
    if other.revision != reshaped["other_revision"]:
        raise WrongState("micro-module", row.id, state="split in two, the second changed since", action="undone")
    if reshaped["action"] == "merged":
        work.micro_module_order.make_room(row)  # it may have been moved since
        work.micro_modules.set_free(other.id, row.position + 1, expected=other.revision)
    else:
        work.micro_modules.absorb(other.id, row.id, expected=other.revision)
