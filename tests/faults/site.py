"""A company's machine for fault tests: one SQLite file, uploads, worker processes, and what must hold at the end."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import psutil
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.bootstrap import Services, open_drafting, open_services
from service.db.base import Json
from service.db.engines import enter_tenant
from service.db.jobs import Job, JobState, OutputRow, UnitRow
from service.db.micro_modules import MicroModuleRow
from service.jobs.runner import Runner
from tests.support.database import TENANT, People, add_tenant
from tests.support.pipeline import LinePipeline, a_document_of
from tests.support.shop import Shop
from tests.support.worker_process import Work, start_worker

LINES = 30  # nine units: read, segment, three of draft, three of items, check
UNITS = 9
PATIENCE_SECONDS = 60.0
_ID = re.compile("(?:mm|itm)_[0-9a-z]{26}")


@dataclass
class Site:
    """`work` is how its workers work."""

    work: Work
    services: Services
    people: People
    shop: Shop
    processes: list[ForkServerProcess] = field(default_factory=list)

    def upload(self, number: int = 0) -> Job:
        """A document of its own for each number."""
        return self.shop.upload(a_document_of(LINES) + f"\nDocument {number}.".encode())

    def start(self, work: Work | None = None) -> ForkServerProcess:
        """A worker process; `work` None: as the site's workers work."""
        process = start_worker(work or self.work)
        self.processes.append(process)
        return process

    def is_done(self, job: Job) -> bool:
        return self.shop.job(job.id).state is JobState.SUCCEEDED

    def finish(self, *jobs: Job) -> None:
        """Let an undisturbed worker finish the jobs."""
        process = self.start()
        wait_until(lambda: all(self.is_done(job) for job in jobs))
        process.terminate()
        process.join()

    def units(self, job: Job) -> list[UnitRow]:
        with self.services.database.reading(TENANT) as work:
            return list(work.jobs.units(job.id))

    def result(self, job: Job) -> Result:
        """What learners would get in the end, ids of the database apart."""
        with self.services.database.reading(TENANT) as work:
            content = work.drafts.get(job.document_version_id).content
            micro_modules = work.micro_modules.of_version(job.document_version_id)
        return Result(content, [_without_ids(row) for row in micro_modules])

    def saved_once(self, job: Job) -> bool:
        """Whether no unit was claimed again after its output was committed, and each has exactly one output."""
        units = self.units(job)
        with Session(self.services.database.app) as session:
            enter_tenant(session, TENANT)
            query = select(OutputRow.stage, OutputRow.unit).where(OutputRow.document_digest == job.document_digest)
            outputs = sorted((stage, unit) for stage, unit in session.execute(query))
        claimed_before_saved = all(
            unit.claimed_at is not None and unit.saved_at is not None and unit.claimed_at <= unit.saved_at
            for unit in units
        )
        return claimed_before_saved and outputs == sorted((unit.stage, unit.unit) for unit in units)


@dataclass(frozen=True, slots=True)
class Result:
    """A draft and its micro-modules."""

    draft: Json
    micro_modules: list[Json]


@contextmanager
def open_site(database_url: str, folder: Path, *, work: Work | None = None) -> Iterator[Site]:
    """A site with one tenant; its processes do not outlive it. `work` None: quick leases, any number of attempts."""
    work = work or Work(database_url, folder)
    services = open_services(work.settings)
    people = add_tenant(services.database)
    site = Site(work, services, people, Shop(services, people.author))
    try:
        yield site
    finally:
        for process in site.processes:
            process.kill()
            process.join()
        services.close()


def undisturbed(services: Services, job: Job) -> None:
    """Do a job in this process, one unit after the other."""
    runner = Runner(services, open_drafting(services, LinePipeline().pipeline()))
    while runner.run_one():
        pass
    with services.database.reading(TENANT) as work:
        assert work.jobs.get(job.id).state is JobState.SUCCEEDED


def wait_until(holds: Callable[[], bool]) -> None:
    """Look again and again; fails after a minute."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)


def is_stopped(process: ForkServerProcess) -> bool:
    """Whether the process is stopped by SIGSTOP."""
    return psutil.Process(process.pid).status() == psutil.STATUS_STOPPED


def _without_ids(row: MicroModuleRow) -> Json:
    """The row's content with the database's ids replaced by the order in which they appear."""
    seen: dict[str, str] = {}
    text = _ID.sub(lambda found: seen.setdefault(found[0], f"id {len(seen)}"), json.dumps(row.content))
    content: Json = json.loads(text)
    return content | {"draft_id": row.draft_id, "position": row.position, "status": row.status.value}
