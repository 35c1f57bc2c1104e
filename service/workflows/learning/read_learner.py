"""A learner as the recommender sees one: what they know, want, must do, were shown and made of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from recommender.catalogue import Catalogue
from recommender.mastery import Mastery
from recommender.types import (
    Assignment,
    ContributionId,
    Goal,
    ItemId,
    LearnerId,
    ObjectiveId,
    ObjectiveState,
    Offer,
    Reference,
    Shown,
    Vector,
)
from recommender.types import Learner as RecommendedTo
from service.db.enrolments import EnrolmentRow
from service.db.impressions import ImpressionRow
from service.db.knowledge import ObjectiveStateRow
from service.db.learners import Learner
from service.db.unit_of_work import UnitOfWork

LATELY = timedelta(days=7)
SITTING = timedelta(hours=1)
_DEPTHS = {"opened": 0.2, "answered": 0.5, "read": 0.6, "completed": 0.8, "helpful": 1.0, "not_helpful": 0.1}


def read_learner(
    learner: Learner, catalogue: Catalogue, goals: Mapping[str, Vector], *, work: UnitOfWork
) -> RecommendedTo:
    """The learner before this catalogue; `goals` are vectors of goals by their text; the others are found by words.

    The recommender's id of a learner is the principal's.
    """
    ability = work.knowledge.ability(learner.principal_id)
    states = work.knowledge.states_of(learner.principal_id)
    uptakes = work.impressions.uptakes(learner.principal_id)
    completed = {ObjectiveId(row.micro_module_id) for row in states if row.completed_at is not None}
    enrolments = work.enrolments.of(learner.principal_id, learner.cohorts)
    assignments = tuple(_assignment(row, catalogue, completed) for row in enrolments)
    asked_for = {one for assignment in assignments for one in assignment.micro_modules}
    return RecommendedTo(
        id=LearnerId(learner.principal_id),
        ability=Mastery().new_ability() if ability is None else ability.ability,
        locale=learner.locale,
        cohorts=learner.cohorts,
        goals=tuple(Goal(text, goals.get(text)) for text in learner.goals),
        objectives={
            ObjectiveId(row.micro_module_id): _state(
                row, reading_is_enough=ObjectiveId(row.micro_module_id) not in asked_for
            )
            for row in states
        },
        assignments=assignments,
        dismissed=frozenset((Offer(row.kind), row.object_id) for row in uptakes if row.dismissed_at is not None),
        taken_up=frozenset(
            (Offer(row.kind), row.object_id) for row in uptakes if row.launched_at is not None or row.completed_at
        ),
        asked_for=frozenset(map(ContributionId, work.help_requests.waiting_for(learner.principal_id))),
        may_be_asked=work.help_requests.may_ask(learner.principal_id),
        shown=_shown(work.impressions.between(learner.principal_id, work.now - LATELY, work.now - SITTING)),
    )


def _state(row: ObjectiveStateRow, *, reading_is_enough: bool) -> ObjectiveState:
    """An enrolment asks for the quiz; without one, who says that they read it has done it."""
    asked = {
        ItemId(item): datetime.fromisoformat(str(last["at"]))
        for item, last in row.asked.items()
        if isinstance(last, dict)
    }
    return ObjectiveState(
        ability=row.ability,
        memory=row.memory,
        asked=asked,
        engaged_at=row.engaged_at,
        completed_at=row.completed_at or (row.read_at if reading_is_enough else None),
        depth=_depth(row),
    )


def _depth(row: ObjectiveStateRow) -> float:
    if row.is_helpful is not None:
        return _DEPTHS["helpful" if row.is_helpful else "not_helpful"]
    if row.completed_at is not None:
        return _DEPTHS["completed"]
    if row.read_at is not None:
        return _DEPTHS["read"]
    return _DEPTHS["answered" if row.asked else "opened"]


def _assignment(row: EnrolmentRow, catalogue: Catalogue, completed: set[ObjectiveId]) -> Assignment:
    wanted = (
        [ObjectiveId(one) for one in row.micro_modules]
        if row.document_id is None
        else [one.id for one in catalogue.shelf.by_document.get(row.document_id, ())]
    )
    open_ones = tuple(one for one in wanted if one not in completed)
    return Assignment(row.external_id, open_ones, row.due_at, row.mandatory)


def _shown(impressions: Sequence[ImpressionRow]) -> Mapping[Reference, Shown]:
    """What was shown in earlier sittings and not taken up; an hour is one sitting, whatever was loaded again in it.

    The present sitting counts nothing: a second page of the same list must go on where the first ended.
    """
    hours: defaultdict[Reference, set[datetime]] = defaultdict(set)
    for row in impressions:
        if row.launched_at is None and row.completed_at is None:
            hours[Offer(row.kind), row.object_id].add(row.shown_at.replace(minute=0, second=0, microsecond=0))
    return {reference: Shown(len(found), max(found)) for reference, found in hours.items()}
