"""Make one delivery that is owed: sign the event, send it, and keep how it went."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from datetime import datetime

from standardwebhooks.webhooks import Webhook as Signer

from service.db.delivery_board import DeliveryClaim
from service.db.events import Event
from service.db.unit_of_work import Database
from service.db.webhooks import DeliveryState, Webhook
from service.outgoing import Outgoing
from service.workflows.platform.deliver_statements import deliver_statements
from service.workflows.platform.keep_attempt import keep_attempt

_GONE = 410  # whoever answers so wants nothing more


@dataclass(frozen=True, slots=True)
class _Parcel:
    url: str
    body: bytes
    headers: dict[str, str]


def deliver(claim: DeliveryClaim, *, outgoing: Outgoing, rng: random.Random, database: Database) -> DeliveryState:
    """What became of it: delivered, still owed, or given up after 72 hours. No transaction is open while it is sent."""
    with database.reading(claim.tenant_id) as work:
        delivery = work.webhooks.delivery(claim.id)
        webhook, event = work.webhooks.of(delivery.webhook_id), work.events.get(delivery.event_sequence)
        if delivery.token != claim.token or delivery.state is not DeliveryState.OWED:
            return delivery.state
        parcel = None if webhook.record_store is not None else _message(webhook, event, now=work.now)
    if parcel is None:
        return deliver_statements(claim, outgoing=outgoing, rng=rng, database=database)
    answered = outgoing.send("POST", parcel.url, parcel.body, parcel.headers)
    with database.unit_of_work(claim.tenant_id, label="delivery") as work:
        delivery = work.webhooks.delivery_locked(claim.id)
        if delivery.token != claim.token or delivery.state is not DeliveryState.OWED:
            return delivery.state
        keep_attempt(delivery, answered, is_success=answered.is_success, rng=rng, now=work.now)
        if answered.status == _GONE:
            work.webhooks.remove(work.webhooks.of(delivery.webhook_id))
        return delivery.state


def _message(webhook: Webhook, event: Event, *, now: datetime) -> _Parcel:
    """https://www.standardwebhooks.com: one signature a secret that is valid now."""
    body = json.dumps({"type": event.type, "timestamp": event.at.isoformat(), "data": event.data}, ensure_ascii=False)
    signatures = [Signer(secret).sign(event.id, now, body) for secret in webhook.secrets_at(now)]
    headers = {
        "content-type": "application/json",
        "user-agent": "Morsel",
        "webhook-id": event.id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
    return _Parcel(webhook.url, body.encode(), headers)
