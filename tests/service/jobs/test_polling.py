"""The polling worker: it outlives what an operator can mend."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from authoring.pipeline import StageName
from service.db.failpoints import parse_failpoints
from service.db.unit_of_work import Database
from service.jobs.polling import PollingWorker
from tests.support.database import People, RecordingQueue
from tests.support.pipeline import a_document_of
from tests.support.shop import Shop, services_for


class Unhurried(threading.Event):
    """Waiting for it takes no time."""

    def wait(self, timeout: float | None = None) -> bool:
        return self.is_set()


@pytest.mark.parametrize("label", ["sweep", "claim"])
def test_polling_goes_on_after_the_disk_was_full(
    database: Database, queue: RecordingQueue, people: People, tmp_path: Path, label: str
) -> None:
    full_once = replace(database, failpoints=parse_failpoints(f"before_commit:{label}=disk_full"))
    shop = Shop(services_for(full_once, queue, tmp_path), people.author)
    worker = PollingWorker(shop.runner, stop=Unhurried())

    def stop(stage: StageName, unit: str) -> None:
        worker.stop.set()

    shop.lines.before_run = stop
    shop.upload(a_document_of(1))
    worker.work()
    assert shop.lines.runs == [("read", "document")]
