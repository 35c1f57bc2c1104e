"""Load on a real server in an open loop: requests go out at their times, whether answers came or not."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import httpx
import numpy as np

PATIENCE_SECONDS = 10.0  # for an answer, from the moment its request was due; nobody waits longer for a page
MOST_UNANSWERED = 0.05  # of all requests; with more a server is overloaded, and asked nothing more
IN_FLIGHT = 64

Milliseconds = np.ndarray[tuple[int], np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Load:
    """Milliseconds from the moment a request was due to its answer; `failed` were answered with something else.

    `unanswered` were not answered in time, or not sent any more because the server was overloaded.
    """

    milliseconds: Milliseconds
    failed: int
    unanswered: int

    @property
    def is_overloaded(self) -> bool:
        """Whether its percentiles say nothing, since too many answers are not among them."""
        return self.unanswered > MOST_UNANSWERED * (len(self.milliseconds) + self.failed + self.unanswered)

    def percentile(self, share: int) -> float:
        """The milliseconds that so many of a hundred requests stayed below; not a number when none was answered."""
        return float(np.percentile(self.milliseconds, share)) if len(self.milliseconds) else float("nan")

    def __str__(self) -> str:
        p50, p90, p99 = (self.percentile(share) for share in (50, 90, 99))
        told = f"p50 {p50:.1f} ms, p90 {p90:.1f} ms, p99 {p99:.1f} ms"
        counted = f"{len(self.milliseconds)} answered, {self.failed} failed"
        if self.is_overloaded:
            late = f"{self.unanswered} not answered within {PATIENCE_SECONDS:.0f} s, or not asked any more"
            return f"OVERLOADED: {late}; {counted}: {told}"
        return f"{counted}{f', {self.unanswered} not in time' if self.unanswered else ''}: {told}"


def open_loop(client: httpx.Client, paths: Sequence[str], *, a_second: float) -> Load:
    """Ask for the paths one after another, so many a second, for as long as the server keeps up.

    It ends within `PATIENCE_SECONDS` and a few of the last request's time, whatever the server does.
    """
    asking = _Asking(client, time.perf_counter() + 0.1, most_unanswered=int(MOST_UNANSWERED * len(paths)))
    with ThreadPoolExecutor(max_workers=IN_FLIGHT) as pool:
        for _ in pool.map(asking.ask, paths, (number / a_second for number in range(len(paths)))):
            continue
    answered = len(asking.milliseconds) + asking.failed
    return Load(np.asarray(asking.milliseconds), asking.failed, len(paths) - answered)


@dataclass(slots=True)
class _Asking:
    client: httpx.Client
    begun: float
    most_unanswered: int
    milliseconds: list[float] = field(default_factory=list)
    failed: int = 0
    unanswered: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def ask(self, path: str, after: float) -> None:
        """Ask `after` so many seconds, unless the server has been given up; count what came of it."""
        due = self.begun + after
        if self.unanswered > self.most_unanswered:
            return
        time.sleep(max(0.0, due - time.perf_counter()))
        left = due + PATIENCE_SECONDS - time.perf_counter()
        try:
            status = self.client.get(path, timeout=left).status_code if left > 0 else None
        except httpx.TimeoutException:
            status = None
        except httpx.TransportError:
            status = 0
        taken = time.perf_counter() - due
        with self._lock:
            if status is None or taken > PATIENCE_SECONDS:
                self.unanswered += 1
            elif status == 200:
                self.milliseconds.append(taken * 1e3)
            else:
                self.failed += 1
