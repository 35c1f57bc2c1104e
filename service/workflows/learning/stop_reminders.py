"""End the reminders of whoever got the one with this link: no other key is needed, and none is given."""

from __future__ import annotations

from service.db.sign_ins import tenant_of_token
from service.db.unit_of_work import Database


def stop_reminders(token: str, *, database: Database) -> bool:
    """Whether the link is one of ours; the second time changes nothing."""
    tenant = tenant_of_token(token)
    if tenant is None:
        return False
    with database.unit_of_work(tenant, label="stop_reminders") as work:
        row = work.reminders.find_to_stop(token)
        choice = None if row is None else work.reminders.choice(row.principal_id)
        if row is None or choice is None:
            return False
        if choice.is_on:
            choice.is_on, choice.changed_at = False, work.now
            work.audit.add("chose_reminder", "learner", row.principal_id, by=row.principal_id, detail={"is_on": False})
        return True
