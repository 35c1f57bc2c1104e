"""A learner's own figures: what is due again, what was completed, what is mastered."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from service.api.conventions import Answer, Limit, problems
from service.api.routing import BEARER, KeyedRoute, UseServices, require
from service.db.learners import LearnerId
from service.security import Scope
from service.workflows.learning.list_reviews import list_reviews
from service.workflows.learning.show_progress import ObjectiveProgress, show_progress
from service.workflows.platform.authenticate import Caller

router = APIRouter(prefix="/v1/learners", tags=["learners"], route_class=KeyedRoute, dependencies=[Depends(BEARER)])

Reader = Annotated[Caller, Depends(require(Scope.LEARNERS_READ))]


class ReviewAnswer(Answer):
    """`recall` is the chance that it is still remembered."""

    micro_module_id: str
    title: str
    due_at: datetime
    recall: float


class ReviewList(Answer):
    """`due_count` wait now; `items` are the most endangered of them. `next_due_at` null: nothing else is planned."""

    items: list[ReviewAnswer]
    due_count: int
    next_due_at: datetime | None


class ProgressRow(BaseModel):
    """One micro-module; `title` null: it is shown no more. `mastery`: the chance that the learner can do what it
    teaches; `recall`: that it is still remembered; null: nothing was answered that says so.

    `completed_version`, `completed_digest`, `score`: which version was completed, exactly which content, how well.
    """

    micro_module_id: str
    title: str | None
    engaged_at: datetime | None
    completed_at: datetime | None
    completed_version: int | None
    completed_digest: str | None
    score: float | None
    mastery: float | None
    recall: float | None
    due_at: datetime | None
    reviews: int
    lapses: int


class ProgressAnswer(BaseModel):
    """`active_days` are those of the last thirty on which the learner learned something or answered somebody, UTC."""

    completed_count: int
    due_count: int
    active_days: list[date]
    items: list[ProgressRow]


@router.get("/{learner_id}/reviews", responses=problems("not-found", "invalid"))
def get_reviews(learner_id: str, services: UseServices, caller: Reader, limit: Limit = 20) -> ReviewList:
    """What to repeat, the most endangered first."""
    reviews = list_reviews(LearnerId(learner_id), limit=limit, caller=caller, database=services.database)
    return ReviewList.model_validate(reviews)


@router.get("/{learner_id}/progress", responses=problems("not-found"))
def get_progress(learner_id: str, services: UseServices, caller: Reader) -> ProgressAnswer:
    """How far the learner is, micro-module by micro-module, latest first."""
    progress = show_progress(LearnerId(learner_id), caller=caller, database=services.database)
    return ProgressAnswer(
        completed_count=sum(one.state.completed_at is not None for one in progress.objectives),
        due_count=progress.due_count,
        active_days=list(progress.active_days),
        items=[_row(one) for one in progress.objectives],
    )


def _row(one: ObjectiveProgress) -> ProgressRow:
    state = one.state
    return ProgressRow(
        micro_module_id=state.micro_module_id,
        title=one.title,
        engaged_at=state.engaged_at,
        completed_at=state.completed_at,
        completed_version=state.completed_number,
        completed_digest=state.completed_digest,
        score=state.completed_score,
        mastery=one.mastery,
        recall=one.recall,
        due_at=state.due_at,
        reviews=state.reviews,
        lapses=state.lapses,
    )
