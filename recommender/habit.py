"""A habit in days: how many belong together, however busy a week was."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

PAUSE = timedelta(days=2)  # a weekend breaks nothing; who works at weekends may rest in the week


def days_in_a_row(active_days: Collection[date], *, today: date) -> int:
    """Active days of the run that still goes on; pauses of up to `PAUSE` are part of it, and so is a today to come.

    0: the last active day is longer ago, or there was none.
    """
    count, after = 0, today
    for day in sorted({one for one in active_days if one <= today}, reverse=True):
        if after - day > PAUSE + timedelta(days=1):
            break
        count, after = count + 1, day
    return count
