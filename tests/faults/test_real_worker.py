"""F1 with everything real: `morsel worker` on a Markdown document, killed in each of its stages."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from authoring.pipeline import STAGES
from service.db.jobs import Job
from tests.faults.site import Result, Site, open_site, wait_until

DOCUMENT = """# Working with badges

## Who wears a badge

Every visitor must wear a visitor badge at all times. The reception desk hands out badges from 07:30 to 18:00.
Employees must wear their badge where it can be seen. A badge must never be lent to another person.
Contractors receive a badge that is valid for at most 30 days.

## When a badge is lost

1. Report the loss to the reception desk.
2. The reception desk blocks the badge within 15 minutes.
3. Collect a new badge with an identity card.

A lost badge must be reported within 24 hours. Replacing a badge costs 20 euros.

## Terms

- **Visitor badge**: a badge that opens no door.
- **Access badge**: a badge that opens the doors of one building.
"""


@dataclass
class Desk:
    """A site whose worker is the command that operators start."""

    site: Site
    folder: Path
    process: subprocess.Popen[str] | None = None

    @property
    def log(self) -> str:
        path = self.folder / "worker.log"
        return path.read_text(encoding="utf-8") if path.exists() else ""

    def upload(self) -> Job:
        return self.site.shop.upload(DOCUMENT.encode(), file_name="badges.md")

    def start(self) -> subprocess.Popen[str]:
        settings = {
            "MORSEL_DATABASE__URL": self.site.work.database_url,
            "MORSEL_STORAGE__DIRECTORY": str(self.folder),
            "MORSEL_JOBS__LEASE_SECONDS": "0.5",
            "MORSEL_QUEUE__POLL_SECONDS": "0.05",
        }
        words = (sys.executable, "-c", "from service.cli import main; main(['worker'])")
        with (self.folder / "worker.log").open("a", encoding="utf-8") as log:
            environment = {**os.environ, **settings}
            self.process = subprocess.Popen(words, cwd=self.folder, env=environment, stderr=log, text=True)
        return self.process


@pytest.fixture
def desk(sqlite_url: str, tmp_path: Path) -> Iterator[Desk]:
    with _open_desk(sqlite_url, tmp_path) as opened:
        yield opened


@pytest.fixture
def undisturbed(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Result]:
    folder = tmp_path_factory.mktemp("calm")
    path = folder / "morsel.sqlite3"
    path.write_bytes(sqlite_template.read_bytes())
    with _open_desk(f"sqlite:///{path}", folder) as calm:
        job = calm.upload()
        calm.start()
        wait_until(lambda: calm.site.is_done(job))
        yield calm.site.result(job)


@contextmanager
def _open_desk(database_url: str, folder: Path) -> Iterator[Desk]:
    with open_site(database_url, folder) as site:
        desk = Desk(site, folder)
        try:
            yield desk
        finally:
            if desk.process is not None:
                desk.process.kill()
                desk.process.wait()


def test_a_worker_killed_in_each_stage_leaves_the_result_of_an_undisturbed_run(desk: Desk, undisturbed: Result) -> None:
    job = desk.upload()
    for stage in STAGES:
        process = desk.start()
        started = f'"stage": "{stage.name.value}", "unit"'
        wait_until(lambda: started in desk.log)  # noqa: B023  looked at before the loop goes on
        process.send_signal(signal.SIGKILL)
        process.wait()
    desk.start()
    wait_until(lambda: desk.site.is_done(job))
    assert undisturbed.micro_modules
    assert desk.site.result(job) == undisturbed
    assert desk.site.saved_once(job)
