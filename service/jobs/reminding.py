"""Reminders: whatever is owed to learners is sent, a few at a time; the sweeper says what is owed.

A learner's row is taken before anything is sent, so that any number of servers may do it at once.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime

from service.bootstrap import Services
from service.db.base import TenantId
from service.errors import OperatorError
from service.observability import log_for
from service.workflows.learning.send_reminder import send_reminder

LANES = 4  # a mail server that takes a second for each sends fourteen thousand in the hour that learners chose
PAUSE_SECONDS = 5.0
_log = log_for("reminders")


@dataclass(frozen=True, slots=True)
class ReminderSender:
    """Sends for all tenants; `clock` tells the hour."""

    services: Services
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    def run(self, stop: threading.Event) -> None:
        """Until `stop` is set."""
        while not stop.wait(PAUSE_SECONDS):
            try:
                self.send_all(stop)
            except OperatorError as fault:
                _log.warning("reminders.delayed", reason=type(fault).__name__)
            except Exception as fault:  # noqa: BLE001  the edge: whatever went wrong, the next round may succeed
                _log.error("reminders.failed", exc_info=fault)

    def send_all(self, stop: threading.Event | None = None) -> int:
        """Send what is owed now; how many were tried. `stop` None: until nothing is. Raises OperatorError."""
        if not self.services.reminding.channels:
            return 0
        with self.services.database.watching() as board:
            tenants = list(board.latest_changes())
        tried = 0
        with ThreadPoolExecutor(LANES, thread_name_prefix="reminder") as lanes:
            for tenant in tenants:
                tried += sum(lanes.map(lambda _: self._send(tenant, stop), range(LANES)))  # noqa: B023  used at once
        return tried

    def _send(self, tenant: TenantId, stop: threading.Event | None) -> int:
        tried = 0
        while stop is None or not stop.is_set():
            state = send_reminder(tenant, now=self.clock(), reminding=self.services.reminding)
            if state is None:
                break
            _log.info("reminder.tried", tenant_id=tenant, state=state.value)
            tried += 1
        return tried
