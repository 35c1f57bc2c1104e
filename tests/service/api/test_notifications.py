"""Notifications over HTTP: told once, to the one it concerns, as long as they may see what it is about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from starlette.testclient import TestClient

from service.db.base import MicroModuleId
from service.db.notifications import NotificationKind
from service.jobs.schedule import sweep
from tests.support.community import ask, learner_client, principal_of, reply
from tests.support.web import Web


def told(client: TestClient, learner: str, **params: str) -> list[dict[str, Any]]:
    answered = client.get(f"/v1/learners/{learner}/notifications", params=params)
    assert answered.status_code == 200, answered.text
    items: list[dict[str, Any]] = answered.json()["items"]
    return items


def test_the_asker_hears_of_answers_and_the_answerer_of_acceptance(web: Web) -> None:
    ada, bob = learner_client(web, "ada"), learner_client(web, "bob")
    thread = ask(ada)
    post_id = reply(bob, thread)
    reply(ada, thread, "Thank you, and where?")
    for _ in range(2):
        ada.post(f"/v1/threads/{thread['id']}/posts/{post_id}/accept")
    (answered,) = told(ada, "ada")
    assert (answered["kind"], answered["object_id"], answered["thread_title"]) == (
        "answered",
        post_id,
        thread["title"],
    )
    (accepted,) = told(web.integrator, "bob")
    assert (accepted["kind"], accepted["object_id"]) == ("accepted", post_id)


def test_what_was_read_stays_read_and_only_ones_own_can_be(web: Web) -> None:
    ada, bob = learner_client(web, "ada"), learner_client(web, "bob")
    reply(bob, ask(ada))
    (one,) = told(ada, "ada", unread="true")
    assert bob.post(f"/v1/learners/ada/notifications/{one['id']}/read").status_code == 404
    assert bob.post(f"/v1/learners/bob/notifications/{one['id']}/read").status_code == 404
    assert bob.get("/v1/learners/ada/notifications").status_code == 404
    assert ada.post(f"/v1/learners/ada/notifications/{one['id']}/read").status_code == 204
    assert told(ada, "ada", unread="true") == []
    (read,) = told(ada, "ada")
    assert ada.post(f"/v1/learners/ada/notifications/{one['id']}/read").status_code == 204
    assert told(ada, "ada") == [read]


def test_of_what_one_may_not_see_any_more_nothing_is_told(web: Web) -> None:
    ada, bob = learner_client(web, "ada", cohorts=["x"]), learner_client(web, "bob", cohorts=["x"])
    reply(bob, ask(ada, visibility=["x"]))
    assert len(told(ada, "ada")) == 1
    web.integrator.put("/v1/learners/ada", json={"cohorts": []})
    assert told(ada, "ada") == []


def test_pages_go_on_where_the_last_one_ended(web: Web) -> None:
    ada, bob = learner_client(web, "ada"), learner_client(web, "bob")
    thread = ask(ada)
    posts = [reply(bob, thread, f"answer {number}") for number in range(3)]
    first = ada.get("/v1/learners/ada/notifications", params={"limit": "2"}).json()
    second = told(ada, "ada", limit="2", cursor=first["cursor"])
    assert [one["object_id"] for one in [*first["items"], *second]] == posts[::-1]


def test_what_is_told_of_a_micro_module_or_of_a_day_leads_there(web: Web) -> None:
    ada, published = learner_client(web, "ada"), web.publish()
    with web.services.database.unit_of_work(web.tenant) as work:
        ada_id, micro_module_id = principal_of(web, "ada"), MicroModuleId(published.micro_module_id)
        for _ in range(2):
            work.notifications.tell(ada_id, NotificationKind.DUE, "2026-11-26")
            work.notifications.tell(
                ada_id, NotificationKind.CHANGED, f"{micro_module_id}/2", micro_module_id=micro_module_id
            )
    changed, due = told(ada, "ada")
    assert (changed["kind"], changed["micro_module_id"]) == ("changed", micro_module_id)
    assert changed["micro_module_title"]
    assert (due["kind"], due["thread_id"], due["micro_module_id"]) == ("due", None, None)
    assert web.author.post(f"/v1/micro-modules/{micro_module_id}/withdraw", json={}).status_code == 200
    assert told(ada, "ada") == [due]


def test_a_learner_chooses_whether_to_be_asked(web: Web) -> None:
    ada, bob = learner_client(web, "ada"), learner_client(web, "bob")
    assert ada.get("/v1/learners/ada/helping").json() == {"available": True}
    assert ada.put("/v1/learners/ada/helping", json={"available": False}).status_code == 200
    assert ada.get("/v1/learners/ada/helping").json() == {"available": False}
    assert bob.put("/v1/learners/ada/helping", json={"available": True}).status_code == 404
    assert bob.get("/v1/learners/bob/helping").json() == {"available": True}


def make_reviews_due(web: Web, micro_module_ids: Sequence[str], *, minutes: int) -> None:
    """As if the learner had to repeat these since so many minutes."""
    with web.services.database.unit_of_work(web.tenant) as work:
        for one in micro_module_ids:
            state = work.knowledge.state(web.people.learner, MicroModuleId(one))
            state.due_at = work.now - timedelta(minutes=minutes)


def test_however_much_is_due_again_the_learner_hears_of_it_once_a_day(web: Web) -> None:
    published = [web.publish(salt).micro_module_id for salt in ("a", "b", "c")]
    make_reviews_due(web, published[:2], minutes=9)
    sweep(web.services)
    make_reviews_due(web, published[2:], minutes=1)
    sweep(web.services)
    (one,) = told(web.learner, "emp-1")
    today = one["created_at"][:10]
    assert (one["kind"], one["object_id"], one["thread_id"], one["micro_module_id"]) == ("due", today, None, None)
    with web.services.database.unit_of_work(web.tenant) as work:
        (row,) = work.notifications.page(web.people.learner, unread_only=False, before=None, limit=5)
        row.object_id = (work.now - timedelta(days=1)).date().isoformat()
    make_reviews_due(web, published[:1], minutes=0)
    sweep(web.services)
    latest, earlier = told(web.learner, "emp-1")
    assert (latest["object_id"], earlier["object_id"] < today) == (today, True), "the next day again"


def test_of_reviews_that_are_shown_no_more_or_of_who_left_nobody_hears(web: Web) -> None:
    published = web.publish().micro_module_id
    make_reviews_due(web, [published], minutes=1)
    web.author.post(f"/v1/micro-modules/{published}/withdraw", json={"reason": "old"})
    sweep(web.services)
    assert told(web.learner, "emp-1") == []
    again = web.publish("b").micro_module_id
    make_reviews_due(web, [again], minutes=1)
    web.integrator.put("/v1/learners/emp-1", json={"active": False})
    sweep(web.services)
    assert told(web.integrator, "emp-1") == []
