"""Tasks: an id in, one workflow call."""

from __future__ import annotations

from dataclasses import dataclass, field

from celery import Celery

from service.bootstrap import Services, open_drafting, open_services
from service.errors import DatabaseUnavailable
from service.job_queue import TASK
from service.jobs.runner import Runner
from service.observability import log_for
from service.settings import Settings

_log = log_for("tasks")


@dataclass
class Workbench:
    """What the tasks of one process share; opened on first use, so that each process has its own connections."""

    settings: Settings
    _services: Services | None = field(default=None, init=False)
    _runner: Runner | None = field(default=None, init=False)

    @property
    def runner(self) -> Runner:
        """This process's runner."""
        if self._runner is None:
            self._services = open_services(self.settings)
            self._runner = Runner(self._services, open_drafting(self._services))
        return self._runner

    def open(self, **_signal: object) -> None:
        """Forget what a parent process had opened."""
        self._services = self._runner = None

    def close(self, **_signal: object) -> None:
        """Give connections back."""
        if self._services is not None:
            self._services.close()


def register(celery: Celery, bench: Workbench) -> None:
    """Give the worker its one task."""

    def work(job_id: str) -> None:
        """Do one unit: of this job, or of one that waits longer."""
        try:
            bench.runner.run_one()
        except DatabaseUnavailable:
            _log.warning("task.database_away", job_id=job_id)  # the sweeper sends again

    celery.task(name=TASK)(work)
