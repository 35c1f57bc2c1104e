"""Every error is a problem with a stable type, whatever goes wrong and wherever."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from service.app import create_app
from service.db.base import Json
from service.db.blobs import BlobStore
from service.db.failpoints import parse_failpoints
from tests.support.web import Web, open_web

PREFIX = "urn:morsel:problem:"


@pytest.fixture
def web_settings() -> dict[str, Json]:
    return {"storage": {"max_upload_bytes": 1000, "max_documents": 2}, "server": {"requests_per_minute": 40}}


@pytest.mark.parametrize(
    ("method", "path", "sent", "status", "slug"),
    [
        ("GET", "/v1/nothing", {}, 404, "not-found"),
        ("GET", "/nothing", {}, 404, "not-found"),
        ("GET", "/v1/documents/doc_0", {}, 404, "not-found"),
        ("GET", "/v1/documents/%00", {}, 404, "not-found"),
        ("GET", "/v1/documents/..%2f..%2fetc", {}, 404, "not-found"),
        ("DELETE", "/v1/documents", {}, 405, "method-not-allowed"),
        ("PUT", "/healthz", {}, 405, "method-not-allowed"),
        ("POST", "/v1/documents", {"json": {"file": "x"}}, 415, "unsupported-media-type"),
        ("POST", "/v1/documents", {"data": {"title": "x"}}, 415, "unsupported-media-type"),
        ("POST", "/v1/documents", {}, 422, "invalid"),
        ("POST", "/v1/documents", {"files": {"file": ("x", b"x" * 1001)}}, 413, "too-large"),
        ("POST", "/v1/documents", {"files": {"file": ("x", b"x" * 300_000)}}, 413, "too-large"),
        ("PATCH", "/v1/micro-modules/x", {"content": b"{}", "headers": {"content-type": "text/plain"}}, 415,
         "unsupported-media-type"),
        ("PATCH", "/v1/micro-modules/x", {"content": b"{", "headers": {"content-type": "application/json"}}, 400,
         "malformed"),
        ("PATCH", "/v1/micro-modules/x", {"json": {"title": "x" * 3_000_000}}, 413, "too-large"),
        ("PATCH", "/v1/micro-modules/x", {"json": {"title": "x"}}, 428, "precondition-required"),
        ("GET", "/v1/micro-modules?limit=0", {}, 422, "invalid"),
        ("GET", "/v1/micro-modules?document=%00", {}, 422, "invalid"),
        ("POST", "/v1/micro-modules/approve", {"json": {"ids": ["\0"], "digests": ["0" * 64]}}, 422, "invalid"),
        ("POST", "/v1/documents", {"files": {"file": ("x", b"x")}, "data": {"title": "a\0"}}, 422, "invalid"),
        ("POST", "/v1/documents/doc_0/versions", {"files": {"file": ("\0", b"x")}}, 404, "not-found"),
        ("GET", "/v1/catalogue", {}, 403, "forbidden"),
        ("GET", "/v1/audit-trail", {}, 403, "forbidden"),
    ],
)  # fmt: skip
def test_each_refusal_has_its_type(web: Web, method: str, path: str, sent: Json, status: int, slug: str) -> None:
    answered = web.author.request(method, path, **sent)  # type: ignore[arg-type]  # what a case sends
    assert answered.headers["content-type"] == "application/problem+json"
    problem = answered.json()
    assert (answered.status_code, problem["type"], problem["status"]) == (status, PREFIX + slug, status)
    assert problem["request_id"] == answered.headers["x-request-id"]
    assert problem["title"]
    assert problem["detail"]


@pytest.mark.parametrize("header", [None, "Bearer", "Bearer x", "Basic abc", "Bearer morsel_acme_" + "0" * 64])
def test_without_a_valid_key_nothing_under_v1_answers(web: Web, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header}
    for path, calls in web.stranger.get("/openapi.json").json()["paths"].items():
        for method in calls if path.startswith("/v1") else ():
            answered = web.stranger.request(method, path, headers=headers)
            assert (answered.status_code, answered.json()["type"]) == (401, f"{PREFIX}unauthenticated"), path
            assert answered.headers["www-authenticate"] == "Bearer"


def test_a_body_without_a_length_is_bounded_as_it_comes(web: Web) -> None:
    def endless() -> Iterator[bytes]:
        yield b'{"title": "'
        for _ in range(300):
            yield b"x" * 10_000

    headers = {"content-type": "application/json", "if-match": '"1"'}
    answered = web.author.patch("/v1/micro-modules/x", content=endless(), headers=headers)
    assert (answered.status_code, answered.json()["type"]) == (413, f"{PREFIX}too-large")


def test_a_key_that_asks_too_often_waits(web: Web) -> None:
    answers = [web.author.get("/v1/documents") for _ in range(60)]
    refused = [one for one in answers if one.status_code == 429]
    assert 15 <= len(refused) <= 20
    assert refused[0].json()["type"] == f"{PREFIX}rate-limited"
    assert int(refused[0].headers["retry-after"]) >= 1
    assert web.reviewer.get("/v1/documents").status_code == 200


def send(web: Web, content: bytes) -> int:
    return web.author.post("/v1/documents", files={"file": ("x", content)}).status_code


def kept_files(web: Web) -> int:
    return len([path for path in web.services.blobs.root.rglob("*") if path.is_file()])


def test_a_tenant_keeps_no_more_documents_than_it_may_and_no_bytes_of_others(web: Web) -> None:
    assert [send(web, content) for content in (b"A", b"B", b"C")] == [202, 202, 409]
    assert kept_files(web) == 2
    assert [send(web, content) for content in (b"A", b"B")] == [202, 202], "the same bytes are the same document"


def test_uploads_at_once_do_not_pass_the_quota_together(web: Web) -> None:
    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda number: send(web, bytes([number + 65])), range(8)))
    assert sorted(statuses) == [202] * 2 + [409] * 6
    assert kept_files(web) == 2


def test_an_upload_under_a_key_of_another_request_leaves_no_bytes(web: Web) -> None:
    answers = [
        web.author.post("/v1/documents", files={"file": ("x", content)}, headers={"Idempotency-Key": "k"}).status_code
        for content in (b"A", b"B")
    ]
    assert (answers, kept_files(web)) == ([202, 422], 1)


def test_an_upload_that_the_database_does_not_take_leaves_no_document(web: Web) -> None:
    full = replace(web.services.database, failpoints=parse_failpoints("before_commit:upload=disk_full"))
    refusing = open_web(replace(web.services, database=full), web.people)
    assert send(refusing, b"A") == 507
    assert web.author.get("/v1/documents").json()["items"] == []
    assert send(refusing, b"A") == 202


def test_a_full_disk_is_said_and_nothing_is_kept(web: Web) -> None:
    blobs = BlobStore(web.services.blobs.root, parse_failpoints("blob:write=disk_full"))
    full = open_web(replace(web.services, blobs=blobs), web.people)
    refused = full.author.post("/v1/documents", files={"file": ("x", b"x")})
    assert (refused.status_code, refused.json()["type"]) == (507, f"{PREFIX}storage-full")
    assert full.author.get("/v1/documents").json()["items"] == []
    assert full.author.post("/v1/documents", files={"file": ("x", b"x")}).status_code == 202


def test_a_defect_of_ours_says_nothing_of_its_inside(web: Web) -> None:
    app = create_app(web.services)

    def break_down() -> None:
        raise RuntimeError("a secret")

    app.add_api_route("/broken", break_down)
    answered = TestClient(app, raise_server_exceptions=False).get("/broken")
    assert (answered.status_code, answered.json()["type"]) == (500, f"{PREFIX}internal")
    assert "secret" not in answered.text


def test_what_was_sent_wrong_is_named_and_not_repeated(web: Web) -> None:
    answered = web.author.patch("/v1/micro-modules/x", json={"canary": "sent words"}, headers={"If-Match": '"1"'})
    assert answered.json()["errors"] == [{"place": "body/canary", "message": "Extra inputs are not permitted"}]
    assert "sent words" not in answered.text


def test_a_clients_request_id_is_used_when_it_is_one(web: Web) -> None:
    assert web.stranger.get("/healthz", headers={"X-Request-ID": "abc-1"}).headers["x-request-id"] == "abc-1"
    odd = web.stranger.get("/healthz", headers={"X-Request-ID": "a b\tc"}).headers["x-request-id"]
    assert odd.startswith("req_")


def test_a_method_that_is_not_taken_hears_of_all_that_are(web: Web) -> None:
    answered = web.author.request("OPTIONS", "/v1/documents")
    assert (answered.status_code, answered.headers["allow"]) == (405, "GET, POST")


def test_what_is_sent_as_another_kind_of_value_is_refused(web: Web) -> None:
    learner = "/v1/learners/emp-9"
    assert web.integrator.put(learner, json={"active": True}).status_code == 201
    for sent in ("true", 1, "yes"):
        assert web.integrator.put(learner, json={"active": sent}).status_code == 422, sent
    enrolment = {"learner": "emp-9", "document": "doc_1", "due_at": 1_800_000_000}
    refused = web.integrator.put("/v1/enrolments/e-1", json=enrolment)
    assert refused.json()["errors"][0]["place"] == "body/due_at"
    assert web.administrator.patch("/v1/tenant", json={"model_budget": "5"}).status_code == 422


def test_a_demanded_etag_that_is_left_out_is_428(web: Web) -> None:
    drafted = web.keep_draft()
    answered = web.author.patch(f"/v1/micro-modules/{drafted.micro_module_id}", json={"title": "Other"})
    assert (answered.status_code, answered.json()["type"]) == (428, "urn:morsel:problem:precondition-required")
