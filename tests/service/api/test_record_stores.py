"""Record stores: what learners do is told once, under stable ids, again until it arrives, and to nobody else."""

from __future__ import annotations

import base64
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from service.db.base import Json
from service.jobs.schedule import sweep
from service.workflows.platform import deliver_statements
from tests.service.api.test_catalogue import right_answer
from tests.service.api.test_webhooks import deliver_all, make_due, subscribe
from tests.support.loopback import LoopbackServer, Request, Response, serving
from tests.support.web import Web


@pytest.fixture
def web_settings() -> dict[str, Json]:
    """Stores of these tests are on loopback."""
    return {"outgoing": {"allow_private": True, "seconds": 5.0}}


class Store:
    """Keeps statements by id; `busy` answers before it takes any. A known id conflicts, as the standard lets it."""

    def __init__(self) -> None:
        self.kept: dict[str, Any] = {}
        self.busy: list[int] = []

    def respond(self, request: Request) -> Response:
        if self.busy:
            return Response(status=self.busy.pop(0))
        sent = request.body if isinstance(request.body, list) else [request.body]
        if any(one["id"] in self.kept for one in sent):
            return Response(status=409)
        if any(one["object"]["id"].endswith("refused") for one in sent):
            return Response(status=400)
        self.kept |= {one["id"]: one for one in sent}
        return Response(status=200 if isinstance(request.body, list) else 204)


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
def server(store: Store) -> Iterator[LoopbackServer]:
    with serving(store.respond) as running:
        yield running


def connect(web: Web, url: str, **more: object) -> Json:
    body = {"endpoint": f"{url}/xapi/", "username": "morsel", "password": "s3cret", **more}
    made = web.integrator.post("/v1/record-stores", json=body)
    assert made.status_code == 201, made.text
    connected: Json = made.json()
    return connected


def learn(web: Web, salt: str = "") -> str:
    """The learner answers a whole quiz, all of it right."""
    micro_module_id = web.publish(salt).micro_module_id
    items = web.learner.get(f"/v1/catalogue/{micro_module_id}/quiz").json()["items"]
    for place, item in enumerate(items):
        given = {"recall": "got_it"} if item["is_self_marked"] else right_answer(place, item)
        answered = web.learner.post(f"/v1/catalogue/{micro_module_id}/responses", json={"item_id": item["id"], **given})
        assert answered.status_code == 200, answered.text
    return micro_module_id


def verbs(store: Store) -> list[str]:
    return sorted(one["verb"]["display"]["en"] for one in store.kept.values())


def evidence_ids(web: Web) -> list[str]:
    with web.services.database.reading(web.tenant) as work:
        return [row.id for row in work.evidence.of(web.people.learner)]


def states(web: Web, store_id: object) -> list[str]:
    items = web.integrator.get(f"/v1/record-stores/{store_id}/deliveries?limit=100").json()["items"]
    return [one["state"] for one in items]


def test_what_a_learner_does_is_told_in_one_go(web: Web, store: Store, server: LoopbackServer) -> None:
    connect(web, server.url, home_page="https://hr.example.org")
    micro_module_id = learn(web)
    assert deliver_all(web) == 1
    request = server.requests[0]
    assert (request.path, request.headers["x-experience-api-version"]) == ("/xapi/statements", "1.0.3")
    assert request.headers["authorization"] == "Basic " + base64.b64encode(b"morsel:s3cret").decode()
    assert set(verbs(store)) == {"answered", "completed"}
    assert verbs(store).count("completed") == 1
    for statement in store.kept.values():
        assert statement["actor"]["account"] == {"homePage": "https://hr.example.org", "name": "emp-1"}
        assert uuid.UUID(statement["id"]).version == 5
    completed = next(one for one in store.kept.values() if one["verb"]["display"]["en"] == "completed")
    assert completed["object"]["id"] == f"https://hr.example.org/micro-modules/{micro_module_id}"
    assert completed["object"]["definition"]["name"]
    assert deliver_all(web) == 0


def test_a_store_that_was_away_gets_all_of_it_later_under_the_same_ids(
    web: Web, store: Store, server: LoopbackServer
) -> None:
    connected = connect(web, server.url)
    store.busy = [503]
    learn(web)
    assert deliver_all(web) == 1
    assert set(states(web, connected["id"])) == {"owed"}
    make_due(web)
    assert deliver_all(web) == 1
    first, second = (request.body for request in server.requests)
    assert {one["id"] for one in first} == {one["id"] for one in second} == set(store.kept)
    assert sorted(first, key=str) == sorted(second, key=str)
    assert set(states(web, connected["id"])) == {"delivered"}


def test_what_the_store_has_already_is_done_and_kept_once(web: Web, store: Store, server: LoopbackServer) -> None:
    """The store took the statements, and its answer was lost."""
    connected = connect(web, server.url)
    learn(web)

    def take_and_hang_up(request: Request) -> Response:
        store.respond(request)
        server.respond = store.respond
        return Response(hangs_up=True)

    server.respond = take_and_hang_up
    assert deliver_all(web) == 1
    count = len(store.kept)
    make_due(web)
    assert deliver_all(web) == count
    assert set(states(web, connected["id"])) == {"delivered"}
    assert len(store.kept) == count


def test_one_statement_that_is_refused_holds_up_no_other(web: Web, store: Store, server: LoopbackServer) -> None:
    connected = connect(web, server.url)
    learn(web)

    def refuse_completed(request: Request) -> Response:
        sent = request.body if isinstance(request.body, list) else [request.body]
        if any(one["verb"]["display"]["en"] == "completed" for one in sent):
            return Response(status=400)
        return store.respond(request)

    server.respond = refuse_completed
    deliver_all(web)
    assert states(web, connected["id"]).count("owed") == 1
    assert set(verbs(store)) == {"answered"}


