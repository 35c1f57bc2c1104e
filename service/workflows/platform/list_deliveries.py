"""What was delivered to a webhook, what is owed, and how each attempt went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from service.db.base import WebhookId
from service.db.events import Event
from service.db.unit_of_work import Database
from service.db.webhooks import Delivery, DeliveryState
from service.workflows.platform.authenticate import Caller


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """A delivery, and what it delivers."""

    delivery: Delivery
    event: Event


def list_deliveries(
    webhook_id: WebhookId,
    *,
    state: DeliveryState | None,
    before: str | None,
    limit: int,
    caller: Caller,
    database: Database,
) -> Sequence[DeliveryView]:
    """Latest first; `state` None: any. Raises NotFound."""
    with database.reading(caller.tenant) as work:
        webhook = work.webhooks.get(webhook_id)
        found = work.webhooks.deliveries(webhook.id, state=state, before=before, limit=limit)
        return [DeliveryView(one, work.events.get(one.event_sequence)) for one in found]
