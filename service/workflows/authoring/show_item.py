"""The micro-module in which an item stands, as its author sees it, and what learners reported about the item."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from service.db.base import ItemId
from service.db.micro_modules import MicroModuleRow
from service.db.quarantine import QuarantineReason
from service.db.responses import ItemReport
from service.db.unit_of_work import Database
from service.workflows.platform.authenticate import Caller


@dataclass(frozen=True, slots=True)
class ItemInPlace:
    """The row holds the item; reports are oldest first. `put_away` is why nobody is asked it now; None: it is asked."""

    item_id: ItemId
    micro_module: MicroModuleRow
    reports: Sequence[ItemReport]
    put_away: QuarantineReason | None


def show_item(item_id: ItemId, *, caller: Caller, database: Database) -> ItemInPlace:
    """Raises NotFound."""
    with database.reading(caller.tenant) as work:
        row = work.micro_modules.of_item(item_id)
        put_away = work.quarantine.of(row.id).get(item_id)
        return ItemInPlace(item_id, row, work.responses.reports_of(item_id), put_away)