def test_many_are_sent_in_several_goes(
    web: Web, store: Store, server: LoopbackServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliver_statements, "BATCH", 2)
    connect(web, server.url)
    learn(web)
    deliver_all(web)
    assert max(len(request.body) for request in server.requests) == 2
    assert len(server.requests) == -(-len(store.kept) // 2)


def test_feedback_is_told_and_what_statements_told_is_not(web: Web, store: Store, server: LoopbackServer) -> None:
    connect(web, server.url)
    micro_module_id = web.publish().micro_module_id
    session = web.learner.get("/v1/learners/emp-1/session").json()["items"]
    body = {"impression_id": session[0]["impression_id"], "action": "launched"}
    assert web.learner.post("/v1/learners/emp-1/feedback", json=body).status_code < 300
    told = {
        "actor": {"account": {"homePage": "https://hr.example.org", "name": "emp-1"}},
        "verb": {"id": "http://adlnet.gov/expapi/verbs/experienced"},
        "object": {"id": f"https://elsewhere.example/{micro_module_id}"},
    }
    assert web.integrator.post("/v1/statements", json=told).status_code == 200
    deliver_all(web)
    assert verbs(store) == ["experienced"]


def test_a_store_that_sends_our_statements_back_tells_nothing_new(
    web: Web, store: Store, server: LoopbackServer
) -> None:
    connect(web, server.url)
    learn(web)
    deliver_all(web)
    known = evidence_ids(web)
    assert web.integrator.post("/v1/statements", json=list(store.kept.values())).status_code == 200
    assert evidence_ids(web) == known
    assert deliver_all(web) == 0


def test_webhooks_and_changes_are_told_no_statements(web: Web, server: LoopbackServer) -> None:
    connect(web, server.url)
    with serving(lambda _: Response(status=204)) as receiver:
        subscribe(web, receiver.url)
        learn(web)
        deliver_all(web)
    assert {request.body["type"] for request in receiver.requests} == {
        "micro_module.published",
        "micro_module.completed",
    }
    told = web.integrator.get("/v1/changes").json()["items"]
    assert "xapi.statement" not in {one["type"] for one in told}


def test_without_a_store_nothing_is_written_down(web: Web) -> None:
    learn(web)
    with web.services.database.reading(web.tenant) as work:
        assert work.events.latest() == 2  # published, completed


def test_an_erased_learner_is_named_to_nobody(web: Web, store: Store, server: LoopbackServer) -> None:
    connected = connect(web, server.url)
    learn(web)
    assert web.integrator.delete("/v1/learners/emp-1").status_code == 202
    sweep(web.services)
    deliver_all(web)
    assert store.kept == {}
    assert server.requests == []
    assert set(states(web, connected["id"])) <= {"given_up"}


def test_a_removed_store_is_told_nothing_and_its_password_is_forgotten(web: Web, server: LoopbackServer) -> None:
    connected = connect(web, server.url)
    learn(web)
    assert "s3cret" not in web.integrator.get("/v1/record-stores").text
    assert web.integrator.delete(f"/v1/record-stores/{connected['id']}").status_code == 204
    assert deliver_all(web) == 0
    assert web.integrator.get("/v1/record-stores").json()["items"] == []
    with web.services.database.reading(web.tenant) as work:
        assert work.webhooks.of(connected["id"]).secret == ""  # type: ignore[arg-type]  # JSON
    trail = web.administrator.get("/v1/audit-trail").json()["items"]
    told = [(one["action"], one["object_id"]) for one in trail if one["kind"] == "record_store"]
    assert told == [("removed", connected["id"]), ("created", connected["id"])]


def test_stores_and_webhooks_are_not_each_other_and_tenants_stay_apart(web: Web, other_web: Web) -> None:
    store, webhook = connect(web, "http://lrs.example"), subscribe(web, "http://hooks.example/")
    theirs = connect(other_web, "http://lrs.example")
    assert [one["id"] for one in web.integrator.get("/v1/record-stores").json()["items"]] == [store["id"]]
    assert [one["id"] for one in web.integrator.get("/v1/webhooks").json()["items"]] == [webhook["id"]]
    for path in (f"record-stores/{webhook['id']}", f"record-stores/{theirs['id']}", "record-stores/whk_0"):
        assert web.integrator.delete(f"/v1/{path}").status_code == 404
        assert web.integrator.get(f"/v1/{path}/deliveries").status_code == 404
    assert web.integrator.delete(f"/v1/webhooks/{store['id']}").status_code == 404
    assert web.integrator.post(f"/v1/webhooks/{store['id']}/rotate-secret", json={}).status_code == 404


def test_only_an_integrator_connects_stores_and_only_to_addresses_that_are_allowed(web: Web) -> None:
    body = {"endpoint": "https://lrs.example", "username": "u", "password": "p"}
    for client in (web.learner, web.author):
        assert client.post("/v1/record-stores", json=body).status_code == 403
    assert web.integrator.post("/v1/record-stores", json={**body, "endpoint": "ftp://lrs"}).status_code == 422
    assert web.integrator.post("/v1/record-stores", json={**body, "home_page": "hr"}).status_code == 422
    for _ in range(5):
        connect(web, "http://lrs.example")
    assert web.integrator.post("/v1/record-stores", json=body).status_code == 409
