"""Tell those who learned a micro-module that it says something else now, and let them review it at once."""

from __future__ import annotations

from service.db.base import MicroModuleId
from service.db.notifications import NotificationKind
from service.db.unit_of_work import UnitOfWork


def tell_change(micro_module_id: MicroModuleId, number: int, *, work: UnitOfWork) -> None:
    """In the transaction that publishes version `number` in place of one that its document had overtaken."""
    for state in work.knowledge.learned(micro_module_id):
        if state.due_at is not None:
            state.due_at = min(state.due_at, work.now)
        work.notifications.tell(
            state.principal_id,
            NotificationKind.CHANGED,
            f"{micro_module_id}/{number}",
            micro_module_id=micro_module_id,
        )
