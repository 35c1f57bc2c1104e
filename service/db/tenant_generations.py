"""The store of generations that authoring asks for, over the database: each step a short transaction of its own."""

from __future__ import annotations

import time
from dataclasses import dataclass

from authoring.generative.generations import Call, Generation
from service.db.base import GenerationId, TenantId
from service.db.generations import Behalf, CallLimits
from service.db.unit_of_work import OpenReading, OpenWork
from service.errors import DatabaseUnavailable

_KEEP_TRIES = 20  # a paid answer is worth ten seconds of waiting for the database
_KEEP_PAUSE_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class TenantGenerations:
    """Implements authoring's GenerationStore for one tenant and one unit of work or request."""

    tenant: TenantId
    behalf: Behalf
    limits: CallLimits
    unit_of_work: OpenWork
    reading: OpenReading

    def find(self, call: Call) -> Generation | None:
        """As GenerationStore."""
        with self.reading(self.tenant) as work:
            return work.generations.find(call.key)

    def begin(self, call: Call) -> str:
        """As GenerationStore."""
        with self.unit_of_work(self.tenant, label="begin_generation") as work:
            work.tenants.lock()  # so that two calls at the same moment count each other
            return work.generations.begin(call, self.behalf, self.limits)

    def finish(self, call_id: str, generation: Generation) -> None:
        """As GenerationStore; tried again while the database is away."""
        for attempt in range(1, _KEEP_TRIES + 1):
            try:
                with self.unit_of_work(self.tenant, label="keep_generation") as work:
                    work.generations.finish(GenerationId(call_id), generation)
            except DatabaseUnavailable:
                if attempt == _KEEP_TRIES:
                    raise
                time.sleep(_KEEP_PAUSE_SECONDS)
            else:
                return

    def fail(self, call_id: str, reason: str, *, duration_seconds: float) -> None:
        """As GenerationStore."""
        with self.unit_of_work(self.tenant, label="fail_generation") as work:
            work.generations.fail(GenerationId(call_id), reason, duration_seconds=duration_seconds)
