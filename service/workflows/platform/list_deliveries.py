"""What was delivered to a webhook or a record store, what is owed, and how each attempt went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from service.db.base import WebhookId
from service.db.events import Event
from service.db.unit_of_work import Database
from service.db.webhooks import Delivery, DeliveryState, ReceiverKind
from service.workflows.platform.authenticate import Caller


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """A delivery, and what it delivers."""

    delivery: Delivery
    event: Event


def list_deliveries(
    receiver_id: WebhookId,
    kind: ReceiverKind,
    *,
    state: DeliveryState | None,
    before: str | None,
    limit: int,
    caller: Caller,
    database: Database,
) -> Sequence[DeliveryView]:
    """Latest first; `state` None: any. Raises NotFound."""
    with database.reading(caller.tenant) as work:
        receiver = work.webhooks.get(receiver_id, kind)
        found = work.webhooks.deliveries(receiver.id, state=state, before=before, limit=limit)
        return [DeliveryView(one, work.events.get(one.event_sequence)) for one in found]
