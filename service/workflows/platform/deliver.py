"""Make one delivery that is owed: sign the event, send it, and keep how it went."""

from __future__ import annotations

import base64
import json
import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from standardwebhooks.webhooks import Webhook as Signer

from service.db.delivery_board import DeliveryClaim
from service.db.events import Event
from service.db.unit_of_work import Database
from service.db.webhooks import Delivery, DeliveryState, Receiver, Webhook
from service.outgoing import Answered, Outgoing

# Standard Webhooks' own schedule, then twice a day until the patience ends.
PAUSES = tuple(timedelta(seconds=one) for one in (5, 300, 1800, 7200, 18000, 36000, 43200))
_GONE = 410  # whoever answers so wants nothing more
_KNOWN_ALREADY = 409  # a record store that has the statement
_KEPT_ATTEMPTS = 30


@dataclass(frozen=True, slots=True)
class _Parcel:
    method: str
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
        is_store = webhook.receiver is Receiver.RECORD_STORE
        parcel = _statement(webhook, event) if is_store else _message(webhook, event, now=work.now)
    answered = outgoing.send(parcel.method, parcel.url, parcel.body, parcel.headers)
    with database.unit_of_work(claim.tenant_id, label="delivery") as work:
        delivery = work.webhooks.delivery_locked(claim.id)
        if delivery.token != claim.token or delivery.state is not DeliveryState.OWED:
            return delivery.state
        _keep(delivery, answered, webhook.receiver, rng=rng, now=work.now)
        if answered.status == _GONE and webhook.receiver is Receiver.WEBHOOK:
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
    return _Parcel("POST", webhook.url, body.encode(), headers)


def _statement(webhook: Webhook, event: Event) -> _Parcel:
    """PUT under the statement's own id: sent twice, it is there once."""
    credentials = base64.b64encode(f"{webhook.username}:{webhook.secret}".encode()).decode()
    headers = {
        "content-type": "application/json",
        "authorization": f"Basic {credentials}",
        "x-experience-api-version": "1.0.3",
    }
    url = f"{webhook.url.rstrip('/')}/statements?statementId={event.data['id']}"
    return _Parcel("PUT", url, json.dumps(event.data, ensure_ascii=False).encode(), headers)


def _keep(delivery: Delivery, answered: Answered, receiver: Receiver, *, rng: random.Random, now: datetime) -> None:
    problem = answered.problem.value if answered.problem else None
    attempts = list(delivery.log["attempts"]) if isinstance(delivery.log["attempts"], list) else []
    attempt = {"at": now.isoformat(), "status": answered.status, "problem": problem}
    delivery.log = {"attempts": [*attempts, attempt][-_KEPT_ATTEMPTS:]}
    delivery.lease_until = None
    is_known = receiver is Receiver.RECORD_STORE and answered.status == _KNOWN_ALREADY
    if answered.is_success or is_known:
        delivery.state, delivery.delivered_at = DeliveryState.DELIVERED, now
        return
    pause = PAUSES[min(delivery.attempts, len(PAUSES)) - 1]
    delivery.next_at = now + pause * rng.uniform(1.0, 1.2)  # so that not all come back at once
    if delivery.next_at > delivery.give_up_at:
        delivery.state = DeliveryState.GIVEN_UP
