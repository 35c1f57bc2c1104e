"""The receivers of events that a tenant has."""

from __future__ import annotations

from collections.abc import Sequence

from service.db.unit_of_work import Database
from service.db.webhooks import Webhook
from service.workflows.platform.authenticate import Caller


def list_webhooks(*, caller: Caller, database: Database) -> Sequence[Webhook]:
    """Oldest first."""
    with database.reading(caller.tenant) as work:
        return work.webhooks.all()
