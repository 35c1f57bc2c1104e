"""Alive, ready, degraded; figures without ids; a reference that needs no internet."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
import structlog
from starlette.testclient import TestClient

from service.app import create_app
from service.bootstrap import open_database
from service.db.base import Json
from service.db.failpoints import Failpoints
from service.settings import Database as DatabaseSettings
from tests.support.database import RecordingQueue
from tests.support.web import Web


def test_a_migrated_database_with_a_queue_is_ready(web: Web) -> None:
    assert web.stranger.get("/healthz").json() == {"status": "ok"}
    answered = web.stranger.get("/readyz")
    assert (answered.status_code, answered.json()["status"]) == (200, "ready")
    assert set(answered.json()["checks"]) == {"database", "migrations", "queue", "worker"}


def test_a_broker_that_is_away_degrades_and_uploads_go_on(web: Web, queue: RecordingQueue) -> None:
    queue.is_away = True
    answered = web.stranger.get("/readyz")
    assert (answered.status_code, answered.json()["status"]) == (200, "degraded")
    assert answered.json()["checks"]["queue"] != "ok"
    assert web.author.post("/v1/documents", files={"file": ("x", b"x")}).status_code == 202


def test_work_that_nobody_claims_tells_of_a_missing_worker(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import timedelta

    from service.workflows.platform import check_readiness

    web.author.post("/v1/documents", files={"file": ("x", b"x")})
    assert web.stranger.get("/readyz").json()["checks"]["worker"] == "ok"
    monkeypatch.setattr(check_readiness, "WORKER_LATE", timedelta(0))
    answered = web.stranger.get("/readyz").json()
    assert answered["status"] == "degraded"
    assert "morsel worker" in answered["checks"]["worker"]


def test_a_database_that_was_never_migrated_is_not_ready(web: Web, tmp_path: Path, queue: RecordingQueue) -> None:
    settings = DatabaseSettings.model_validate({"url": f"sqlite:///{tmp_path}/empty.sqlite3"})
    empty = open_database(settings, queue=queue, failpoints=Failpoints())
    client = TestClient(create_app(replace(web.services, database=empty)), raise_server_exceptions=False)
    answered = client.get("/readyz")
    empty.close()
    problem = answered.json()
    assert (answered.status_code, problem["type"]) == (503, "urn:morsel:problem:not-ready")
    assert answered.headers["content-type"] == "application/problem+json"
    assert "morsel migrate" in problem["checks"]["migrations"]
    assert "morsel migrate" in problem["detail"]


def ready(web: Web, url: str, queue: RecordingQueue) -> tuple[int, Json]:
    """What a server over this database says of itself; it waits a moment for locks."""
    settings = DatabaseSettings.model_validate({"url": url, "busy_timeout_seconds": 0.05})
    database = open_database(settings, queue=queue, failpoints=Failpoints())
    client = TestClient(create_app(replace(web.services, database=database)), raise_server_exceptions=False)
    answered = client.get("/readyz")
    database.close()
    body: Json = answered.json()
    return answered.status_code, body


def test_readiness_waits_for_no_writer(web: Web, database_url: str, queue: RecordingQueue) -> None:
    with web.services.database.unit_of_work(web.tenant) as work:
        work.tenants.demand_second_person(demanded=True)
        assert ready(web, database_url, queue)[1]["status"] == "ready"


@pytest.mark.parametrize("content", [b"no database at all, " * 300, b""])
def test_what_is_wrong_with_a_database_is_a_problem_and_no_defect(
    web: Web, tmp_path: Path, queue: RecordingQueue, content: bytes
) -> None:
    path = tmp_path / "wrong.sqlite3"
    path.write_bytes(content)
    status, problem = ready(web, f"sqlite:///{path}", queue)
    assert (status, problem["type"]) == (503, "urn:morsel:problem:not-ready")


def test_a_database_that_is_away_is_a_problem_and_no_defect(
    web: Web, tmp_path_factory: pytest.TempPathFactory, queue: RecordingQueue
) -> None:
    folder = tmp_path_factory.mktemp("nobody-listens")
    status, problem = ready(web, f"postgresql+psycopg://postgres@/nothing?host={folder}", queue)
    assert (status, problem["type"]) == (503, "urn:morsel:problem:not-ready")
    assert "does not answer" in str(problem["detail"])


def test_figures_name_routes_and_no_ids(web: Web) -> None:
    web.author.get("/v1/documents/doc_canary")
    web.stranger.get("/nowhere_canary")
    text = web.stranger.get("/metrics").text
    assert 'morsel_requests_total{method="GET",route="/v1/documents/{document_id}",status="404"} 1.0' in text
    assert "canary" not in text


def test_a_log_line_holds_ids_and_no_words(web: Web) -> None:
    with structlog.testing.capture_logs() as lines:
        web.author.post("/v1/documents", files={"file": ("canary.md", b"canary")}, data={"title": "canary"})
        web.author.get("/v1/search?q=canary")
    assert [line["event"] for line in lines if line["event"].startswith("http.")] == ["http.answered"] * 2
    assert "canary" not in str(lines)


def test_the_reference_names_every_call_and_loads_nothing_from_elsewhere(web: Web) -> None:
    page = web.stranger.get("/docs")
    for path in web.stranger.get("/openapi.json").json()["paths"]:
        assert path.replace("&", "&amp;") in page.text
    assert "When do you like the weekly lesson best?" in page.text, "an example"
    assert re.findall(r"(?:src|href)=\"(?!#|/openapi\.json)", page.text) == []
    assert "<script" not in page.text
    assert page.headers["content-security-policy"].startswith("default-src 'none'; style-src 'sha256-")


def test_answers_are_not_sniffed_framed_or_stored(web: Web) -> None:
    headers = web.author.get("/v1/documents").headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


def test_a_method_of_a_strangers_making_is_counted_as_other(web: Web) -> None:
    web.stranger.request("FROBNICATE", "/healthz")
    figures = web.stranger.get("/metrics").text
    assert "FROBNICATE" not in figures
    assert 'method="other"' in figures
