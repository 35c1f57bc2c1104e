"""The record stores that are told what learners do here."""

from __future__ import annotations

from collections.abc import Sequence

from service.db.unit_of_work import Database
from service.db.webhooks import Webhook
from service.workflows.platform.authenticate import Caller


def list_record_stores(*, caller: Caller, database: Database) -> Sequence[Webhook]:
    """Oldest first."""
    with database.reading(caller.tenant) as work:
        return work.webhooks.record_stores()
