"""Reminders: whatever is owed to learners is sent, each company's by each channel in lanes of its own.

A receiver or mail server that is slow holds lanes of that company and channel, and of no other: none has more than a
few, and with more companies than lanes each sends some in turn. The sweeper says what is owed. A learner's row is
taken before anything is sent, so that any number of servers may do it at once.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime

from service.bootstrap import Services
from service.db.base import TenantId
from service.db.reminders import Channel
from service.errors import OperatorError
from service.jobs.rounds import go_round
from service.observability import log_for
from service.workflows.learning.send_reminder import send_reminder

LANES = 64  # of each channel
LANES_EACH = 4  # of a company: a mail server that takes a second for each sends fourteen thousand in an hour
A_TURN = 25  # reminders in a lane, then it is another company's
PAUSE_SECONDS = 5.0
Lanes = Mapping[Channel, ThreadPoolExecutor]
_log = log_for("reminders")


@dataclass(frozen=True, slots=True)
class ReminderSender:
    """Sends for all tenants; `clock` tells the hour."""

    services: Services
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    _taken: Counter[tuple[TenantId, Channel]] = field(default_factory=Counter, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)

    def run(self, stop: threading.Event) -> None:
        """Until `stop` is set; reminders under way are not waited for: whoever took one may have sent it."""
        lanes = open_lanes()
        go_round(lambda: self.send_due(lanes, stop), pause_seconds=PAUSE_SECONDS, stop=stop, part="reminders")
        for of_channel in lanes.values():
            of_channel.shutdown(wait=False, cancel_futures=True)

    def send_all(self) -> int:
        """Send what is owed now, until nothing is; how many were tried. Raises OperatorError."""
        stop, tried = threading.Event(), 0
        with ExitStack() as stack:
            lanes = {channel: stack.enter_context(pool) for channel, pool in open_lanes().items()}
            while started := self.send_due(lanes, stop):
                tried += sum(turn.result() for turn in started)
        return tried

    def send_due(self, lanes: Lanes, stop: threading.Event) -> Sequence[Future[int]]:
        """Begin a turn in each lane that a tenant may have for what it owes; each ends with how many it tried.

        Raises OperatorError.
        """
        if not self.services.reminding.channels:
            return []
        with self.services.database.watching() as board:
            tenants = list(board.latest_changes())
        turns = []
        for tenant in tenants:
            with self.services.database.reading(tenant) as work:
                owed = work.reminders.owed_by(now=self.clock())
            for channel in owed:
                while self._take_lane(tenant, channel):
                    turns.append(lanes[channel].submit(self._send, tenant, channel, stop))
        return turns

    def _take_lane(self, tenant: TenantId, channel: Channel) -> bool:
        with self._lock:
            is_free = self._taken[tenant, channel] < LANES_EACH
            self._taken[tenant, channel] += is_free
        return is_free

    def _send(self, tenant: TenantId, channel: Channel, stop: threading.Event) -> int:
        try:
            return self._take_turn(tenant, channel, stop)
        except OperatorError as fault:
            _log.warning("reminder.delayed", tenant_id=tenant, reason=type(fault).__name__)
        except Exception as fault:  # noqa: BLE001  the edge: what was taken stays so, the others are sent
            _log.error("reminder.failed", tenant_id=tenant, exc_info=fault)
        finally:
            with self._lock:
                self._taken[tenant, channel] -= 1
        return 0

    def _take_turn(self, tenant: TenantId, channel: Channel, stop: threading.Event) -> int:
        for tried in range(A_TURN):
            state = None
            if not stop.is_set():
                state = send_reminder(tenant, channel, now=self.clock(), reminding=self.services.reminding)
            if state is None:
                return tried
            _log.info("reminder.tried", tenant_id=tenant, state=state.value)
        return A_TURN


def open_lanes() -> Lanes:
    """Lanes of each channel: whoever opens them ends them."""
    return {channel: ThreadPoolExecutor(LANES, thread_name_prefix=f"reminder-{channel}") for channel in Channel}
