"""How long questions wait for a useful answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from statistics import median, quantiles

from service.db.unit_of_work import Database
from service.workflows.platform.authenticate import Caller

LEAST = 10  # fewer could single somebody out
TENTHS = 10


@dataclass(frozen=True, slots=True)
class Answering:
    """Of `asked` questions `answered` got a useful answer: one that was accepted or found helpful.

    The hours to the first one: middle and slowest tenth; None where there are fewer than ten.
    """

    days: int
    asked: int
    answered: int
    median_hours: float | None
    slow_hours: float | None


def measure_answering(*, days: int, caller: Caller, database: Database) -> Answering:
    """Over the questions of the last days."""
    with database.reading(caller.tenant) as work:
        since = work.now - timedelta(days=days)
        hours = sorted(one.hours for one in work.posts.useful_answers(since=since))
        asked = work.threads.count_questions(since=since)
    if len(hours) < LEAST:
        return Answering(days, asked, len(hours), None, None)
    return Answering(days, asked, len(hours), median(hours), quantiles(hours, n=TENTHS)[-1])
