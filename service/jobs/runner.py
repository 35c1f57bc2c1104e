"""The runner: claims one unit, keeps its lease alive, calls one workflow for it, and says what became of it."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from service.bootstrap import Services
from service.db.base import Json, new_id
from service.db.jobs import Claim
from service.errors import DatabaseUnavailable, LeaseLost, OperatorError
from service.observability import log_for

if TYPE_CHECKING:
    from service.workflows.authoring.draft_micro_modules import Drafting

INTERNAL_ERROR = "internal_error"
_log = log_for("jobs")


@dataclass
class Runner:
    """One worker's way of working; `drafting` is what its one workflow needs."""

    services: Services
    drafting: Drafting
    owner: str = field(default_factory=lambda: f"{socket.gethostname()}:{os.getpid()}:{new_id('wrk')}")
    _claim: Claim | None = field(default=None, init=False)

    def run_one(self) -> bool:
        """Do one unit of the least recently served job; False: nothing waits. Raises OperatorError."""
        jobs = self.services.settings.jobs
        with self.services.database.scheduling(label="claim") as board:
            claim = board.claim(self.owner, lease=timedelta(seconds=jobs.lease_seconds), attempts=jobs.attempts)
        if claim is None:
            return False
        self._claim = claim
        _log.info("unit.started", **_facts(claim))
        with self._kept_alive(claim):
            self._work(claim)
        self._claim = None
        return True

    def give_back(self) -> None:
        """Put the unit in hand back into the queue, as if it had not been claimed; for a worker that must stop now."""
        claim = self._claim
        if claim is None:
            return
        try:
            with self.services.database.unit_of_work(claim.tenant_id, label="give_back") as work:
                work.jobs.give_back(claim)
        except (LeaseLost, OperatorError):
            return
        _log.info("unit.given_back", **_facts(claim))

    def _work(self, claim: Claim) -> None:
        from service.workflows.authoring.draft_micro_modules import draft_micro_modules

        try:
            draft_micro_modules(claim, self.drafting)
        except LeaseLost:
            _log.warning("unit.lease_lost", **_facts(claim))
        except DatabaseUnavailable:
            raise
        except Exception as fault:  # noqa: BLE001  the edge: whatever went wrong is this unit's, the worker goes on
            _log.error("unit.failed", exc_info=fault, **_facts(claim))
            self._set_aside(claim, {"reason": INTERNAL_ERROR, "detail": type(fault).__name__})
        else:
            _log.info("unit.finished", **_facts(claim))

    def _set_aside(self, claim: Claim, problem: Json) -> None:
        """Try the unit again later, longer each time; after the last attempt its job fails."""
        jobs = self.services.settings.jobs
        try:
            with self.services.database.unit_of_work(claim.tenant_id, label="set_aside") as work:
                if claim.attempt >= jobs.attempts:
                    work.jobs.fail_unit(claim, problem)
                else:
                    pause = timedelta(seconds=jobs.retry_seconds * claim.attempt)
                    work.jobs.postpone_unit(claim, problem, until=work.now + pause)
        except LeaseLost:
            _log.warning("unit.lease_lost", **_facts(claim))

    @contextmanager
    def _kept_alive(self, claim: Claim) -> Iterator[None]:
        done = threading.Event()
        beat = threading.Thread(target=self._renew_until, args=(claim, done), daemon=True, name="lease")
        beat.start()
        try:
            yield
        finally:
            done.set()
            beat.join()

    def _renew_until(self, claim: Claim, done: threading.Event) -> None:
        lease = self.services.settings.jobs.lease_seconds
        while not done.wait(lease / 3):
            try:
                with self.services.database.scheduling(label="renew") as board:
                    still_held = board.renew(claim, lease=timedelta(seconds=lease))
            except OperatorError as fault:
                _log.warning("unit.not_renewed", reason=type(fault).__name__, **_facts(claim))
                continue  # the next beat may find it again; if not, the lease ends and another worker takes over
            if not still_held:
                return


def _facts(claim: Claim) -> dict[str, str | int]:
    return {
        "tenant_id": claim.tenant_id,
        "job_id": claim.job_id,
        "stage": claim.stage,
        "unit": claim.unit,
        "attempt": claim.attempt,
        "token": claim.token,
    }
