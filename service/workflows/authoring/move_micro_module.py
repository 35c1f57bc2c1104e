"""Move a micro-module one place up or down among those of its document."""

from __future__ import annotations

from typing import Literal

from service.db.base import Json, MicroModuleId
from service.db.micro_modules import MicroModuleRow
from service.db.unit_of_work import Database
from service.errors import InvalidContent, VersionConflict
from service.workflows.platform.authenticate import Caller


def move_micro_module(
    micro_module_id: MicroModuleId,
    direction: Literal["up", "down"],
    *,
    expected: int,
    caller: Caller,
    database: Database,
) -> MicroModuleRow:
    """The micro-module in its new place; what it says, and an approval of that, stay. Moving it back undoes it.

    Raises NotFound, VersionConflict, InvalidContent at either end.
    """
    with database.unit_of_work(caller.tenant, label="move") as work:
        row = work.micro_modules.get_locked(micro_module_id)
        if row.revision != expected:
            raise VersionConflict("micro-module", micro_module_id, expected=expected)
        rows = list(work.micro_modules.of_version(row.document_version_id))
        place = next((number for number, one in enumerate(rows) if one.id == row.id), -1)
        other = place + (1 if direction == "down" else -1)
        if place < 0 or not 0 <= other < len(rows):
            raise InvalidContent("direction", "it stands at that end")
        work.micro_module_order.exchange_places(rows[place], rows[other])
        detail: Json = {"direction": direction, "past": rows[other].id}
        work.audit.add("moved", "micro_module", row.id, by=caller.principal, detail=detail)
        return rows[place]
