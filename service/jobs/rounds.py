"""Rounds: what a thread of a server does again and again, whatever goes wrong in between."""

from __future__ import annotations

import threading
from collections.abc import Callable

from service.errors import OperatorError
from service.observability import log_for


def go_round(act: Callable[[], object], *, pause_seconds: float, stop: threading.Event, part: str) -> None:
    """Call `act` until `stop` is set, whatever it raises: the next round may succeed. `part` says whose
    rounds they are in the log."""
    log = log_for(part)
    while not stop.wait(pause_seconds):
        try:
            act()
        except OperatorError as fault:
            log.warning("round.delayed", round_kind=part, reason=type(fault).__name__)
        except Exception as fault:
            log.error("round.failed", round_kind=part, exc_info=fault)
