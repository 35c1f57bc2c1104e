"""Send a receiver nothing any more."""

from __future__ import annotations

from service.db.base import WebhookId
from service.db.unit_of_work import Database
from service.db.webhooks import ReceiverKind
from service.workflows.platform.authenticate import Caller


def remove_webhook(webhook_id: WebhookId, *, caller: Caller, database: Database) -> None:
    """Raises NotFound."""
    with database.unit_of_work(caller.tenant, label="webhook") as work:
        work.webhooks.remove(work.webhooks.get(webhook_id, ReceiverKind.WEBHOOK))
        work.audit.add("removed", "webhook", webhook_id, by=caller.principal)
