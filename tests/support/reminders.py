"""A learner with something due who wants to be reminded, and a Monday morning on which that happens."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from starlette.testclient import TestClient

from service.db.base import Json, MicroModuleId, PrincipalId, TenantId
from service.db.reminders import Channel, ReminderWish
from service.db.sign_ins import new_token
from service.db.unit_of_work import Database
from service.jobs.reminding import ReminderSender
from service.jobs.schedule import sweep
from tests.service.api.test_catalogue import quiz_of
from tests.service.api.test_evidence import answer_all
from tests.service.api.test_sessions import web_clock_forward
from tests.support.mail import Post
from tests.support.web import Web

MONDAY = datetime(2027, 3, 1, 8, 30, tzinfo=UTC)  # half past nine in Rome
PAGES = "https://morsel.acme.example"
ADDRESS = "lea@acme.example"


def reminding_settings(post: Post | None) -> dict[str, Json]:
    """Groups of settings under which learners are reminded; `post` None: without e-mail."""
    mail = {} if post is None else {"mail": post.settings()}
    return {"server": {"public_url": PAGES}, "outgoing": {"allow_private": True, "seconds": 3.0}, **mail}


def choose(web: Web, *, client: TestClient | None = None, learner: str = "emp-1", **fields: object) -> Json:
    """The learner's choice: by e-mail at nine in Rome, but for `fields`; `client` None: the first learner's."""
    wish = {"enabled": True, "hour": 9, "time_zone": "Europe/Rome", "channel": "email", "address": ADDRESS, **fields}
    answered = (client or web.learner).put(f"/v1/learners/{learner}/reminder", json=wish)
    assert answered.status_code == 200, answered.text
    chosen: Json = answered.json()
    return chosen


def make_due(web: Web) -> MicroModuleId:
    """The micro-module that the learner answered and should repeat."""
    micro_module_id, items = quiz_of(web)
    answer_all(web, micro_module_id, items)
    web_clock_forward(web, days=40)
    return MicroModuleId(micro_module_id)


def remind(web: Web, now: datetime = MONDAY) -> int:
    """What the sweeper and a sender do at that time; how many were tried."""
    sweep(web.services, now=now)
    return ReminderSender(web.services, clock=lambda: now).send_all()


def a_link(web: Web) -> str:
    """The path of a link to today's first question, as if a reminder had just been sent to the learner."""
    return link_for(web.people.learner, web.tenant, web.services.database)


def link_for(learner: PrincipalId, tenant: TenantId, database: Database) -> str:
    """The same, for any learner of any tenant."""
    token = new_token(tenant)
    with database.unit_of_work(tenant) as work:
        work.reminders.owe(learner, work.now.date(), now=work.now)
        work.reminders.choose(learner, ReminderWish(is_on=True))
        taken = work.reminders.take(Channel.EMAIL, now=work.now)
        assert taken is not None
        work.reminders.seal(taken, token=token, stop_token=new_token(tenant))
    return f"/r/{token}"


def links_of(text: str) -> tuple[str, str]:
    """The paths of the link to the question and of the one that ends reminders."""
    stop = re.search(rf"{PAGES}(/r/\S+/stop)", text)
    link = re.search(rf"{PAGES}(/r/[^\s/]+)(?=\s)", text)
    assert stop
    assert link
    return link[1], stop[1]
