"""Tell the author that something is wrong with an item; what two people doubt is asked of nobody until then."""

from __future__ import annotations

from service.db.base import ItemId, Json, MicroModuleId
from service.db.micro_module_content import items_of
from service.db.quarantine import QuarantineReason
from service.db.unit_of_work import Database, UnitOfWork
from service.errors import NotFound
from service.workflows.platform.authenticate import Caller
from service.workflows.platform.idempotent_request import IdempotentRequest, do_once

DOUBTERS = 2  # people, each of whom reported the item by themselves


def report_item(
    item_id: ItemId,
    *,
    reason: str,
    text: str | None,
    idempotency_key: str | None = None,
    caller: Caller,
    database: Database,
) -> str:
    """The id of the report, or of the one that the same request under the key made.

    Raises NotFound, also for an item that no published quiz asks: learners know nothing of those; IdempotencyConflict.
    """
    sent: Json = {"call": "report_item", "item_id": item_id, "reason": reason, "text": text}
    request = IdempotentRequest(idempotency_key, caller.principal, sent)

    def report() -> str:
        with database.unit_of_work(caller.tenant, label="report") as work:
            answered = request.answer(work)
            if answered is not None:
                return str(answered["report_id"])
            micro_module_id = _demand_asked(item_id, work)
            kept = work.responses.report(item_id, reason=reason, text=text, by=caller.principal)
            work.audit.add("reported", "item", item_id, by=caller.principal, detail={"report_id": kept.id})
            if _doubters(item_id, work) >= DOUBTERS:
                work.quarantine.put([item_id], of=micro_module_id, reason=QuarantineReason.REPORTED)
            request.keep({"report_id": kept.id}, work)
            return kept.id

    return do_once(report)


def _demand_asked(item_id: ItemId, work: UnitOfWork) -> MicroModuleId:
    """The micro-module whose published quiz holds it."""
    row = work.micro_modules.of_item(item_id)
    asked = [item["id"] for item in items_of(work.publications.current(row.id).content, "items")]
    if item_id not in asked:
        raise NotFound("item", item_id)
    return row.id


def _doubters(item_id: ItemId, work: UnitOfWork) -> int:
    """How many people's reports of it wait for an author."""
    return len({one.principal_id for one in work.responses.reports_of(item_id) if one.decided_at is None})
