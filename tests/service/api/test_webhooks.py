"""Webhooks: what happens is told once committed, signed, tried again for days, and no receiver waits for another."""

from __future__ import annotations

import json
import random
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session
from standardwebhooks.webhooks import Webhook as Verifier
from standardwebhooks.webhooks import WebhookVerificationError

from service.db.base import Json
from service.db.webhooks import Delivery, DeliveryState
from service.jobs.delivering import Deliverer
from service.jobs.schedule import sweep
from service.workflows.platform.keep_attempt import PAUSES
from tests.service.api.test_catalogue import right_answer
from tests.support.community import ask, learner_client, reply
from tests.support.loopback import LoopbackServer, Request, Response, serving, wait_until
from tests.support.web import Web


@pytest.fixture
def web_settings() -> dict[str, Json]:
    """Receivers of these tests are on loopback."""
    return {"outgoing": {"allow_private": True, "seconds": 8.0}}


def subscribe(web: Web, url: str, *events: str) -> Json:
    made = web.integrator.post("/v1/webhooks", json={"url": url, "events": list(events)})
    assert made.status_code == 201, made.text
    webhook: Json = made.json()
    return webhook


def deliver_all(web: Web) -> int:
    """Make what is due, until nothing is; how many attempts."""
    deliverer, attempts = Deliverer(web.services, random.Random(1)), 0  # noqa: S311
    while True:
        with ThreadPoolExecutor(8) as lanes:
            started = deliverer.deliver_due(lanes)
        attempts += started
        if not started:
            return attempts


def deliveries(web: Web, webhook: Json) -> list[Json]:
    items: list[Json] = web.integrator.get(f"/v1/webhooks/{webhook['id']}/deliveries").json()["items"]
    return items


def make_due(web: Web, **values: object) -> None:
    """As if time had passed: what is owed is due now."""
    with Session(web.services.database.scheduler) as session, session.begin():
        session.execute(update(Delivery).values({"next_at": datetime.now(UTC) - timedelta(seconds=1), **values}))


@pytest.fixture
def receiver() -> Iterator[LoopbackServer]:
    with serving(lambda _: Response(status=204)) as server:
        yield server


def test_what_is_published_is_told_with_a_signature_that_others_verify(web: Web, receiver: LoopbackServer) -> None:
    webhook = subscribe(web, receiver.url, "micro_module.published")
    drafted = web.publish()
    assert deliver_all(web) == 1
    told = receiver.requests[0]
    body = json.dumps(told.body, ensure_ascii=False)
    assert Verifier(str(webhook["secret"])).verify(body, told.headers) == told.body
    assert told.body["type"] == "micro_module.published"
    assert told.body["data"]["micro_module_id"] == drafted.micro_module_id
    with pytest.raises(WebhookVerificationError):
        Verifier(str(webhook["secret"])).verify(body.replace("published", "withdrawn"), told.headers)
    late = {**told.headers, "webhook-timestamp": str(int(time.time()) - 600)}
    with pytest.raises(WebhookVerificationError):
        Verifier(str(webhook["secret"])).verify(body, late)
    delivered = deliveries(web, webhook)[0]
    assert (delivered["state"], delivered["event_id"]) == ("delivered", told.headers["webhook-id"])


def test_during_the_overlap_both_secrets_verify_and_then_only_the_new_one(web: Web, receiver: LoopbackServer) -> None:
    old = subscribe(web, receiver.url)
    path = f"/v1/webhooks/{old['id']}/rotate-secret"
    new = web.integrator.post(path, json={"overlap_hours": 1}).json()
    assert new["secret"] != old["secret"]
    web.publish()
    assert deliver_all(web) == 1
    told = receiver.requests[0]
    for secret in (old["secret"], new["secret"]):
        assert Verifier(str(secret)).verify(json.dumps(told.body, ensure_ascii=False), told.headers)
    newest = web.integrator.post(path, json={"overlap_hours": 0}).json()
    web.publish("again")
    assert deliver_all(web) == 1
    told = receiver.requests[1]
    assert Verifier(newest["secret"]).verify(json.dumps(told.body, ensure_ascii=False), told.headers)
    with pytest.raises(WebhookVerificationError):
        Verifier(new["secret"]).verify(json.dumps(told.body, ensure_ascii=False), told.headers)


def test_a_secret_is_shown_once(web: Web, receiver: LoopbackServer) -> None:
    webhook = subscribe(web, receiver.url)
    assert str(webhook["secret"]) not in web.integrator.get("/v1/webhooks").text


def test_only_what_was_asked_for_and_only_of_the_own_tenant_is_told(
    web: Web, other_web: Web, receiver: LoopbackServer
) -> None:
    subscribe(web, receiver.url, "thread.created")
    other_web.publish()
    ask(other_web.learner)
    web.publish()
    assert deliver_all(web) == 0
    thread = ask(web.learner)
    assert deliver_all(web) == 1
    assert receiver.requests[0].body["data"]["thread_id"] == thread["id"]


