"""Deliveries, as webhooks and record stores show them: what was sent, what is owed, how each attempt went."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel

from service.api.conventions import Cursor, Limit, next_cursor
from service.db.base import WebhookId
from service.db.unit_of_work import Database
from service.db.webhooks import DeliveryState, ReceiverKind
from service.workflows.platform.authenticate import Caller
from service.workflows.platform.list_deliveries import DeliveryView, list_deliveries


class AttemptAnswer(BaseModel):
    """Either `status` of HTTP, or the `problem` that kept it from coming."""

    at: datetime
    status: int | None
    problem: str | None


class DeliveryAnswer(BaseModel):
    """`event_id` is sent as `webhook-id`, the same at every attempt. `next_attempt_at` null: none is planned."""

    id: str
    event_id: str
    event_type: str
    state: DeliveryState
    attempts: list[AttemptAnswer]
    next_attempt_at: datetime | None
    delivered_at: datetime | None
    created_at: datetime


class DeliveryPage(BaseModel):
    items: list[DeliveryAnswer]
    cursor: str | None


class AskedDeliveries:
    """Which of a receiver's deliveries are asked for."""

    def __init__(
        self,
        state: Annotated[DeliveryState | None, Query(description="Left out: any.")] = None,
        cursor: Cursor = None,
        limit: Limit = 20,
    ) -> None:
        self.state, self.before, self.limit = state, cursor, limit

    def page(self, receiver_id: WebhookId, kind: ReceiverKind, *, caller: Caller, database: Database) -> DeliveryPage:
        """Those of the receiver, latest first. Raises NotFound."""
        found = list_deliveries(
            receiver_id, kind, state=self.state, before=self.before, limit=self.limit, caller=caller, database=database
        )
        cursor = next_cursor([one.delivery.id for one in found], limit=self.limit)
        return DeliveryPage(items=[delivery_answer(one) for one in found], cursor=cursor)


def delivery_answer(view: DeliveryView) -> DeliveryAnswer:
    """The delivery as answered."""
    delivery = view.delivery
    return DeliveryAnswer.model_validate(
        {
            "id": delivery.id,
            "event_id": view.event.id,
            "event_type": view.event.type,
            "state": delivery.state,
            "attempts": delivery.log["attempts"],
            "next_attempt_at": delivery.next_at if delivery.state is DeliveryState.OWED else None,
            "delivered_at": delivery.delivered_at,
            "created_at": delivery.created_at,
        }
    )
