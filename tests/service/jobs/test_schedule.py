"""The sweeper: jobs whose workers died too often fail with a reason, leftovers go, and it outlives the database."""

from __future__ import annotations

import os
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from service.db.failpoints import parse_failpoints
from service.db.jobs import JobState
from service.db.unit_of_work import Database
from service.jobs.schedule import LEFTOVER_AGE, sweep, sweep_until
from tests.support.blobs import keep_bytes
from tests.support.database import TENANT, People, RecordingQueue, open_test_database
from tests.support.pipeline import a_document_of
from tests.support.shop import Shop, services_for


class StopAfterThree(threading.Event):
    """Set once it was waited for three times; `waits` counts."""

    waits = 0

    def wait(self, timeout: float | None = None) -> bool:
        self.waits += 1
        return self.waits > 3


@pytest.fixture
def shop(database: Database, queue: RecordingQueue, people: People, tmp_path: Path) -> Shop:
    return Shop(services_for(database, queue, tmp_path, jobs={"sweep_seconds": 0.01}), people.author)


def test_a_job_whose_worker_was_lost_three_times_fails_with_that_reason(shop: Shop) -> None:
    job = shop.upload(a_document_of(1))
    for _ in range(3):
        with shop.services.database.scheduling() as board:
            board.claim("doomed", lease=timedelta(seconds=-1), attempts=3)
    done = sweep(shop.services)
    failed = shop.job(job.id)
    assert done.failed == 1
    assert (failed.state, failed.problem) == (
        JobState.FAILED,
        {"reason": "worker_lost", "detail": "read/document: 3 attempts"},
    )


def test_leftovers_of_interrupted_uploads_go_after_a_day(shop: Shop) -> None:
    blob = keep_bytes(shop.services.blobs, TENANT, [b"kept"])
    folder = shop.services.blobs.root / TENANT
    old, young = folder / "incoming-old", folder / "incoming-young"
    for path in (old, young):
        path.write_bytes(b"half")
    long_ago = young.stat().st_mtime - LEFTOVER_AGE.total_seconds() - 60
    os.utime(old, (long_ago, long_ago))
    sweep(shop.services)
    assert not old.exists()
    assert young.exists()
    assert shop.services.blobs.find(TENANT, blob.sha256).exists()


def test_sweeping_goes_on_while_the_database_is_away(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> None:
    folder = tmp_path_factory.mktemp("nobody-listens")
    away = open_test_database(f"postgresql+psycopg://postgres@/nothing?host={folder}", RecordingQueue())
    services = services_for(away, RecordingQueue(), tmp_path, jobs={"sweep_seconds": 0.001})
    stop = StopAfterThree()
    sweep_until(stop, services)
    assert stop.waits == 4
    services.close()


def test_sweeping_goes_on_after_the_disk_was_full(
    database: Database, queue: RecordingQueue, people: People, tmp_path: Path
) -> None:
    full_once = replace(database, failpoints=parse_failpoints("before_commit:sweep=disk_full"))
    shop = Shop(services_for(full_once, queue, tmp_path), people.author)
    job = shop.upload(a_document_of(1))
    for _ in range(3):
        with database.scheduling() as board:
            board.claim("doomed", lease=timedelta(seconds=-1), attempts=3)
    sweep_until(StopAfterThree(), shop.services)
    assert shop.job(job.id).state is JobState.FAILED