def test_nothing_is_told_of_what_was_rolled_back(web: Web, receiver: LoopbackServer) -> None:
    subscribe(web, receiver.url)
    drafted = web.keep_draft()
    assert web.author.post(f"/v1/micro-modules/{drafted.micro_module_id}/publish").status_code == 412
    assert deliver_all(web) == 0


def failing(web: Web, respond: Callable[[Request], Response]) -> list[Json]:
    """One delivery, tried once, to a receiver that answers so."""
    with serving(respond) as server:
        webhook = subscribe(web, server.url)
        web.publish()
        assert deliver_all(web) == 1
    return deliveries(web, webhook)


@pytest.mark.parametrize(
    ("response", "status", "problem"),
    [
        (Response(status=500), 500, None),
        (Response(status=302, headers={"Location": "http://127.0.0.1:1/"}), 302, None),
        (Response(hangs_up=True), None, "no_http"),
        (Response(delay_seconds=10.0), None, "timed_out"),
    ],
)
def test_a_failed_attempt_is_kept_and_tried_again_later(
    web: Web, response: Response, status: int | None, problem: str | None
) -> None:
    owed = failing(web, lambda _: response)[0]
    assert owed["state"] == "owed"
    attempts = owed["attempts"]
    assert isinstance(attempts, list)
    assert [(one["status"], one["problem"]) for one in attempts] == [(status, problem)]
    assert datetime.fromisoformat(str(owed["next_attempt_at"])) > datetime.now(UTC)


def test_an_endless_answer_is_not_read(web: Web) -> None:
    assert failing(web, lambda _: Response(is_endless=True))[0]["state"] == "delivered"


def test_a_receiver_that_is_back_gets_the_event_under_the_same_id(web: Web) -> None:
    answers = [Response(status=500), Response(status=503), Response(status=200)]
    with serving(lambda _: answers.pop(0)) as server:
        webhook = subscribe(web, server.url)
        web.publish()
        for _ in range(3):
            assert deliver_all(web) == 1
            make_due(web)
        assert deliver_all(web) == 0
    assert len({one.headers["webhook-id"] for one in server.requests}) == 1
    assert deliveries(web, webhook)[0]["state"] == "delivered"


def test_after_three_days_it_is_given_up_and_can_be_replayed_by_hand(web: Web) -> None:
    answers = [Response(status=500), Response(status=200)]
    with serving(lambda _: answers.pop(0)) as server:
        webhook = subscribe(web, server.url)
        web.publish()
        make_due(web, give_up_at=datetime.now(UTC))
        assert deliver_all(web) == 1
        given_up = deliveries(web, webhook)[0]
        assert (given_up["state"], given_up["next_attempt_at"]) == ("given_up", None)
        path = f"/v1/webhooks/{webhook['id']}/deliveries/{given_up['id']}/replay"
        assert web.integrator.post(path).status_code == 202
        assert deliver_all(web) == 1
    assert deliveries(web, webhook)[0]["state"] == "delivered"
    assert len({one.headers["webhook-id"] for one in server.requests}) == 1


def test_pauses_grow_and_end_within_the_patience() -> None:
    assert list(PAUSES) == sorted(PAUSES)
    assert sum(PAUSES, timedelta()) < Delivery.PATIENCE < sum(PAUSES, timedelta()) + 4 * PAUSES[-1]


def test_a_receiver_that_wants_nothing_more_is_told_nothing_more(web: Web) -> None:
    with serving(lambda _: Response(status=410)) as server:
        subscribe(web, server.url)
        web.publish()
        assert deliver_all(web) == 1
        web.publish("again")
        make_due(web)
        assert deliver_all(web) == 0
    assert web.integrator.get("/v1/webhooks").json()["items"] == []


def test_a_slow_receiver_delays_no_other(web: Web, receiver: LoopbackServer) -> None:
    """The slow one owes many; the quick one is served while the first of them is still waited for."""
    released = threading.Event()

    def hold(_: Request) -> Response:
        released.wait(10)
        return Response(status=200)

    with serving(hold) as slow:
        subscribe(web, slow.url)
        for number in range(3):
            web.publish(str(number))
        subscribe(web, receiver.url)
        web.publish("last")
        with ThreadPoolExecutor(8) as lanes:
            assert Deliverer(web.services).deliver_due(lanes) == 2  # one a receiver
            wait_until(lambda: len(receiver.requests) == 1)
            assert not released.is_set()
            released.set()


def test_a_webhook_of_another_tenant_answers_as_one_that_does_not_exist(web: Web, other_web: Web) -> None:
    theirs = subscribe(other_web, "https://hooks.example/")
    other_web.publish()
    owed = deliveries(other_web, theirs)[0]
    for webhook in (theirs["id"], "whk_0"):
        path = f"/v1/webhooks/{webhook}"
        assert web.integrator.get(f"{path}/deliveries").status_code == 404
        assert web.integrator.post(f"{path}/rotate-secret", json={}).status_code == 404
        assert web.integrator.post(f"{path}/deliveries/{owed['id']}/replay").status_code == 404
        assert web.integrator.delete(path).status_code == 404
    assert web.integrator.get("/v1/webhooks").json()["items"] == []
    assert web.integrator.get("/v1/changes").json()["items"] == []


