"""Send an event to a webhook once more, under the same id."""

from __future__ import annotations

from service.db.base import DeliveryId, WebhookId
from service.db.unit_of_work import Database
from service.db.webhooks import ReceiverKind
from service.errors import NotFound
from service.workflows.platform.authenticate import Caller
from service.workflows.platform.list_deliveries import DeliveryView


def replay_delivery(
    webhook_id: WebhookId, delivery_id: DeliveryId, *, caller: Caller, database: Database
) -> DeliveryView:
    """Owed again from now on, whatever became of it. Raises NotFound."""
    with database.unit_of_work(caller.tenant, label="replay") as work:
        webhook = work.webhooks.get(webhook_id, ReceiverKind.WEBHOOK)
        delivery = work.webhooks.delivery_locked(delivery_id)
        if delivery.webhook_id != webhook.id:
            raise NotFound("delivery", delivery_id)
        work.webhooks.owe_again(delivery)
        return DeliveryView(delivery, work.events.get(delivery.event_sequence))
