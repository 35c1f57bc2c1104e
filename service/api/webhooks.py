"""Webhooks: receivers elsewhere that are told what happens, signed after https://www.standardwebhooks.com."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from service.api.conventions import RequestBody, Whole, problems
from service.api.deliveries import AskedDeliveries, DeliveryAnswer, DeliveryPage, delivery_answer
from service.api.routing import BEARER, KeyedRoute, UseServices, require
from service.db.base import DeliveryId, WebhookId
from service.db.events import EventType
from service.db.webhooks import ReceiverKind, Webhook
from service.outgoing import MAX_URL
from service.security import Scope
from service.workflows.platform.authenticate import Caller
from service.workflows.platform.create_webhook import create_webhook
from service.workflows.platform.list_webhooks import list_webhooks
from service.workflows.platform.remove_webhook import remove_webhook
from service.workflows.platform.replay_delivery import replay_delivery
from service.workflows.platform.rotate_webhook_secret import rotate_webhook_secret

router = APIRouter(prefix="/v1/webhooks", tags=["webhooks"], route_class=KeyedRoute, dependencies=[Depends(BEARER)])

Keeper = Annotated[Caller, Depends(require(Scope.WEBHOOKS_WRITE))]


class NewWebhook(RequestBody):
    """`events` left out or empty: all."""

    url: str = Field(min_length=1, max_length=MAX_URL)
    events: list[EventType] = Field([], max_length=50)


class Rotation(RequestBody):
    """For how long the earlier secret signs beside the new one."""

    overlap_hours: Whole = Field(24, ge=0, le=168)


class WebhookAnswer(BaseModel):
    """`earlier_secret_until` null: one secret signs."""

    id: str
    url: str
    events: list[str]
    earlier_secret_until: datetime | None
    created_at: datetime


class WebhookWithSecret(WebhookAnswer):
    """`secret` is shown this once."""

    secret: str


class WebhookList(BaseModel):
    items: list[WebhookAnswer]
    cursor: None = None


@router.post("", status_code=201, responses=problems("invalid", "malformed"))
def post(new: NewWebhook, services: UseServices, caller: Keeper) -> WebhookWithSecret:
    """Be told of what happens from now on."""
    events = frozenset(new.events)
    made = create_webhook(new.url, events=events, outgoing=services.outgoing, caller=caller, database=services.database)
    return _with_secret(made)


@router.get("", responses=problems())
def list_all(services: UseServices, caller: Keeper) -> WebhookList:
    """Every webhook, oldest first; secrets are not shown again."""
    return WebhookList(items=[_answer(one) for one in list_webhooks(caller=caller, database=services.database)])


@router.delete("/{webhook_id}", status_code=204, responses=problems("not-found"))
def delete(webhook_id: str, services: UseServices, caller: Keeper) -> None:
    """Be told nothing any more; what is still owed is given up."""
    remove_webhook(WebhookId(webhook_id), caller=caller, database=services.database)


@router.post("/{webhook_id}/rotate-secret", responses=problems("not-found", "invalid", "malformed"))
def rotate(webhook_id: str, rotation: Rotation, services: UseServices, caller: Keeper) -> WebhookWithSecret:
    """Sign with another secret; with the earlier one too, until the overlap ends."""
    overlap = timedelta(hours=rotation.overlap_hours)
    webhook = rotate_webhook_secret(WebhookId(webhook_id), overlap=overlap, caller=caller, database=services.database)
    return _with_secret(webhook)


@router.get("/{webhook_id}/deliveries", responses=problems("not-found", "invalid"))
def get_deliveries(
    webhook_id: str, asked: Annotated[AskedDeliveries, Depends()], services: UseServices, caller: Keeper
) -> DeliveryPage:
    """What was delivered and what is owed, latest first, with every attempt."""
    return asked.page(WebhookId(webhook_id), ReceiverKind.WEBHOOK, caller=caller, database=services.database)


@router.post("/{webhook_id}/deliveries/{delivery_id}/replay", status_code=202, responses=problems("not-found"))
def replay(webhook_id: str, delivery_id: str, services: UseServices, caller: Keeper) -> DeliveryAnswer:
    """Send it again, under the same id."""
    done = replay_delivery(WebhookId(webhook_id), DeliveryId(delivery_id), caller=caller, database=services.database)
    return delivery_answer(done)


def _answer(webhook: Webhook) -> WebhookAnswer:
    return WebhookAnswer(
        id=webhook.id,
        url=webhook.url,
        events=webhook.events,
        earlier_secret_until=webhook.earlier_until,
        created_at=webhook.created_at,
    )


def _with_secret(webhook: Webhook) -> WebhookWithSecret:
    return WebhookWithSecret(**_answer(webhook).model_dump(), secret=webhook.secret)