@pytest.mark.parametrize("state", [*DeliveryState])
def test_deliveries_are_listed_by_state(web: Web, receiver: LoopbackServer, state: DeliveryState) -> None:
    webhook = subscribe(web, receiver.url)
    web.publish()
    found = web.integrator.get(f"/v1/webhooks/{webhook['id']}/deliveries?state={state.value}").json()["items"]
    assert len(found) == (1 if state is DeliveryState.OWED else 0)


def test_a_removed_webhook_is_told_nothing_and_cannot_be_found(web: Web, receiver: LoopbackServer) -> None:
    webhook = subscribe(web, receiver.url)
    web.publish()
    assert web.integrator.delete(f"/v1/webhooks/{webhook['id']}").status_code == 204
    assert deliver_all(web) == 0
    assert web.integrator.get(f"/v1/webhooks/{webhook['id']}/deliveries").status_code == 404


def test_changes_can_be_asked_for_in_order_from_where_one_stopped(web: Web) -> None:
    drafted = web.publish()
    first = web.integrator.get("/v1/changes?limit=1").json()
    assert [one["type"] for one in first["items"]] == ["micro_module.published"]
    assert web.integrator.get(f"/v1/changes?since={first['next']}").json() == {"items": [], "next": first["next"]}
    ask(web.learner)
    web.author.post(f"/v1/micro-modules/{drafted.micro_module_id}/withdraw")
    then = web.integrator.get(f"/v1/changes?since={first['next']}").json()
    assert [one["type"] for one in then["items"]] == ["thread.created", "micro_module.withdrawn"]
    assert web.learner.get("/v1/changes").status_code == 403


def test_what_a_learner_completes_is_told_and_the_enrolment_once(web: Web) -> None:
    micro_module_id = web.publish().micro_module_id
    enrolment = {"learner": "emp-1", "micro_modules": [micro_module_id]}
    assert web.integrator.put("/v1/enrolments/fire-2026", json=enrolment).status_code == 201
    items = web.learner.get(f"/v1/catalogue/{micro_module_id}/quiz").json()["items"]
    for place, item in enumerate(items):
        given = {"recall": "got_it"} if item["is_self_marked"] else right_answer(place, item)
        answered = web.learner.post(f"/v1/catalogue/{micro_module_id}/responses", json={"item_id": item["id"], **given})
        assert answered.status_code == 200, answered.text
    told = web.integrator.get("/v1/changes").json()["items"]
    by_type = {one["type"]: one["data"] for one in told}
    assert by_type["micro_module.completed"]["learner_id"] == "emp-1"
    assert by_type["enrolment.completed"] == {"external_id": "fire-2026", "learner_id": "emp-1"}
    assert len(told) == 3


def test_what_colleagues_do_and_that_somebody_was_erased_is_told(web: Web) -> None:
    thread = ask(web.learner)
    post_id = reply(learner_client(web, "bo"), thread)
    assert web.learner.post(f"/v1/threads/{thread['id']}/posts/{post_id}/accept").status_code == 200
    erasure = web.integrator.delete("/v1/learners/emp-1").json()["id"]
    told = web.integrator.get("/v1/changes").json()["items"]
    assert [one["type"] for one in told] == ["thread.created", "answer.accepted", "learner.erased"]
    assert told[1]["data"] == {"thread_id": thread["id"], "post_id": post_id}
    assert told[2]["data"] == {"erasure_id": erasure}, "of who is gone it names nobody"


def test_what_a_learner_launches_of_what_was_recommended_is_told_once(web: Web) -> None:
    micro_module_id = web.publish().micro_module_id
    shown = web.learner.get("/v1/learners/emp-1/session").json()["items"][0]
    for action in ("helpful", "launched", "launched"):
        given = {"impression_id": shown["impression_id"], "action": action}
        assert web.learner.post("/v1/learners/emp-1/feedback", json=given).status_code == 204
    told = [
        one for one in web.integrator.get("/v1/changes").json()["items"] if one["type"] == "recommendation.launched"
    ]
    assert [one["data"] for one in told] == [
        {
            "impression_id": shown["impression_id"],
            "learner_id": "emp-1",
            "kind": "micro_module",
            "object_id": micro_module_id,
            "surface": "session",
        }
    ]


def test_a_review_is_told_once_when_it_is_due(web: Web) -> None:
    micro_module_id = web.publish().micro_module_id
    items = web.learner.get(f"/v1/catalogue/{micro_module_id}/quiz").json()["items"]
    web.learner.post(
        f"/v1/catalogue/{micro_module_id}/responses", json={"item_id": items[0]["id"], **right_answer(0, items[0])}
    )
    sweep(web.services)
    assert [one["type"] for one in web.integrator.get("/v1/changes").json()["items"]] == ["micro_module.published"]
    with web.services.database.unit_of_work(web.tenant) as work:
        state = work.knowledge.states_of(web.people.learner)[0]
        state.due_at = work.now - timedelta(minutes=1)
    sweep(web.services)
    sweep(web.services)
    told = web.integrator.get("/v1/changes?since=1").json()["items"]
    assert [(one["type"], one["data"]["learner_id"]) for one in told] == [("review.due", "emp-1")]
