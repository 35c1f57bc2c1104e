"""Tell a record store nothing more; its password is forgotten."""

from __future__ import annotations

from service.db.base import WebhookId
from service.db.unit_of_work import Database
from service.db.webhooks import ReceiverKind
from service.workflows.platform.authenticate import Caller


def remove_record_store(store_id: WebhookId, *, caller: Caller, database: Database) -> None:
    """Raises NotFound."""
    with database.unit_of_work(caller.tenant, label="record_store") as work:
        work.webhooks.remove(work.webhooks.get(store_id, ReceiverKind.RECORD_STORE))
        work.audit.add("removed", "record_store", store_id, by=caller.principal)
