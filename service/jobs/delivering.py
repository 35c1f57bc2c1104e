"""Deliveries: whatever is owed to receivers elsewhere is sent, each receiver in a lane of its own.

A receiver that is slow holds one lane until its time is up, and no other receiver: there are more lanes than slow
receivers are likely, and whoever was slow waits longer before it is tried again.
"""

from __future__ import annotations

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta

from service.bootstrap import Services
from service.db.delivery_board import DeliveryClaim
from service.errors import OperatorError
from service.jobs.rounds import go_round
from service.observability import log_for
from service.workflows.platform.deliver import deliver

LANES = 64
PAUSE_SECONDS = 0.5
_log = log_for("deliveries")


@dataclass
class Deliverer:
    """Delivers for all tenants; any number of servers may do it at once."""

    services: Services
    rng: random.Random = field(default_factory=random.Random)
    _free: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(LANES), init=False)

    def run(self, stop: threading.Event) -> None:
        """Until `stop` is set; deliveries under way are not waited for: their lease ends, and they are made again."""
        lanes = ThreadPoolExecutor(LANES, thread_name_prefix="delivery")
        go_round(lambda: self.deliver_due(lanes), pause_seconds=PAUSE_SECONDS, stop=stop, part="deliveries")
        lanes.shutdown(wait=False, cancel_futures=True)

    def deliver_due(self, lanes: ThreadPoolExecutor) -> int:
        """Start what is due while lanes are free; how many. Raises OperatorError."""
        started = 0
        while self._free.acquire(blocking=False):
            claim = self._claim()
            if claim is None:
                self._free.release()
                break
            lanes.submit(self._deliver, claim)
            started += 1
        return started

    def _claim(self) -> DeliveryClaim | None:
        lease = timedelta(seconds=self.services.outgoing.seconds * 2)
        with self.services.database.watching() as board:
            if not board.deliveries.is_due():  # so that an idle server writes nothing
                return None
        with self.services.database.scheduling(label="claim_delivery") as board:
            return board.deliveries.claim(lease=lease)

    def _deliver(self, claim: DeliveryClaim) -> None:
        try:
            services = self.services
            state = deliver(claim, outgoing=services.outgoing, rng=self.rng, database=services.database)
            _log.info("delivery.tried", tenant_id=claim.tenant_id, delivery_id=claim.id, state=state.value)
        except OperatorError as fault:
            _log.warning("delivery.delayed", delivery_id=claim.id, reason=type(fault).__name__)
        except Exception as fault:  # noqa: BLE001  the edge: its lease ends, and it is tried again
            _log.error("delivery.failed", delivery_id=claim.id, exc_info=fault)
        finally:
            self._free.release()
