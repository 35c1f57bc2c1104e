"""Say of an item that was put away that it may be asked as it stands."""

from __future__ import annotations

from service.db.base import ItemId
from service.db.micro_modules import MicroModuleRow
from service.db.quarantine import SETTLED
from service.db.unit_of_work import Database
from service.errors import WrongState
from service.workflows.authoring.decide_reports import decide_reports
from service.workflows.platform.authenticate import Caller


def ask_again(item_id: ItemId, *, caller: Caller, database: Database) -> MicroModuleRow:
    """Its micro-module; the reports so far count no more. Raises NotFound, WrongState when it is not put away."""
    with database.unit_of_work(caller.tenant, label="ask_again") as work:
        row = work.micro_modules.of_item(item_id)
        if item_id not in work.quarantine.of(row.id):
            raise WrongState("item", item_id, state="asked", action="asked again")
        work.quarantine.release_all([item_id])
        decide_reports([item_id], of=row.id, is_upheld=False, work=work)
        work.audit.add(SETTLED, "item", item_id, by=caller.principal)
        return row
