"""Owe a reminder to every learner whose hour it is and for whom something is due."""

from __future__ import annotations

from datetime import datetime

from service.db.base import TenantId
from service.db.unit_of_work import Database
from service.workflows.platform.idempotent_request import do_once

_AT_ONCE = 500


def plan_reminders(tenant: TenantId, *, now: datetime, database: Database) -> int:
    """How many are owed now that were not before: one a learner and day, whoever plans. Old ones are forgotten."""
    with database.reading(tenant) as work:
        if not (work.reminders.to_remind(now=now, limit=1) or work.reminders.has_old(now=now)):
            return 0

    def plan() -> int:
        with database.unit_of_work(tenant, label="plan_reminders") as work:
            work.reminders.forget_old(now=now)
            to_remind = work.reminders.to_remind(now=now, limit=_AT_ONCE)
            for principal_id, day in to_remind:
                work.reminders.owe(principal_id, day, now=now)
            return len(to_remind)

    return do_once(plan)
