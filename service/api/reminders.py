"""Reminders: whether, when and where a learner is reminded that something is due."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from service.api.conventions import Flag, RequestBody, Whole, problems
from service.api.routing import BEARER, KeyedRoute, UseServices, require
from service.db.learners import LearnerId
from service.db.reminders import EARLIEST_HOUR, LATEST_HOUR, Channel, ReminderWish
from service.outgoing import MAX_URL
from service.security import Scope
from service.workflows.learning.choose_reminder import choose_reminder
from service.workflows.learning.show_reminder import show_reminder
from service.workflows.platform.authenticate import Caller

router = APIRouter(
    prefix="/v1/learners/{learner_id}/reminder",
    tags=["notifications"],
    route_class=KeyedRoute,
    dependencies=[Depends(BEARER)],
)

Reader = Annotated[Caller, Depends(require(Scope.LEARNERS_READ))]
Self = Annotated[Caller, Depends(require(Scope.LEARNING_WRITE))]


class ReminderFields(RequestBody):
    """At most one a day, from Monday to Friday, in this hour of the learner's own time zone, if a review is due.

    `address`: where the e-mail goes, or an incoming webhook of a chat, which is sent `{"text"}`. Whoever reads it there
    can answer one question as the learner. What is left out stays as it is; at first it is nine o'clock, and nowhere.
    """

    enabled: Flag
    hour: Whole | None = Field(None, ge=EARLIEST_HOUR, le=LATEST_HOUR)
    time_zone: str | None = Field(None, max_length=64, description="A name of the IANA database: Europe/Rome.")
    channel: Channel | None = None
    address: str | None = Field(None, max_length=MAX_URL)


class ReminderAnswer(BaseModel):
    """What is null was never chosen. `channels` are those that can be; none: nobody is reminded here."""

    enabled: bool
    hour: int | None
    time_zone: str | None
    channel: Channel | None
    address: str | None
    channels: list[Channel]


@router.get("", responses=problems("not-found"))
def get(learner_id: str, services: UseServices, caller: Reader) -> ReminderAnswer:
    """What the learner chose; off at first."""
    shown = show_reminder(LearnerId(learner_id), caller=caller, reminding=services.reminding)
    chosen = shown.choice
    return ReminderAnswer(
        enabled=chosen is not None and chosen.is_on,
        hour=None if chosen is None else chosen.hour,
        time_zone=None if chosen is None else chosen.time_zone or None,
        channel=None if chosen is None else chosen.channel,
        address=None if chosen is None else chosen.address or None,
        channels=list(shown.channels),
    )


@router.put("", responses=problems("not-found", "invalid", "malformed"))
def put(learner_id: str, fields: ReminderFields, services: UseServices, caller: Self) -> ReminderAnswer:
    """Choose; it holds at once. A learner whose `email_digest` is known can give no other e-mail address than that."""
    wish = ReminderWish(fields.enabled, fields.hour, fields.time_zone, fields.channel, fields.address)
    choose_reminder(LearnerId(learner_id), wish, caller=caller, reminding=services.reminding)
    return get(learner_id, services, caller)
