"""The service put together for tests: a real database and blob store, a pipeline and a queue of the test's own."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from service.bootstrap import LanguageModels, Services, open_drafting, open_finder, open_services
from service.db.base import JobId, Json, PrincipalId
from service.db.documents import Upload
from service.db.jobs import Job, NewJob
from service.db.unit_of_work import Database
from service.job_queue import JobQueue
from service.jobs.runner import Runner
from service.settings import Settings
from tests.support.blobs import keep_bytes
from tests.support.database import TENANT
from tests.support.embedders import HashedWordsEmbedder
from tests.support.pipeline import LinePipeline


def settings_for(folder: Path, **groups: Json) -> Settings:
    """Default settings with files under `folder`; `groups` replace single values."""
    given: dict[str, Json] = {"storage": {"directory": str(folder)}}
    for name, values in groups.items():
        given[name] = given.get(name, {}) | values
    return Settings(_env_file=None, **given)  # type: ignore[arg-type]  # groups are checked as they are read


def services_for(database: Database, queue: JobQueue, folder: Path, **groups: Json) -> Services:
    """Services over a test's database."""
    services = open_services(settings_for(folder, **groups))
    embedder = HashedWordsEmbedder()
    finder = open_finder(services.settings, database=database, embedder=embedder, metrics=services.metrics)
    models = LanguageModels(services.settings.model, database)
    return replace(services, database=database, queue=queue, embedder=embedder, finder=finder, models=models)


@dataclass
class Shop:
    """Services, a runner and its pipeline, with uploads made easy."""

    services: Services
    author: PrincipalId
    lines: LinePipeline = field(default_factory=LinePipeline)
    _runner: Runner | None = None

    @property
    def runner(self) -> Runner:
        if self._runner is None:
            self._runner = Runner(self.services, open_drafting(self.services, self.lines.pipeline()))
        return self._runner

    def upload(self, content: bytes, *, file_name: str = "badges.txt") -> Job:
        """A stored document with a queued job."""
        blob = keep_bytes(self.services.blobs, TENANT, [content])
        upload = Upload(blob.sha256, blob.size_bytes, "text/plain", file_name)
        with self.services.database.unit_of_work(TENANT) as work:
            document, version = work.documents.add(upload, by=self.author)
            job = work.jobs.add(NewJob(document.id, version.id, blob.sha256))
            work.nudge(job.id)
        return job

    def work_off(self) -> int:
        """Do units until none waits; how many."""
        count = 0
        while self.runner.run_one():
            count += 1
        return count

    def job(self, job_id: JobId) -> Job:
        with self.services.database.reading(TENANT) as work:
            return work.jobs.get(job_id)
