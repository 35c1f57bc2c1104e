"""Record stores: where statements of xAPI 1.0.3 about what learners do here are sent."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field

from service.api.conventions import QUOTA, RequestBody, problems
from service.api.deliveries import AskedDeliveries, DeliveryPage
from service.api.routing import BEARER, KeyedRoute, UseServices, require
from service.db.base import WebhookId
from service.db.webhooks import ReceiverKind, Webhook
from service.outgoing import MAX_URL
from service.security import Scope
from service.workflows.platform.authenticate import Caller
from service.workflows.platform.create_record_store import NewStore, create_record_store
from service.workflows.platform.list_record_stores import list_record_stores
from service.workflows.platform.remove_record_store import remove_record_store

router = APIRouter(
    prefix="/v1/record-stores", tags=["record stores"], route_class=KeyedRoute, dependencies=[Depends(BEARER)]
)

Keeper = Annotated[Caller, Depends(require(Scope.WEBHOOKS_WRITE))]


class NewRecordStore(RequestBody):
    """`endpoint` without `/statements`. `home_page`: where your ids of learners are issued; left out: this server's."""

    endpoint: str = Field(min_length=1, max_length=MAX_URL)
    username: str = Field(min_length=1, max_length=200, pattern="^[^:]*$")
    password: str = Field(min_length=1, max_length=500)
    home_page: str | None = Field(None, max_length=500, pattern=r"^https?://[^\s/]+(/[^\s?#]*)?$")


class RecordStoreAnswer(BaseModel):
    """The password is never shown."""

    id: str
    endpoint: str
    username: str
    home_page: str
    created_at: datetime


class RecordStoreList(BaseModel):
    items: list[RecordStoreAnswer]
    cursor: None = None


@router.post("", status_code=201, responses={**problems("invalid", "malformed"), **QUOTA})
def post(new: NewRecordStore, services: UseServices, caller: Keeper) -> RecordStoreAnswer:
    """Send what learners do from now on: opened, answered, completed, each as a statement under an id of its own.

    The learner is the actor's account: your own id, at `home_page`. What the store does not take is tried again for 72
    hours; a statement that it has already (409) is done. What statements told us (`POST /v1/statements`) is not sent.
    """
    home_page = new.home_page or services.settings.outgoing.home_page
    wanted = NewStore(new.endpoint, new.username, new.password, home_page)
    return _answer(create_record_store(wanted, outgoing=services.outgoing, caller=caller, database=services.database))


@router.get("", responses=problems())
def get_all(services: UseServices, caller: Keeper) -> RecordStoreList:
    """Every record store, oldest first."""
    found = list_record_stores(caller=caller, database=services.database)
    return RecordStoreList(items=[_answer(store) for store in found])


@router.delete("/{store_id}", status_code=204, responses=problems("not-found"))
def delete(store_id: str, services: UseServices, caller: Keeper) -> Response:
    """Send nothing more, not even what is owed."""
    remove_record_store(WebhookId(store_id), caller=caller, database=services.database)
    return Response(status_code=204)


@router.get("/{store_id}/deliveries", responses=problems("not-found", "invalid"))
def get_deliveries(
    store_id: str, asked: Annotated[AskedDeliveries, Depends()], services: UseServices, caller: Keeper
) -> DeliveryPage:
    """What was sent and what is owed, latest first, with every attempt; each tells one statement."""
    return asked.page(WebhookId(store_id), ReceiverKind.RECORD_STORE, caller=caller, database=services.database)


def _answer(store: Webhook) -> RecordStoreAnswer:
    settings = store.record_store or {}
    return RecordStoreAnswer(
        id=store.id,
        endpoint=store.url,
        username=str(settings.get("username")),
        home_page=str(settings.get("home_page")),
        created_at=store.created_at,
    )
