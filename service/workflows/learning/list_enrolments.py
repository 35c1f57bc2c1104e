"""How enrolments stand, learner by learner, with the evidence of what was completed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from service.db.base import MicroModuleId, PrincipalId
from service.db.enrolments import EnrolmentRow
from service.db.knowledge import ObjectiveStateRow
from service.db.learners import Learner, LearnerId
from service.db.unit_of_work import Database, UnitOfWork
from service.workflows.learning.wanted_of import wanted_of
from service.workflows.platform.authenticate import Caller

_AT_MOST = 1_000_000  # learners of a cohort: all of them


class EnrolmentStatus(StrEnum):
    OPEN = "open"
    OVERDUE = "overdue"
    COMPLETED = "completed"


@dataclass(frozen=True, slots=True)
class Completion:
    """That a micro-module was completed: which version, exactly which content, how well, when. `score` None: nothing in
    it is graded."""

    micro_module_id: MicroModuleId
    version: int
    digest: str
    score: float | None
    completed_at: datetime


@dataclass(frozen=True, slots=True)
class EnrolmentStanding:
    """One learner's part of an enrolment. `is_active` False: the learner has left; nothing is asked any more."""

    enrolment: EnrolmentRow
    learner_id: LearnerId
    is_active: bool
    status: EnrolmentStatus
    micro_modules: tuple[MicroModuleId, ...]
    completions: tuple[Completion, ...]


def list_enrolments(
    *,
    status: EnrolmentStatus | None,
    learner_id: LearnerId | None,
    after: str | None,
    limit: int,
    caller: Caller,
    database: Database,
) -> tuple[Sequence[EnrolmentStanding], str | None]:
    """The standings of up to `limit` enrolments after `after`, and the last of them; None: nothing follows.

    `status` None: any; `learner_id` None: everybody.
    """
    with database.reading(caller.tenant) as work:
        rows = work.enrolments.page(after=after, limit=limit)
        standings = [one for row in rows for one in _standings(row, work)]
    found = [
        one
        for one in standings
        if (status is None or one.status is status) and (learner_id is None or one.learner_id == learner_id)
    ]
    return found, rows[-1].external_id if len(rows) == limit else None


def _standings(row: EnrolmentRow, work: UnitOfWork) -> Iterable[EnrolmentStanding]:
    wanted = wanted_of(row, work)
    learners = _learners(row, work)
    states = work.knowledge.states_of_many(learners, wanted)
    completed: dict[PrincipalId, list[Completion]] = {principal: [] for principal in learners}
    for state in states:
        completion = _completion(state)
        if completion is not None:
            completed[state.principal_id].append(completion)
    for principal, learner in learners.items():
        done = tuple(sorted(completed[principal], key=lambda one: one.completed_at))
        status = _status(row, is_whole=len(done) == len(wanted) > 0, now=work.now)
        yield EnrolmentStanding(row, learner.learner_id, learner.is_active, status, wanted, done)


def _learners(row: EnrolmentRow, work: UnitOfWork) -> Mapping[PrincipalId, Learner]:
    if row.principal_id is not None:
        return work.learners.of_principals([row.principal_id])
    members = work.learners.page(cohort=row.cohort, after=None, limit=_AT_MOST)
    return {learner.principal_id: learner for learner in members}


def _completion(state: ObjectiveStateRow) -> Completion | None:
    if state.completed_at is None or state.completed_number is None or state.completed_digest is None:
        return None
    return Completion(
        state.micro_module_id,
        state.completed_number,
        state.completed_digest,
        state.completed_score,
        state.completed_at,
    )


def _status(row: EnrolmentRow, *, is_whole: bool, now: datetime) -> EnrolmentStatus:
    if is_whole:
        return EnrolmentStatus.COMPLETED
    is_late = row.due_at is not None and row.due_at < now
    return EnrolmentStatus.OVERDUE if is_late else EnrolmentStatus.OPEN
