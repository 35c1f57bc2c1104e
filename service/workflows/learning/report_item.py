"""Tell the author that something is wrong with an item."""

from __future__ import annotations

from service.db.base import ItemId
from service.db.micro_modules import items_of
from service.db.responses import ItemReport
from service.db.unit_of_work import Database
from service.errors import NotFound
from service.workflows.platform.authenticate import Caller


def report_item(item_id: ItemId, *, reason: str, text: str | None, caller: Caller, database: Database) -> ItemReport:
    """The report. Raises NotFound, also for an item that no published quiz asks: learners know nothing of those."""
    with database.unit_of_work(caller.tenant, label="report") as work:
        row = work.micro_modules.of_item(item_id)
        asked = [item["id"] for item in items_of(work.publications.current(row.id).content, "items")]
        if item_id not in asked:
            raise NotFound("item", item_id)
        report = work.responses.report(item_id, reason=reason, text=text, by=caller.principal)
        work.audit.add("reported", "item", item_id, by=caller.principal, detail={"report_id": report.id})
    return report
