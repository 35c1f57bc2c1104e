"""How far a learner is: what was completed, what is mastered, what is still remembered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from recommender.mastery import Difficulty, Mastery, Standing
from recommender.retention import Retention
from recommender.types import Ability, Belief, Probability
from service.db.base import MicroModuleId, PrincipalId
from service.db.knowledge import DifficultyRow, ObjectiveStateRow
from service.db.learners import LearnerId
from service.db.unit_of_work import Database, UnitOfWork
from service.workflows.learning.reach_learner import reach_learner
from service.workflows.platform.authenticate import Caller

HABIT = timedelta(days=30)
_MASTERY = Mastery()
_RETENTION = Retention()


@dataclass(frozen=True, slots=True)
class ObjectiveProgress:
    """One micro-module. `mastery`, `recall` None: no answer says so; `title` None: it is shown no more."""

    state: ObjectiveStateRow
    title: str | None
    mastery: Probability | None
    recall: Probability | None


@dataclass(frozen=True, slots=True)
class Progress:
    """`due_count` reviews wait now.

    `active_days` are those of the last thirty on which the learner learned something or answered somebody, UTC.
    """

    objectives: Sequence[ObjectiveProgress]
    due_count: int
    active_days: Sequence[date]
    now: datetime


def show_progress(learner_id: LearnerId, *, caller: Caller, database: Database) -> Progress:
    """All the learner did something with, latest first. Raises NotFound, also for what the key does not reach."""
    with database.reading(caller.tenant) as work:
        learner = reach_learner(learner_id, caller=caller, work=work)
        states = work.knowledge.states_of(learner.principal_id)
        ability = work.knowledge.ability(learner.principal_id)
        days = _active_days(learner.principal_id, work)
        titles = work.publications.titles([state.micro_module_id for state in states])
        believed = _MASTERY.new_ability() if ability is None else ability.ability
        difficulties = work.knowledge.difficulties([state.micro_module_id for state in states])
        return _progress(states, believed, difficulties, titles, days, work)


def _active_days(principal_id: PrincipalId, work: UnitOfWork) -> Sequence[date]:
    """Helping counts like learning."""
    since = work.now - HABIT
    learned = work.evidence.days_of(principal_id, since=since)
    helped = work.posts.days_of_helping(principal_id, since=since)
    return sorted({*learned, *helped})


def _progress(
    states: Sequence[ObjectiveStateRow],
    ability: Ability,
    difficulties: Mapping[str, DifficultyRow],
    titles: Mapping[MicroModuleId, str],
    days: Sequence[date],
    work: UnitOfWork,
) -> Progress:
    objectives = [
        ObjectiveProgress(
            state,
            titles.get(state.micro_module_id),
            _mastery(state, ability, difficulties),
            None if state.memory is None else _RETENTION.retrievability(state.memory, now=work.now),
        )
        for state in states
    ]
    latest_first = sorted(objectives, key=lambda one: (one.state.engaged_at or work.now, one.state.micro_module_id))
    due = sum(
        one.title is not None and one.state.due_at is not None and one.state.due_at <= work.now for one in objectives
    )
    return Progress(latest_first[::-1], due, days, work.now)


def _mastery(
    state: ObjectiveStateRow, ability: Ability, difficulties: Mapping[str, DifficultyRow]
) -> Probability | None:
    if state.ability is None:
        return None
    known = difficulties.get(state.micro_module_id)
    objective = _MASTERY.new_objective_difficulty() if known is None else known.belief
    return _MASTERY.mastery(Standing(ability, state.ability, Difficulty(objective, Belief(0.0, 0.0))))
