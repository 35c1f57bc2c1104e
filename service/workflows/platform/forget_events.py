"""Drop events that are older than is promised, with their deliveries."""

from __future__ import annotations

from service.db.base import TenantId
from service.db.unit_of_work import Database


def forget_events(tenant: TenantId, *, database: Database) -> int:
    """How many."""
    with database.reading(tenant) as work:
        if not work.events.has_old():
            return 0
    with database.unit_of_work(tenant, label="forget_events") as work:
        return work.events.forget_old()
