"""Load on a real server in an open loop: requests go out at their times, whether answers came or not."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import httpx
import numpy as np

Milliseconds = np.ndarray[tuple[int], np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Load:
    """Milliseconds from the moment a request was due to its answer."""

    milliseconds: Milliseconds
    failed: int

    def percentile(self, share: int) -> float:
        """The milliseconds that so many of a hundred requests stayed below; not a number when none was answered."""
        return float(np.percentile(self.milliseconds, share)) if len(self.milliseconds) else float("nan")

    def __str__(self) -> str:
        p50, p90, p99 = (self.percentile(share) for share in (50, 90, 99))
        return (
            f"{len(self.milliseconds)} answered, {self.failed} failed: p50 {p50:.1f} ms, p90 {p90:.1f} ms, "
            f"p99 {p99:.1f} ms"
        )


def open_loop(client: httpx.Client, paths: Sequence[str], *, a_second: float) -> Load:
    """Ask for the paths one after another, so many a second; what is not answered with 200 has failed."""
    begun = time.perf_counter() + 0.1

    def ask(number: int) -> float | None:
        due = begun + number / a_second
        time.sleep(max(0.0, due - time.perf_counter()))
        try:
            answer = client.get(paths[number])
        except httpx.TransportError:
            return None
        return (time.perf_counter() - due) * 1e3 if answer.status_code == 200 else None

    with ThreadPoolExecutor(max_workers=64) as pool:
        taken = list(pool.map(ask, range(len(paths))))
    good = np.asarray([one for one in taken if one is not None])
    return Load(good, len(taken) - len(good))
