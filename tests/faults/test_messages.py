"""F6, F7: the broker is away, or loses every message: nothing is lost, nothing happens twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.db.jobs import JobState
from service.db.unit_of_work import Database
from service.jobs.schedule import sweep
from tests.support.database import TENANT, People, RecordingQueue
from tests.support.pipeline import a_document_of
from tests.support.shop import Shop, services_for

LINES = 30


@pytest.fixture
def shop(database: Database, queue: RecordingQueue, people: People, tmp_path: Path) -> Shop:
    return Shop(services_for(database, queue, tmp_path, jobs={"late_seconds": 0}), people.author)


def test_a_job_ends_although_the_broker_loses_every_message_but_the_sweepers(shop: Shop, queue: RecordingQueue) -> None:
    job = shop.upload(a_document_of(LINES))
    rounds = 0
    while shop.job(job.id).state is not JobState.SUCCEEDED and rounds < 20:
        queue.sent.clear()  # lost, all of them
        sweep(shop.services)
        rounds += 1
        for _ in tuple(queue.sent):
            shop.runner.run_one()
    with shop.services.database.reading(TENANT) as work:
        micro_modules = work.micro_modules.of_version(job.document_version_id)
    assert 1 < rounds < 20
    assert len(micro_modules) == LINES
    assert len(shop.lines.runs) == 9


def test_uploads_are_taken_while_the_broker_is_away_and_sent_oldest_first(shop: Shop, queue: RecordingQueue) -> None:
    queue.is_away = True
    jobs = [shop.upload(a_document_of(lines)).id for lines in (1, 2, 3)]
    assert sweep(shop.services).sent == 0
    queue.is_away = False
    assert sweep(shop.services).sent >= 3
    assert queue.sent[:3] == jobs


def test_a_message_that_comes_twice_does_nothing_twice(shop: Shop, queue: RecordingQueue) -> None:
    shop.upload(a_document_of(LINES))
    while queue.sent:
        queue.sent.pop()
        shop.runner.run_one()
        shop.runner.run_one()
    assert len(shop.lines.runs) == len(set(shop.lines.runs)) == 9


def test_nothing_is_sent_again_while_nothing_is_late(
    database: Database, queue: RecordingQueue, people: People, tmp_path: Path
) -> None:
    shop = Shop(services_for(database, queue, tmp_path), people.author)
    job = shop.upload(a_document_of(1))
    sweep(shop.services)
    assert queue.sent == [job.id]
