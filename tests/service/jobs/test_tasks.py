"""The Celery task: a message is done with whatever happens; what was not done waits in the database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pytest
import structlog

from service.bootstrap import open_drafting
from service.db import migrate
from service.db.base import Json
from service.db.unit_of_work import Database
from service.job_queue import TASK, celery_app
from service.jobs.runner import Runner
from service.jobs.tasks import Workbench, register
from service.settings import Settings
from tests.support.database import People, RecordingQueue
from tests.support.pipeline import LinePipeline, a_document_of
from tests.support.shop import Shop, services_for, settings_for


@dataclass
class BrokenBench(Workbench):
    """Whose runner cannot even be had."""

    @property
    def runner(self) -> Runner:
        raise ZeroDivisionError("the text of a document")


def task_of(bench: Workbench, settings: Settings) -> Callable[[str], None]:
    celery = celery_app(settings.queue)
    register(celery, bench)
    return cast("Callable[[str], None]", celery.tasks[TASK])


def said(bench: Workbench, settings: Settings) -> list[Json]:
    """The events of one run of the task."""
    with structlog.testing.capture_logs() as lines:
        task_of(bench, settings)("job_1")
    return [dict(line) for line in lines]


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    faults: Json = {"failpoints": "before_commit:claim=disk_full"}
    return settings_for(tmp_path, database={"url": database_url}, faults=faults)


@pytest.fixture
def bench(settings: Settings) -> Iterator[Workbench]:
    bench = Workbench(settings)
    yield bench
    bench.close()


def test_a_message_that_meets_a_full_disk_is_over_and_the_next_one_does_the_unit(
    bench: Workbench, settings: Settings, database: Database, queue: RecordingQueue, people: People, tmp_path: Path
) -> None:
    Shop(services_for(database, queue, tmp_path), people.author).upload(a_document_of(1))
    lines = LinePipeline()
    bench.runner.drafting = open_drafting(bench.runner.services, lines.pipeline())
    assert [(line["event"], line["reason"]) for line in said(bench, settings)] == [("task.delayed", "StorageFull")]
    assert lines.runs == []
    task_of(bench, settings)("job_1")
    assert lines.runs == [("read", "document")]


def test_an_outdated_database_delays_the_work_until_it_is_migrated(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/new.sqlite3"
    settings = settings_for(tmp_path, database={"url": url})
    bench = Workbench(settings)
    assert [(line["event"], line["reason"]) for line in said(bench, settings)] == [("task.delayed", "DatabaseOutdated")]
    migrate.upgrade(url)
    assert said(bench, settings) == []
    bench.close()


def test_a_defect_is_logged_by_its_class_and_raises_nothing(settings: Settings) -> None:
    (line,) = said(BrokenBench(settings), settings)
    assert (line["event"], type(line["exc_info"])) == ("task.failed", ZeroDivisionError)
