"""Reminders as they go out, over a real mail server and a real receiver: one a learner and day, or none."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta

import pytest

from service.db.base import Json, MicroModuleId
from service.db.failpoints import parse_failpoints
from service.db.reminders import KEPT, Channel, ReminderState
from service.errors import AlreadyExists, StorageFull
from service.jobs.reminding import LANES, LANES_EACH, ReminderSender, open_lanes
from service.jobs.schedule import sweep
from service.workflows.learning.send_reminder import send_reminder
from tests.support.community import learner_client
from tests.support.database import TENANT
from tests.support.loopback import LoopbackServer, Request, Response, serving, wait_until
from tests.support.mail import Post, post_office
from tests.support.reminders import ADDRESS, MONDAY, PAGES, choose, links_of, make_due, remind, reminding_settings
from tests.support.web import Web, other_web, web

__all__ = ["other_web", "web"]


@pytest.fixture
def post() -> Iterator[Post]:
    with post_office() as opened:
        yield opened


@pytest.fixture
def web_settings(post: Post) -> dict[str, Json]:
    return reminding_settings(post)


@pytest.fixture
def receiver() -> Iterator[LoopbackServer]:
    with serving(lambda _: Response(status=200)) as server:
        yield server


def states(web: Web) -> list[ReminderState]:
    with web.services.database.reading(TENANT) as work:
        rows = next(rows for name, rows in work.personal.rows(web.people.learner) if name == "reminders")
    return [ReminderState(str(row["state"])) for row in rows]


def test_one_e_mail_a_day_in_the_hour_that_was_chosen(web: Web, post: Post) -> None:
    make_due(web)
    choose(web)
    for hours in (-1, 0, 0.2, 1, 5, 12):
        remind(web, MONDAY + timedelta(hours=hours))
    assert len(post.taken) == 1
    remind(web, MONDAY + timedelta(days=1))
    assert len(post.taken) == 2
    assert states(web) == [ReminderState.SENT] * 2


def test_the_e_mail_says_how_much_waits_and_how_to_hear_no_more(web: Web, post: Post) -> None:
    make_due(web)
    choose(web)
    remind(web)
    (mail,) = post.taken
    assert (mail["To"], mail["Subject"]) == (ADDRESS, "A question is waiting for you")
    assert (mail["List-Unsubscribe-Post"], mail["Auto-Submitted"]) == ("List-Unsubscribe=One-Click", "auto-generated")
    text = mail.get_content()
    link, stop = links_of(text)
    assert f"\nList-Unsubscribe: <{PAGES}{stop}>\r\n".encode() in post.raw[0], "whole, as mail programs read it"
    assert f"\n{PAGES}{link}\r\n".encode() in post.raw[0]
    assert "at 9:00 (Europe/Rome)" in text
    assert "visitor" not in text, "nothing of what is asked: previews are read by others"
    with web.services.database.reading(TENANT) as work:
        row = work.reminders.find(link.removeprefix("/r/"))
    assert row is not None
    assert link.removeprefix("/r/") not in str(vars(row)), "only a digest is kept"


def test_it_is_written_in_the_learners_language(web: Web, post: Post) -> None:
    make_due(web)
    choose(web)
    web.integrator.put("/v1/learners/emp-1", json={"locale": "it"})
    remind(web)
    assert post.taken[0]["Subject"] == "Una domanda ti aspetta"
    assert "senza accedere" in post.taken[0].get_content()


@pytest.mark.parametrize("days", [-2, -1])
def test_a_weekend_is_quiet(web: Web, post: Post, days: int) -> None:
    make_due(web)
    choose(web)
    remind(web, MONDAY + timedelta(days=days))
    assert post.taken == []


def test_the_hour_moves_with_summer_time(web: Web, post: Post) -> None:
    make_due(web)
    choose(web)
    summer = MONDAY.replace(day=29)  # clocks went forward the day before
    remind(web, summer)
    assert post.taken == []
    remind(web, summer - timedelta(hours=1))
    assert len(post.taken) == 1


def test_nothing_due_or_not_wanted_is_nothing_sent(web: Web, post: Post) -> None:
    choose(web)
    web.publish("other")
    remind(web)
    make_due(web)
    choose(web, enabled=False)
    remind(web)
    assert post.taken == []
    assert states(web) == []


def test_off_until_somebody_chooses(web: Web, post: Post) -> None:
    make_due(web)
    remind(web)
    assert post.taken == []


def test_what_is_shown_no_more_reminds_nobody(web: Web, post: Post) -> None:
    micro_module_id = make_due(web)
    choose(web)
    web.author.post(f"/v1/micro-modules/{micro_module_id}/withdraw", json={"reason": "old"})
    remind(web)
    assert post.taken == []


def test_who_leaves_or_is_erased_hears_nothing_even_of_what_was_owed(web: Web, post: Post) -> None:
    make_due(web)
    choose(web)
    sweep(web.services, now=MONDAY)
    web.integrator.put("/v1/learners/emp-1", json={"active": False})
    ReminderSender(web.services, clock=lambda: MONDAY).send_all()
    remind(web)
    web.integrator.put("/v1/learners/emp-1", json={"active": True})
    sweep(web.services, now=MONDAY)
    assert states(web) == [ReminderState.OWED], "who is back is reminded"
    web.integrator.delete("/v1/learners/emp-1")
    ReminderSender(web.services, clock=lambda: MONDAY).send_all()
    remind(web, MONDAY + timedelta(days=1))
    assert post.taken == []
    assert states(web) == []


def test_who_was_stopped_between_sending_and_noting_it_sends_no_second_one(web: Web, post: Post) -> None:
    make_due(web)
    choose(web)
    sweep(web.services, now=MONDAY)
    plan = parse_failpoints("before_commit:keep_reminder=disk_full")
    stopped = replace(web.services.reminding, database=replace(web.services.database, failpoints=plan))
    with pytest.raises(StorageFull):
        send_reminder(TENANT, Channel.EMAIL, now=MONDAY, reminding=stopped)
    assert states(web) == [ReminderState.TAKEN]
    for minutes in (1, 10, 25):
        remind(web, MONDAY + timedelta(minutes=minutes))
    assert len(post.taken) == 1
    remind(web, MONDAY + timedelta(days=1))
    assert len(post.taken) == 2


def test_a_second_row_of_a_learners_day_is_refused(web: Web) -> None:
    with web.services.database.unit_of_work(TENANT) as work:
        work.reminders.owe(web.people.learner, MONDAY.date(), now=MONDAY)
    with pytest.raises(AlreadyExists), web.services.database.unit_of_work(TENANT) as work:
        work.reminders.owe(web.people.learner, MONDAY.date(), now=MONDAY)


def test_any_number_of_servers_send_one(web: Web, post: Post) -> None:
    make_due(web)
    choose(web)
    with ThreadPoolExecutor(6) as servers:
        list(servers.map(lambda _: remind(web), range(6)))
    assert len(post.taken) == 1


def test_many_learners_are_reminded_each_once(web: Web, post: Post) -> None:
    micro_module_id = make_due(web)
    choose(web)
    for number in range(7):
        make_due_as_well(web, micro_module_id, f"emp-{number + 10}")
    assert remind(web) == 8
    assert len({mail["To"] for mail in post.taken}) == len(post.taken) == 8


def test_what_a_server_could_not_take_is_tried_again_within_the_hour(web: Web, post: Post) -> None:
    make_due(web)
    choose(web)
    post.answers = ["451 Later", "451 Later"]
    remind(web)
    assert states(web) == [ReminderState.OWED]
    assert remind(web, MONDAY + timedelta(minutes=1)) == 0
    remind(web, MONDAY + timedelta(minutes=6))
    remind(web, MONDAY + timedelta(minutes=12))
    assert len(post.taken) == 1
    assert states(web) == [ReminderState.SENT]


def test_what_was_not_taken_within_the_hour_is_left_out(web: Web, post: Post) -> None:
    make_due(web)
    choose(web)
    post.answers = ["451 Later"]
    remind(web)
    remind(web, MONDAY + timedelta(minutes=45))
    assert post.taken == []
    assert states(web) == [ReminderState.GIVEN_UP]


@pytest.mark.parametrize("answer", ["554 Never", ""])
def test_what_is_refused_or_may_have_come_is_not_sent_again(web: Web, post: Post, answer: str) -> None:
    make_due(web)
    choose(web)
    post.answers = [answer]
    for minutes in (0, 6, 12):
        remind(web, MONDAY + timedelta(minutes=minutes))
    assert len(post.taken) == (0 if answer else 1)
    assert states(web) == [ReminderState.GIVEN_UP]


def test_an_hour_that_is_chosen_anew_holds_the_same_day(web: Web, post: Post) -> None:
    make_due(web)
    choose(web)
    sweep(web.services, now=MONDAY)
    choose(web, hour=15)
    ReminderSender(web.services, clock=lambda: MONDAY).send_all()
    assert post.taken == []
    remind(web, MONDAY + timedelta(hours=6))
    assert len(post.taken) == 1


def test_a_chat_is_told_by_its_incoming_webhook(web: Web, post: Post, receiver: LoopbackServer) -> None:
    make_due(web)
    choose(web, channel="webhook", address=f"{receiver.url}/services/T1/B1/x")
    remind(web)
    remind(web, MONDAY + timedelta(minutes=10))
    (told,) = receiver.requests
    assert told.path == "/services/T1/B1/x"
    assert set(told.body) == {"text"}
    assert told.body["text"].startswith("A question is waiting for you. ")
    assert links_of(told.body["text"])
    assert post.taken == []


def test_a_webhook_that_turned_private_is_not_called(web: Web, receiver: LoopbackServer) -> None:
    make_due(web)
    choose(web, channel="webhook", address=receiver.url)
    sweep(web.services, now=MONDAY)
    strict = replace(web.services.reminding.outgoing, allow_private=False)
    strictly = replace(web.services.reminding, outgoing=strict)
    state = send_reminder(TENANT, Channel.WEBHOOK, now=MONDAY, reminding=strictly)
    assert state is ReminderState.GIVEN_UP
    assert receiver.requests == []


def make_due_as_well(web: Web, micro_module_id: MicroModuleId, name: str) -> None:
    """For another learner, who wants e-mail."""
    choose(web, client=learner_client(web, name), learner=name, address=f"{name}@a.example")
    with web.services.database.unit_of_work(TENANT) as work:
        principal = work.principals.find_learner(name)
        assert principal is not None
        due_at = work.knowledge.state(web.people.learner, micro_module_id).due_at
        work.knowledge.state(principal.id, micro_module_id).due_at = due_at


def test_a_slow_receiver_delays_neither_another_company_nor_who_wants_e_mail(
    web: Web, other_web: Web, post: Post
) -> None:
    go_on = threading.Event()

    def hold(_request: Request) -> Response:
        go_on.wait(10)
        return Response(status=200)

    with serving(hold) as slow, ExitStack() as stack:
        make_due_as_well(web, make_due(web), "lee")
        choose(web, channel="webhook", address=slow.url)
        make_due(other_web)
        choose(other_web, address="other@b.example")
        sweep(web.services, now=MONDAY)
        lanes = {channel: stack.enter_context(pool) for channel, pool in open_lanes().items()}
        ReminderSender(web.services, clock=lambda: MONDAY).send_due(lanes, threading.Event())
        wait_until(lambda: len(post.taken) == 2)
        assert states(web) == [ReminderState.TAKEN], "the slow one has not answered yet"
        go_on.set()
    assert {mail["To"] for mail in post.taken} == {"other@b.example", "lee@a.example"}
    assert states(web) == [ReminderState.SENT]


def test_a_company_has_few_lanes_however_much_it_owes(web: Web, post: Post) -> None:
    make_due(web)
    choose(web)
    sweep(web.services, now=MONDAY)
    sender, lanes = ReminderSender(web.services, clock=lambda: MONDAY), open_lanes()
    go_on = threading.Event()
    for _ in range(LANES):
        lanes[Channel.EMAIL].submit(go_on.wait, 10)
    assert len(sender.send_due(lanes, threading.Event())) == LANES_EACH
    assert sender.send_due(lanes, threading.Event()) == []
    assert post.taken == []
    go_on.set()
    lanes[Channel.EMAIL].shutdown()
    assert len(post.taken) == 1


def test_old_reminders_are_forgotten(web: Web, post: Post) -> None:
    make_due(web)
    choose(web)
    remind(web)
    choose(web, enabled=False)
    sweep(web.services, now=MONDAY + KEPT)
    assert len(states(web)) == 1
    sweep(web.services, now=MONDAY + KEPT + timedelta(days=1))
    assert states(web) == []
