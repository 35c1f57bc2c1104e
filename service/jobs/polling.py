"""The polling worker: a loop that looks at the job table, for one machine without a broker."""

from __future__ import annotations

import os
import signal
import threading
import time
from dataclasses import dataclass, field
from types import FrameType

from service.errors import OperatorError
from service.jobs.runner import Runner
from service.jobs.schedule import sweep
from service.observability import log_for

GRACE_SECONDS = 25.0  # a unit under way may finish; then it goes back into the queue and the process ends within 30 s
_log = log_for("worker")


@dataclass
class PollingWorker:
    """Works until it is told to stop, or until `parent` is gone (None: it has no parent to watch)."""

    runner: Runner
    parent: int | None = None
    grace_seconds: float = GRACE_SECONDS
    stop: threading.Event = field(default_factory=threading.Event)

    def work(self) -> None:
        """Claim and do units; sweep in between; never ends by itself while database or disk space come and go.

        A unit that reaches its time limit ends the process, which only so gets rid of it; the attempt counts.
        """
        settings = self.runner.services.settings
        next_sweep = time.monotonic()
        self.runner.on_overdue = self._abandon
        _log.info("worker.started", pid=os.getpid(), owner=self.runner.owner)
        while not self.stop.is_set() and not self._is_orphan():
            try:
                if time.monotonic() >= next_sweep:
                    sweep(self.runner.services)
                    next_sweep = time.monotonic() + settings.jobs.sweep_seconds
                has_worked = self.runner.run_one()
            except OperatorError as fault:
                _log.warning("worker.delayed", reason=type(fault).__name__)
                has_worked = False
            if not has_worked:
                self.stop.wait(settings.queue.poll_seconds)
        _log.info("worker.stopped", pid=os.getpid())

    def stop_on_signals(self) -> None:
        """SIGTERM and SIGINT let the unit under way finish, for a while; call from the main thread."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask_to_stop)

    def _ask_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        if self.stop.is_set():
            return
        self.stop.set()
        timer = threading.Timer(self.grace_seconds, self._leave)
        timer.daemon = True
        timer.start()

    def _leave(self) -> None:
        self.runner.give_back()
        _log.warning("worker.left", pid=os.getpid())
        os._exit(0)

    def _abandon(self) -> None:
        _log.error("worker.abandoned_unit", pid=os.getpid())
        os._exit(1)

    def _is_orphan(self) -> bool:
        return self.parent is not None and os.getppid() != self.parent
