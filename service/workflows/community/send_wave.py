"""Ask the next colleagues to answer a question, once their wave is due."""

from __future__ import annotations

from recommender.routing import RoutingConfig, next_wave
from service.db.base import Json, TenantId, ThreadId
from service.db.events import EventType
from service.db.help_requests import DueWave
from service.db.notifications import NotificationKind
from service.db.principals import PrincipalKind
from service.db.threads import Thread, Viewer
from service.db.unit_of_work import UnitOfWork
from service.errors import NotFound
from service.workflows.community.find_helpers import Helpers, find_helpers
from service.workflows.community.relate import Relater
from service.workflows.platform.authenticate import Caller

KEY = "routing"  # in the place of a key's id: nobody's key was used


def send_wave(tenant: TenantId, thread_id: ThreadId, *, relater: Relater, config: RoutingConfig) -> int:
    """How many were asked. Nobody twice, whoever else sends at the same time; nobody once the question is solved."""
    database = relater.finder.database
    with database.reading(tenant) as work:
        thread = _open_question(thread_id, work)
        asker = None if thread is None else _asker(thread, tenant, work)
    if thread is None or asker is None:
        with database.unit_of_work(tenant, label="wave") as work:
            work.help_requests.plan(thread_id, due_at=None)
        return 0
    helpers = find_helpers(thread, caller=asker, relater=relater)
    with database.unit_of_work(tenant, label="wave") as work:
        planned = work.help_requests.planned(thread_id)
        if planned is None or planned.due_at > work.now:
            return 0
        return _send(thread, planned, helpers, config, work)


def _send(thread: Thread, planned: DueWave, helpers: Helpers, config: RoutingConfig, work: UnitOfWork) -> int:
    """Who chose otherwise, left, or was asked while we were thinking is left out once more."""
    opted_out, asked = work.help_requests.opted_out(), {one.principal_id for one in work.help_requests.of(thread.id)}
    now_active = work.learners.of_principals([helpers.people[one.person].principal_id for one in helpers.ranked])
    free = [
        one
        for one in helpers.ranked
        if (learner := now_active.get(helpers.people[one.person].principal_id)) is not None
        and learner.is_active
        and learner.principal_id not in opted_out | asked
    ]
    wave = next_wave(free, done=planned.done, asked_at=thread.created_at, now=work.now, config=config)
    if wave is None:
        return 0
    asked_now = [now_active[helpers.people[one.person].principal_id] for one in wave.helpers]
    for one, learner in zip(wave.helpers, asked_now, strict=True):
        reasons: Json = {term.ground.value: list(term.about) for term in one.terms}
        work.help_requests.ask(thread.id, learner.principal_id, wave=wave.number, reasons=reasons)
        work.notifications.tell(learner.principal_id, NotificationKind.ROUTED, thread.id, thread_id=thread.id)
    work.help_requests.plan(thread.id, due_at=wave.next_at, done=wave.number)
    for learner in asked_now:
        told: Json = {"thread_id": thread.id, "learner_id": learner.learner_id, "wave": wave.number}
        work.events.record(EventType.QUESTION_ROUTED, told, about=learner.principal_id)
    return len(wave.helpers)


def _open_question(thread_id: ThreadId, work: UnitOfWork) -> Thread | None:
    try:
        thread = work.threads.get(thread_id, Viewer(None))
    except NotFound:
        return None
    return thread if thread.is_open_question else None


def _asker(thread: Thread, tenant: TenantId, work: UnitOfWork) -> Caller | None:
    """With the asker's eyes only: who may help follows from what the asker may see. None: nobody whom we know."""
    if thread.author_id is None:
        return None
    asker = work.principals.get(thread.author_id)
    kind = PrincipalKind.LEARNER if asker.kind is PrincipalKind.LEARNER else PrincipalKind.AUTHOR
    return Caller(tenant, asker.id, kind, asker.learner_id, frozenset(), KEY)
