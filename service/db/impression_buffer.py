"""What was shown waits here for a moment, and is written in groups: no answer waits for it."""

from __future__ import annotations

import threading
from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from service.db.base import Json, TenantId
from service.db.unit_of_work import Database
from service.errors import OperatorError
from service.observability import log_for

MOST_WAITING = 20_000  # impressions, some minutes of a busy server while its database is away; then the oldest go
_A_WRITE = 500
_log = log_for("impressions")


@dataclass
class ImpressionBuffer:
    """Impressions of one process that are not written yet; safe to share between threads.

    They are told to nobody as kept: what is lost with a killed process is a few seconds of what was shown.
    """

    _waiting: deque[tuple[TenantId, Json]] = field(default_factory=lambda: deque(maxlen=MOST_WAITING), init=False)
    _writing: threading.Lock = field(default_factory=threading.Lock, init=False)

    def add(self, tenant: TenantId, impressions: Sequence[Json]) -> None:
        """Write them with the next group."""
        self._waiting.extend((tenant, impression) for impression in impressions)

    def flush(self, database: Database) -> None:
        """Write all that waits. While somebody else does, theirs takes it along."""
        if not self._writing.acquire(blocking=False):
            return
        try:
            while self._waiting and self._write(database):
                continue
        finally:
            self._writing.release()

    def settle(self, database: Database) -> None:
        """Write all that waits now, and return when it is written."""
        with self._writing:
            while self._waiting and self._write(database):
                continue

    def _write(self, database: Database) -> bool:
        taken = [self._waiting.popleft() for _ in range(min(_A_WRITE, len(self._waiting)))]
        groups: defaultdict[TenantId, list[Json]] = defaultdict(list)
        for tenant, impression in taken:
            groups[tenant].append(impression)
        try:
            while groups:
                tenant, group = next(iter(groups.items()))
                with database.unit_of_work(tenant, label="impressions") as work:
                    work.impressions.add_all(group)
                del groups[tenant]
        except OperatorError as fault:
            _log.warning("impressions.delayed", reason=type(fault).__name__)
            self._waiting.extendleft((tenant, one) for tenant, group in groups.items() for one in reversed(group))
            return False
        return True
