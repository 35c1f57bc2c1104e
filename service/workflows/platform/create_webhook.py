"""Take in a receiver of events elsewhere; its signing secret is shown once."""

from __future__ import annotations

from service.db.events import EventType
from service.db.unit_of_work import Database
from service.db.webhooks import Webhook
from service.errors import InvalidContent
from service.outgoing import Outgoing
from service.security import new_signing_secret
from service.workflows.platform.authenticate import Caller


def create_webhook(
    url: str, *, events: frozenset[EventType], outgoing: Outgoing, caller: Caller, database: Database
) -> Webhook:
    """The webhook with its secret; `events` empty: all. Raises InvalidContent for an address that is not allowed."""
    refusal = outgoing.refusal(url)
    if refusal is not None:
        raise InvalidContent("url", refusal)
    with database.unit_of_work(caller.tenant, label="webhook") as work:
        wanted = sorted(event.value for event in events)
        webhook = work.webhooks.add(url, events=wanted, secret=new_signing_secret())
        work.audit.add("created", "webhook", webhook.id, by=caller.principal)
        return webhook
