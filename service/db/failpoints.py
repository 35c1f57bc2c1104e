"""Failpoints: places where a test may plan a fault in a real process; nothing happens where none is planned.

A plan reads `PLACE=ACTION[@N]`, several separated by commas: at the N-th pass (default 1) of the place the process
kills itself (`kill`), stops until it is continued (`stop`), or meets a full disk (`disk_full`).
"""

from __future__ import annotations

import errno
import os
import signal
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from service.errors import InvalidSettings


class Action(StrEnum):
    KILL = "kill"
    STOP = "stop"
    DISK_FULL = "disk_full"


@dataclass(frozen=True, slots=True)
class Plan:
    place: str
    action: Action
    at_pass: int


class Failpoints:
    """Counts passes of each place and acts as planned."""

    def __init__(self, plans: tuple[Plan, ...] = ()) -> None:
        self._plans = plans
        self._passes: Counter[str] = Counter()

    def reach(self, place: str) -> None:
        """Say that the process is at `place`; may not return. Raises OSError for a planned full disk."""
        if not self._plans:
            return
        self._passes[place] += 1
        for plan in self._plans:
            if plan.place == place and plan.at_pass == self._passes[place]:
                _act(plan)


def parse_failpoints(text: str) -> Failpoints:
    """The failpoints that a setting's text plans. Raises InvalidSettings."""
    return Failpoints(tuple(_parse_plan(part.strip()) for part in text.split(",") if part.strip()))


def _parse_plan(part: str) -> Plan:
    place, _, rest = part.partition("=")
    action, _, at_pass = rest.partition("@")
    try:
        return Plan(place, Action(action), int(at_pass or 1))
    except ValueError:
        message = (
            f"{part!r} is no failpoint; write PLACE=kill, PLACE=stop or PLACE=disk_full, with @N for the N-th pass"
        )
        raise InvalidSettings(message) from None


def _act(plan: Plan) -> None:
    if plan.action is Action.KILL:
        os.kill(os.getpid(), signal.SIGKILL)
    elif plan.action is Action.STOP:
        os.kill(os.getpid(), signal.SIGSTOP)
    else:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
