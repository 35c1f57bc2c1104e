"""The runner: claims one unit, keeps its lease alive, calls one workflow for it, and says what became of it."""

from __future__ import annotations

import os
import random
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from authoring.errors import UnreadableDocument
from authoring.generative.errors import LanguageModelUnavailable
from service.bootstrap import Services
from service.db.base import Json, new_id
from service.db.jobs import Claim
from service.errors import LeaseLost, OperatorError
from service.observability import log_for

if TYPE_CHECKING:
    from service.workflows.authoring.draft_micro_modules import Drafting

INTERNAL_ERROR = "internal_error"
MODEL_UNAVAILABLE = "model_unavailable"
_log = log_for("jobs")


@dataclass
class Runner:
    """One worker's way of working; `drafting` is what its one workflow needs.

    `on_overdue` is called, in a thread of its own, when a unit reaches its time limit: its lease is renewed no more.
    """

    services: Services
    drafting: Drafting
    owner: str = field(default_factory=lambda: f"{socket.gethostname()}:{os.getpid()}:{new_id('wrk')}")
    on_overdue: Callable[[], None] = field(default=lambda: None)
    rng: random.Random = field(default_factory=random.Random)
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
        try:
            with self._kept_alive(claim):
                self._work(claim)
        finally:
            self._claim = None
        return True

    def give_back(self) -> None:
        """Put the unit in hand back into the queue, as if it had not been claimed; for a worker that must stop now."""
        claim = self._claim
        if claim is None:
            return
        try:
            with self.services.database.unit_of_work(claim.tenant_id, label="give_back") as work:
                work.jobs.give_back(claim, until=work.now)
        except (LeaseLost, OperatorError):
            return
        _log.info("unit.given_back", **_facts(claim))

    def _work(self, claim: Claim) -> None:
        from service.workflows.authoring.draft_micro_modules import draft_micro_modules

        try:
            draft_micro_modules(claim, self.drafting)
        except LeaseLost:
            _log.warning("unit.lease_lost", **_facts(claim))
        except LanguageModelUnavailable as fault:
            _log.warning("unit.waits_for_model", reason=type(fault).__name__, **_facts(claim))
            self._wait_for_model(claim, fault)
        except OperatorError as fault:
            _log.warning("unit.interrupted", reason=type(fault).__name__, **_facts(claim))
            self._hand_back(claim)
            raise
        except UnreadableDocument as fault:
            _log.warning("unit.reader_crashed", **_facts(claim))
            self._set_aside(claim, {"reason": fault.reason.value, "detail": fault.detail})
        except Exception as fault:  # noqa: BLE001  the edge: whatever went wrong is this unit's, the worker goes on
            _log.error("unit.failed", exc_info=fault, **_facts(claim))
            self._set_aside(claim, {"reason": INTERNAL_ERROR, "detail": type(fault).__name__})
        else:
            _log.info("unit.finished", **_facts(claim))

    def _hand_back(self, claim: Claim) -> None:
        """Put the unit back as soon as the database takes it; that database or disk were away is no attempt of it.

        Not for longer than a lease: then another worker may have the unit, and that is as well.
        """
        jobs = self.services.settings.jobs
        until = time.monotonic() + jobs.lease_seconds
        while time.monotonic() < until:
            try:
                with self.services.database.unit_of_work(claim.tenant_id, label="give_back") as work:
                    work.jobs.give_back(claim, until=work.now + timedelta(seconds=jobs.retry_seconds))
            except LeaseLost:
                return
            except OperatorError:
                time.sleep(self.services.settings.queue.poll_seconds)
            else:
                return

    def _wait_for_model(self, claim: Claim, fault: LanguageModelUnavailable) -> None:
        """Put the unit back until the model may be there again; that it was away is no attempt of the unit.

        Jittered, so that the jobs that wait do not all come back at once.
        """
        pause = fault.retry_after_seconds or self.services.settings.model.wait_seconds
        problem: Json = {"reason": MODEL_UNAVAILABLE, "detail": fault.reason}
        try:
            with self.services.database.unit_of_work(claim.tenant_id, label="wait_for_model") as work:
                until = work.now + timedelta(seconds=pause * self.rng.uniform(1.0, 1.5))
                work.jobs.wait(claim, problem, until=until)
        except LeaseLost:
            _log.warning("unit.lease_lost", **_facts(claim))

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
        """Also when the lease is lost, the unit may take no longer than its limit: it would hold the worker."""
        jobs = self.services.settings.jobs
        limit = time.monotonic() + jobs.time_limit_seconds
        is_held = True
        while not done.wait(min(jobs.lease_seconds / 3, max(0.0, limit - time.monotonic()))):
            if time.monotonic() >= limit:
                _log.error("unit.overdue", **_facts(claim))
                self.on_overdue()
                return
            is_held = is_held and self._renew(claim)

    def _renew(self, claim: Claim) -> bool:
        lease = timedelta(seconds=self.services.settings.jobs.lease_seconds)
        try:
            with self.services.database.scheduling(label="renew") as board:
                return board.renew(claim, lease=lease)
        except OperatorError as fault:
            _log.warning("unit.not_renewed", reason=type(fault).__name__, **_facts(claim))
            return True  # the next beat may renew it; if not, the lease ends and another worker takes over


def _facts(claim: Claim) -> dict[str, str | int]:
    return {
        "tenant_id": claim.tenant_id,
        "job_id": claim.job_id,
        "stage": claim.stage,
        "unit": claim.unit,
        "attempt": claim.attempt,
        "token": claim.token,
    }
