"""Give a webhook another secret; for a while the earlier one signs beside it."""

from __future__ import annotations

from datetime import timedelta

from service.db.base import WebhookId
from service.db.unit_of_work import Database
from service.db.webhooks import ReceiverKind, Webhook
from service.security import new_signing_secret
from service.workflows.platform.authenticate import Caller


def rotate_webhook_secret(webhook_id: WebhookId, *, overlap: timedelta, caller: Caller, database: Database) -> Webhook:
    """The webhook with its new secret; messages carry both signatures during the overlap. Raises NotFound."""
    with database.unit_of_work(caller.tenant, label="webhook") as work:
        webhook = work.webhooks.get(webhook_id, ReceiverKind.WEBHOOK)
        webhook.earlier_secret, webhook.earlier_until = webhook.secret, work.now + overlap
        webhook.secret = new_signing_secret()
        work.audit.add("secret_rotated", "webhook", webhook_id, by=caller.principal)
        return webhook
