"""How long a model is waited for: jittered retries that honour Retry-After, and a circuit breaker."""

from __future__ import annotations

import random
import threading
import time
from dataclasses import dataclass, field
from typing import Protocol

from authoring.generative.errors import LanguageModelRefused, LanguageModelUnavailable
from authoring.generative.language_model import LanguageModel, Question, Reply


class Clock(Protocol):
    """Time that passes, in seconds."""

    def now(self) -> float: ...
    def sleep(self, seconds: float) -> None: ...


class WallClock:
    """The machine's own."""

    def now(self) -> float:
        """Seconds that only grow."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Let them pass."""
        time.sleep(seconds)


@dataclass(frozen=True, slots=True)
class Patience:
    """`attempts` in one go, at most `most_seconds` of waiting between them; `failures` in a row open the breaker."""

    attempts: int = 3
    first_pause_seconds: float = 1.0
    most_seconds: float = 30.0
    failures: int = 5
    rest_seconds: float = 60.0


@dataclass
class PatientModel:
    """A model behind retries and a breaker; while that is open nothing is sent, after a rest one call tries again."""

    model: LanguageModel
    patience: Patience
    clock: Clock
    rng: random.Random
    _failures: int = field(default=0, init=False)
    _closed_at: float = field(default=0.0, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)

    @property
    def identity(self) -> str:
        """The model's own."""
        return self.model.identity

    def ask(self, question: Question) -> Reply:
        """As LanguageModel."""
        waited = 0.0
        for attempt in range(1, self.patience.attempts + 1):
            self._demand_closed()
            try:
                reply = self.model.ask(question)
            except LanguageModelRefused:
                self._count(failed=True)
                raise
            except LanguageModelUnavailable as fault:
                self._count(failed=True)
                pause = self._pause(attempt, fault.retry_after_seconds)
                waited += pause
                if attempt == self.patience.attempts or waited > self.patience.most_seconds:
                    raise
                self.clock.sleep(pause)
            else:
                self._count(failed=False)
                return reply
        raise AssertionError  # the last attempt returned or raised

    def _pause(self, attempt: int, asked: float | None) -> float:
        """Twice as long each time, between half and whole of it by chance; never shorter than what the server asked."""
        whole = self.patience.first_pause_seconds * 2 ** (attempt - 1)
        return float(max(asked or 0.0, whole * self.rng.uniform(0.5, 1.0)))

    def _demand_closed(self) -> None:
        with self._lock:
            left = self._closed_at - self.clock.now()
            if self._failures < self.patience.failures:
                return
            if left > 0:
                raise LanguageModelUnavailable(
                    self.identity, reason=f"{self._failures} failures in a row", retry_after_seconds=left
                )
            self._closed_at = self.clock.now() + self.patience.rest_seconds  # one goes through, the others wait for it

    def _count(self, *, failed: bool) -> None:
        with self._lock:
            self._failures = self._failures + 1 if failed else 0
            if self._failures >= self.patience.failures:
                self._closed_at = self.clock.now() + self.patience.rest_seconds
