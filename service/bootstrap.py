"""Puts the service together: the only place that chooses adapters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexes.embedder import Embedder
from service.db.blobs import BlobStore
from service.db.engines import open_engine
from service.db.failpoints import Failpoints, parse_failpoints
from service.db.unit_of_work import Database
from service.job_queue import JobQueue, open_queue
from service.observability import Metrics
from service.settings import Database as DatabaseSettings
from service.settings import Settings

if TYPE_CHECKING:
    from service.workflows.authoring.draft_micro_modules import Drafting, Pipeline


@dataclass(frozen=True, slots=True)
class Services:
    """What routes, jobs and commands work with; give workflows the parts they ask for."""

    settings: Settings
    database: Database
    blobs: BlobStore
    queue: JobQueue
    embedder: Embedder
    metrics: Metrics

    def close(self) -> None:
        """Give connections back."""
        self.database.close()


def open_services(settings: Settings) -> Services:
    """The services that the settings choose; connects to nothing and loads no model yet."""
    failpoints = parse_failpoints(settings.faults.failpoints)
    queue = open_queue(settings.queue)
    return Services(
        settings=settings,
        database=open_database(settings.database, queue=queue, failpoints=failpoints),
        blobs=BlobStore(settings.storage.directory / "blobs", failpoints),
        queue=queue,
        embedder=open_embedder(settings.embedder.model),
        metrics=Metrics(),
    )


def open_drafting(services: Services, pipeline: Pipeline | None = None) -> Drafting:
    """What the drafting workflow needs; `pipeline` None: authoring's own, imported here: a server never does."""
    from authoring.pipeline import STAGES, run_unit, units
    from service.workflows.authoring.draft_micro_modules import Drafting, Pipeline

    return Drafting(
        unit_of_work=services.database.unit_of_work,
        reading=services.database.reading,
        blobs=services.blobs,
        embedder=services.embedder,
        pipeline=pipeline or Pipeline(STAGES, units, run_unit),
    )


def open_database(settings: DatabaseSettings, *, queue: JobQueue, failpoints: Failpoints) -> Database:
    """Engines that act as `morsel_app` and `morsel_scheduler`; one engine for both on SQLite."""
    url = settings.url.get_secret_value()
    scheduler_url = settings.scheduler_url.get_secret_value() if settings.scheduler_url else url
    app = open_engine(
        url, role="morsel_app", pool_size=settings.pool_size, busy_timeout_seconds=settings.busy_timeout_seconds
    )
    if app.dialect.name == "sqlite":
        return Database(app, app, failpoints, queue)
    return Database(app, open_engine(scheduler_url, role="morsel_scheduler", pool_size=2), failpoints, queue)


def open_embedder(model: str) -> Embedder:
    """The bundled embedder or any other that sentence-transformers can load; loads nothing yet."""
    from indexes.sentence_transformer import bundled_embedder, load_embedder

    return bundled_embedder() if model == "bundled" else load_embedder(model)
