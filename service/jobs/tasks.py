"""Tasks: an id in, one workflow call."""

from __future__ import annotations

from dataclasses import dataclass, field

from celery import Celery

from service.bootstrap import Services, open_drafting, open_services
from service.db.migrate import demand_newest
from service.errors import OperatorError
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
        """This process's runner. Raises OperatorError; asked again, it looks again."""
        if self._runner is None:
            self.close()
            self._services = open_services(self.settings)
            demand_newest(self._services.database.app)
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
        """Do one unit: of this job, or of one that waits longer.

        Nothing is raised: Celery would write the fault's words into its log, and the message is done with either way.
        What was not done waits in the database, and the sweeper sends again.
        """
        try:
            bench.runner.run_one()
        except OperatorError as fault:
            _log.warning("task.delayed", job_id=job_id, reason=type(fault).__name__)
        except Exception as fault:  # noqa: BLE001  the edge: logged by class and place
            _log.error("task.failed", job_id=job_id, exc_info=fault)

    celery.task(name=TASK, shared=False)(work)
