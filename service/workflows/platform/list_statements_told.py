"""What a record store was sent and what it is owed, latest first."""

from __future__ import annotations

from collections.abc import Sequence

from service.db.base import WebhookId
from service.db.unit_of_work import Database
from service.db.webhooks import DeliveryState
from service.workflows.platform.authenticate import Caller
from service.workflows.platform.list_deliveries import DeliveryView


def list_statements_told(
    store_id: WebhookId,
    *,
    state: DeliveryState | None,
    before: str | None,
    limit: int,
    caller: Caller,
    database: Database,
) -> Sequence[DeliveryView]:
    """Each delivery tells one statement; `state` None: any. Raises NotFound."""
    with database.reading(caller.tenant) as work:
        store = work.webhooks.get_record_store(store_id)
        found = work.webhooks.deliveries(store.id, state=state, before=before, limit=limit)
        return [DeliveryView(one, work.events.get(one.event_sequence)) for one in found]
