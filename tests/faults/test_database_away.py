"""F8: PostgreSQL stopped and started every few seconds under load: errors only then, nothing lost, nothing twice."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from service.db import migrate
from service.db.base import DocumentId, JobId
from service.db.jobs import JobState
from tests.faults.site import Site, open_site, wait_until
from tests.support.database import TENANT, PostgresServer, running_postgres
from tests.support.pipeline import a_document_of
from tests.support.web import Answered, Web, open_web
from tests.support.worker_process import Work

OUTAGES = (signal.SIGINT, signal.SIGQUIT, signal.SIGINT, signal.SIGQUIT)
UP_SECONDS, AWAY_SECONDS = 1.2, 0.5
LINES = 14  # two units of segments


@dataclass
class Load:
    """Requests that are sent until they are acknowledged; `failed` says when the others began and ended."""

    stop: threading.Event = field(default_factory=threading.Event)
    failed: list[tuple[float, float]] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)

    def send(self, request: Callable[[], Answered], status: int) -> Answered:
        """The answer with this status; anything else must be 503, and is sent again."""
        while True:
            begun = time.monotonic()
            answered = request()
            if answered.status_code == status:
                return answered
            self.failed.append((begun, time.monotonic()))
            if answered.status_code != 503:
                self.strange.append(answered.text)
            time.sleep(0.05)

    def upload(self, web: Web, sender: int) -> dict[DocumentId, JobId]:
        """One document after the other; document and job of each that was acknowledged."""
        kept: dict[DocumentId, JobId] = {}
        number = 0
        while not self.stop.is_set():
            number += 1
            content = a_document_of(LINES) + f"\n{sender}/{number}".encode()
            key = {"Idempotency-Key": f"upload-{sender}-{number}"}
            files = {"file": ("badges.txt", content)}
            receipt = self.send(lambda: web.author.post("/v1/documents", files=files, headers=key), 202).json()  # noqa: B023  sent within this turn
            kept[DocumentId(receipt["id"])] = JobId(receipt["job"]["id"])
            self.stop.wait(0.6)
        return kept

    def respond(self, web: Web, micro_module_id: str, item_id: str) -> list[str]:
        """One response after the other; the ids of those that were acknowledged."""
        kept: list[str] = []
        path, sent = f"/v1/catalogue/{micro_module_id}/responses", {"item_id": item_id, "text": "30"}
        while not self.stop.is_set():
            key = {"Idempotency-Key": f"response-{len(kept)}"}
            answered = self.send(lambda: web.learner.post(path, json=sent, headers=key), 200)  # noqa: B023  as above
            kept.append(answered.json()["id"])
        return kept


@pytest.fixture
def postgres() -> Iterator[PostgresServer]:
    with running_postgres() as server:
        yield server


@pytest.fixture
def site(postgres: PostgresServer, tmp_path: Path) -> Iterator[Site]:
    url = postgres.url(postgres.create())
    migrate.upgrade(url)
    work = Work(url, tmp_path, unit_seconds=0.05, lease_seconds=5.0, attempts=3)
    with open_site(url, tmp_path, work=work) as opened:
        yield opened


def test_postgresql_that_comes_and_goes_under_load_loses_and_doubles_nothing(
    site: Site, postgres: PostgresServer
) -> None:
    web = open_web(site.services, site.people)
    published = web.publish().micro_module_id
    item = web.learner.get(f"/v1/catalogue/{published}/quiz").json()["items"][4]["id"]
    load = Load()
    workers = [site.start(), site.start()]
    with ThreadPoolExecutor(3) as pool:
        uploads = [pool.submit(load.upload, web, sender) for sender in range(2)]
        responses = pool.submit(load.respond, web, published, item)
        away = _come_and_go(postgres)
        load.stop.set()
    kept = {document: job for upload in uploads for document, job in upload.result().items()}
    wait_until(lambda: all(_state(site, job) not in (JobState.QUEUED, JobState.RUNNING) for job in kept.values()))
    print(f"{len(kept)} uploads, {len(responses.result())} responses, {len(load.failed)} requests refused meanwhile")
    assert load.strange == []
    assert load.failed, "the outages met no request"
    assert [failed for failed in load.failed if not _overlaps(failed, away)] == []
    assert {_state(site, job) for job in kept.values()} == {JobState.SUCCEEDED}
    assert all(worker.is_alive() for worker in workers)
    _expect_each_once(site, kept, responses.result())


def _come_and_go(postgres: PostgresServer) -> list[tuple[float, float]]:
    """When it was away."""
    away = []
    for outage in OUTAGES:
        time.sleep(UP_SECONDS)
        begun = time.monotonic()
        postgres.stop(outage)
        time.sleep(AWAY_SECONDS)
        postgres.start()
        away.append((begun, time.monotonic()))
    time.sleep(UP_SECONDS)
    return away


def _overlaps(failed: tuple[float, float], away: list[tuple[float, float]]) -> bool:
    return any(failed[0] <= end and failed[1] >= begun for begun, end in away)


def _state(site: Site, job: JobId) -> JobState:
    return site.shop.job(job).state


def _expect_each_once(site: Site, kept: dict[DocumentId, JobId], responses: list[str]) -> None:
    with site.services.database.reading(TENANT) as work:
        documents = work.documents.page(after=None, limit=10_000)
        drafted = [work.micro_modules.of_version(work.documents.latest_version(one).id) for one in kept]
        found = [response.id for response in work.responses.of_principal(site.people.learner)]
    assert {document.id for document in documents} > set(kept)
    assert len(documents) == len(kept) + 1, "and the one that was published before"
    assert {len(rows) for rows in drafted} == {LINES + 1}
    assert sorted(found) == sorted(responses)
    assert all(site.saved_once(site.shop.job(job)) for job in kept.values())
