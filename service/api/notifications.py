"""Notifications: what a learner should hear of; and whether a learner wants to be asked."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel

from service.api.conventions import Cursor, Flag, Limit, RequestBody, next_cursor, problems
from service.api.routing import BEARER, KeyedRoute, UseServices, require
from service.db.learners import LearnerId
from service.db.notifications import NotificationKind
from service.security import Scope
from service.workflows.community.choose_helping import choose_helping
from service.workflows.community.list_notifications import list_notifications
from service.workflows.community.read_notification import read_notification
from service.workflows.community.show_helping import show_helping
from service.workflows.platform.authenticate import Caller

router = APIRouter(
    prefix="/v1/learners/{learner_id}", tags=["notifications"], route_class=KeyedRoute, dependencies=[Depends(BEARER)]
)

Reader = Annotated[Caller, Depends(require(Scope.LEARNERS_READ))]
Self = Annotated[Caller, Depends(require(Scope.LEARNING_WRITE))]


class NotificationAnswer(BaseModel):
    """`object_id`: the post that answered or was accepted, the question that was routed, the version that changed,
    the report that an author decided on.

    It leads to the thread or to the micro-module; where both are null, to today's session. `read_at` null: unread.
    """

    id: str
    kind: NotificationKind
    object_id: str
    thread_id: str | None
    thread_title: str | None
    micro_module_id: str | None
    micro_module_title: str | None
    created_at: datetime
    read_at: datetime | None


class NotificationPage(BaseModel):
    items: list[NotificationAnswer]
    cursor: str | None


class Helping(RequestBody):
    """`available` false: colleagues' questions are sent to others."""

    available: Flag


@router.get("/notifications", responses=problems("not-found", "invalid"))
def list_all(
    learner_id: str,
    services: UseServices,
    caller: Reader,
    unread: Annotated[bool, Query(description="Only what was not read yet.")] = False,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> NotificationPage:
    """Newest first."""
    found = list_notifications(
        LearnerId(learner_id),
        unread_only=unread,
        before=cursor,
        limit=limit,
        caller=caller,
        database=services.database,
    )
    items = [
        NotificationAnswer(
            id=told.notification.id,
            kind=told.notification.kind,
            object_id=told.notification.object_id,
            thread_id=told.notification.thread_id,
            thread_title=told.thread.title if told.thread else None,
            micro_module_id=told.notification.micro_module_id,
            micro_module_title=told.micro_module_title,
            created_at=told.notification.created_at,
            read_at=told.notification.read_at,
        )
        for told in found
    ]
    return NotificationPage(items=items, cursor=next_cursor([item.id for item in items], limit=limit))


@router.post("/notifications/{notification_id}/read", status_code=204, responses=problems("not-found"))
def read(learner_id: str, notification_id: str, services: UseServices, caller: Self) -> None:
    """Mark it as read; again: nothing."""
    read_notification(notification_id, LearnerId(learner_id), caller=caller, database=services.database)


@router.get("/helping", responses=problems("not-found"))
def get_helping(learner_id: str, services: UseServices, caller: Reader) -> Helping:
    """Whether the learner wants to be asked by colleagues."""
    return Helping(available=show_helping(LearnerId(learner_id), caller=caller, database=services.database))


@router.put("/helping", responses=problems("not-found", "invalid", "malformed"))
def put_helping(learner_id: str, helping: Helping, services: UseServices, caller: Self) -> Helping:
    """Say whether the learner wants to be asked; it holds at once."""
    choose_helping(LearnerId(learner_id), is_available=helping.available, caller=caller, database=services.database)
    return helping
