"""Real worker processes for fault tests: the polling worker as it runs in production, over a pipeline without models.

Processes are forked from a server that has everything imported, so that a kill costs milliseconds, not seconds.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from authoring.pipeline import StageName
from service.bootstrap import open_drafting, open_services
from service.jobs.polling import GRACE_SECONDS, PollingWorker
from service.jobs.runner import Runner
from service.observability import set_up_logging
from service.settings import Logging, Settings
from tests.support.pipeline import LinePipeline

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["tests.support.worker_process"])


@dataclass(frozen=True, slots=True)
class Work:
    """How one worker process works. `stop_at` None: it never stops itself; else it does, before that unit's run."""

    database_url: str
    folder: Path
    failpoints: str = ""
    unit_seconds: float = 0.0
    lease_seconds: float = 0.4
    stop_at: tuple[str, str] | None = None
    grace_seconds: float = GRACE_SECONDS
    time_limit_seconds: float = 540.0
    attempts: int = 100_000

    @property
    def settings(self) -> Settings:
        """Quick leases and, if not said otherwise, any number of attempts: a kill is not the unit's fault."""
        groups: dict[str, object] = {
            "database": {"url": self.database_url},
            "storage": {"directory": str(self.folder)},
            "server": {"requests_per_minute": 100_000},
            "queue": {"poll_seconds": 0.02},
            "jobs": {
                "lease_seconds": self.lease_seconds,
                "attempts": self.attempts,
                "retry_seconds": 0.1,
                "sweep_seconds": 0.2,
                "time_limit_seconds": self.time_limit_seconds,
            },
            "faults": {"failpoints": self.failpoints},
        }
        return Settings(_env_file=None, **groups)  # type: ignore[arg-type]  # groups are checked as they are read


def start_worker(work: Work) -> ForkServerProcess:
    """A worker process; kill it as you like."""
    process = _CONTEXT.Process(target=run_worker, args=(work,), daemon=True)
    process.start()
    return process


def run_worker(work: Work) -> None:
    """What the process does; ends on SIGTERM."""
    set_up_logging(Logging(level="error"))
    services = open_services(work.settings)
    lines = LinePipeline(before_run=_interruption(work))
    worker = PollingWorker(
        Runner(services, open_drafting(services, lines.pipeline())), grace_seconds=work.grace_seconds
    )
    worker.stop_on_signals()
    worker.work()
    services.close()


def run_log(folder: Path) -> list[tuple[str, str]]:
    """Stage and unit of every run that any worker began, in order."""
    path = folder / "runs.log"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [(stage, unit) for stage, _, unit in (line.partition(" ") for line in lines)]


def _interruption(work: Work) -> Callable[[StageName, str], None]:
    def interrupt(stage: StageName, unit: str) -> None:
        with (work.folder / "runs.log").open("a", encoding="utf-8") as log:
            log.write(f"{stage.value} {unit}\n")
        if work.stop_at == (stage.value, unit):
            os.kill(os.getpid(), signal.SIGSTOP)
        time.sleep(work.unit_seconds)  # what a model takes

    return interrupt
