"""The days on which a learner learned or helped: to encourage, never to reproach."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from recommender.habit import days_in_a_row
from service.db.learners import LearnerId
from service.db.unit_of_work import Database
from service.workflows.learning.reach_learner import reach_learner
from service.workflows.platform.authenticate import Caller

LOOKED_BACK = timedelta(days=60)
A_WEEK = 7


@dataclass(frozen=True, slots=True)
class Habit:
    """`week` says of each of the last seven days, today last, whether it was active; `in_a_row` counts the present run.

    Days are those of UTC.
    """

    week: Mapping[date, bool]
    in_a_row: int

    @property
    def active_count(self) -> int:
        """Active days of the last seven."""
        return sum(self.week.values())


def show_habit(learner_id: LearnerId, *, caller: Caller, database: Database) -> Habit:
    """Learning is an answer, or something read; helping an answer to a colleague. Raises NotFound."""
    with database.reading(caller.tenant) as work:
        learner = reach_learner(learner_id, caller=caller, work=work)
        since, today = work.now - LOOKED_BACK, work.now.date()
        active = {
            *work.evidence.days_of(learner.principal_id, since=since),
            *work.posts.days_of_helping(learner.principal_id, since=since),
        }
    days = [today - timedelta(days=back) for back in reversed(range(A_WEEK))]
    return Habit({day: day in active for day in days}, days_in_a_row(active, today=today))
