"""Reminders: choose them on one's own page, answer the one question of today's without signing in, end them."""

from __future__ import annotations

import secrets
from dataclasses import replace
from random import Random
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from service.bootstrap import Services
from service.db.reminders import Channel, ReminderWish
from service.errors import NotFound
from service.outgoing import MAX_URL
from service.web.answer_form import read_given
from service.web.asked import Asked, answered, unanswered
from service.web.learn import Fields, Once
from service.web.me import Self
from service.web.rendering import render
from service.web.routing import PageRoute, UseServices, go_to
from service.web.today import learner_of
from service.workflows.learning.answer_reminder import answer_reminder
from service.workflows.learning.choose_reminder import choose_reminder
from service.workflows.learning.find_reminded import LinkEnd
from service.workflows.learning.open_reminder import OpenedReminder, open_reminder
from service.workflows.learning.show_published_micro_module import show_published_micro_module
from service.workflows.learning.show_quiz import show_quiz
from service.workflows.learning.stop_reminders import stop_reminders

router = APIRouter(include_in_schema=False, route_class=PageRoute)
ending = APIRouter(include_in_schema=False)  # a mail program ends reminders with no page of ours before it (RFC 8058)

_STATUS = {LinkEnd.UNKNOWN: 404, LinkEnd.OVER: 410, LinkEnd.USED: 410, LinkEnd.NOTHING_LEFT: 200}


@router.post("/me/reminder")
def post_reminder(
    services: UseServices,
    caller: Self,
    hour: Annotated[int, Form()],
    channel: Annotated[Channel, Form()],
    is_on: Annotated[bool, Form()] = False,
    time_zone: Annotated[str, Form(max_length=64)] = "",
    address: Annotated[str, Form(max_length=MAX_URL)] = "",
) -> Response:
    """Say whether, when and where one wants to be reminded."""
    wish = ReminderWish(is_on, hour, time_zone, channel, address.replace("\0", "").strip())
    choose_reminder(learner_of(caller), wish, caller=caller, reminding=services.reminding)
    return go_to("/me?done=saved#reminder")


@router.get("/r/{token}")
def open_link(request: Request, token: str, services: UseServices) -> Response:
    """The one question; looking at it spends nothing."""
    opened = open_reminder(token, rng=_rng(), recommending=services.recommending)
    if isinstance(opened, LinkEnd) or opened.is_answered:
        return _end(request, opened if isinstance(opened, LinkEnd) else LinkEnd.USED)
    return _page(request, token, opened, services)


@router.post("/r/{token}")
def answer_link(request: Request, token: str, services: UseServices, once: Once, fields: Fields) -> Response:
    """Grade the one answer and show why."""
    done = answer_reminder(token, read_given(fields), once=once, rng=_rng(), recommending=services.recommending)
    if isinstance(done, LinkEnd):
        return _end(request, done)
    published = show_published_micro_module(
        done.opened.micro_module_id, caller=done.opened.caller, database=services.database
    )
    asked = answered(_item(done.opened, services).item, once, done.graded, published.micro_module)
    return _page(request, token, done.opened, services, replace(asked, once=once))


@ending.get("/r/{token}/stop")
def ask_to_stop(request: Request, token: str) -> Response:
    """One button: mail filters open what they let through, so looking ends nothing."""
    return render(request, "reminder_stop.html", action=f"/r/{token}/stop", is_stopped=False)


@ending.post("/r/{token}/stop")
def stop(request: Request, token: str, services: UseServices) -> Response:
    """No more reminders."""
    if not stop_reminders(token, database=services.database):
        return _end(request, LinkEnd.UNKNOWN)
    return render(request, "reminder_stop.html", action="", is_stopped=True)


def _page(
    request: Request, token: str, opened: OpenedReminder, services: Services, asked: Asked | None = None
) -> Response:
    try:
        published = show_published_micro_module(
            opened.micro_module_id, caller=opened.caller, database=services.database
        )
        shown = asked or _item(opened, services)
    except NotFound:
        return _end(request, LinkEnd.NOTHING_LEFT)
    return render(request, "reminded.html", asked=shown, published=published, action=f"/r/{token}")


def _item(opened: OpenedReminder, services: Services) -> Asked:
    quiz = show_quiz(opened.micro_module_id, caller=opened.caller, database=services.database)
    item = next((item for item in quiz.items if item.id == opened.item_id), None)
    if item is None:
        raise NotFound("item", opened.item_id)
    return unanswered(item)


def _end(request: Request, end: LinkEnd) -> Response:
    return render(request, "reminder_end.html", _STATUS[end], end=end)


def _rng() -> Random:
    return Random(secrets.randbits(64))  # noqa: S311  draws what to show, no secret
