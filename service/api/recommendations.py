"""Recommendations for a learner as a list, and what the learner makes of what was shown."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Depends, Query, Response
from pydantic import BaseModel, Field

from recommender.types import Offer
from service.api.conventions import MAX_PAGE, PROBLEM_CONTENT, Cursor, RequestBody, encode_cursor, problems
from service.api.routing import BEARER, KeyedRoute, UseServices, require
from service.api.sessions import ReasonAnswer
from service.db.learners import LearnerId
from service.problems import RequestRefused
from service.security import Scope
from service.workflows.learning.recommend_to_learner import Wanted, recommend_to_learner
from service.workflows.learning.remember_shown import Impression
from service.workflows.learning.settle_shown import settle_shown
from service.workflows.learning.take_feedback import Action, take_feedback
from service.workflows.platform.authenticate import Caller

router = APIRouter(prefix="/v1/learners", tags=["learners"], route_class=KeyedRoute, dependencies=[Depends(BEARER)])

Reader = Annotated[Caller, Depends(require(Scope.LEARNERS_READ))]
Self = Annotated[Caller, Depends(require(Scope.LEARNING_WRITE))]

DEEPEST = 200  # nobody reads on; a cursor beyond is refused


class WantedList(BaseModel):
    """`kinds` separated by commas, left out: any. `surface` is where you show them, kept for evaluation."""

    kinds: str | None = None
    surface: str = Field("list", max_length=50)
    limit: int = Field(10, ge=1, le=MAX_PAGE)


class RecommendationAnswer(BaseModel):
    """`id` is what to open: for a review the item to ask. `rank_score` orders this list and means nothing elsewhere."""

    kind: Offer
    id: str
    title: str
    seconds: int
    rank_score: float
    micro_module_id: str | None
    reasons: list[ReasonAnswer]
    impression_id: str


class RecommendationPage(BaseModel):
    items: list[RecommendationAnswer]
    cursor: str | None


class NewFeedback(RequestBody):
    """What the learner made of what was shown as `impression_id`."""

    impression_id: str = Field(min_length=1, max_length=64)
    action: Action


@router.get("/{learner_id}/recommendations", responses=problems("not-found", "invalid"))
def get_recommendations(
    learner_id: str,
    services: UseServices,
    caller: Reader,
    background: BackgroundTasks,
    wanted: Annotated[WantedList, Query()],
    cursor: Cursor = None,
) -> RecommendationPage:
    """What might come next, the best first, with reasons."""
    after = _place(cursor)
    listed = Wanted(wanted.limit, wanted.surface, after=after, kinds=_kinds(wanted.kinds))
    shown = recommend_to_learner(LearnerId(learner_id), listed, caller=caller, recommending=services.recommending)
    background.add_task(settle_shown, services.recommending)
    following = after + wanted.limit
    goes_on = len(shown) == wanted.limit and following < DEEPEST
    return RecommendationPage(
        items=[_answer(one) for one in shown], cursor=encode_cursor(str(following)) if goes_on else None
    )


@router.post(
    "/{learner_id}/feedback",
    status_code=204,
    responses={
        **problems("not-found", "invalid", "malformed"),
        409: {"description": "What must be done cannot be dismissed", "content": PROBLEM_CONTENT},
    },
)
def post_feedback(learner_id: str, feedback: NewFeedback, services: UseServices, caller: Self) -> Response:
    """Say what the learner made of something that was shown; the next session knows it."""
    take_feedback(
        LearnerId(learner_id),
        feedback.impression_id,
        feedback.action,
        caller=caller,
        recommending=services.recommending,
    )
    return Response(status_code=204)


def _kinds(kinds: str | None) -> frozenset[Offer] | None:
    if kinds is None:
        return None
    try:
        return frozenset(Offer(one.strip()) for one in kinds.split(","))
    except ValueError:
        known = ", ".join(Offer)
        raise RequestRefused("invalid", f"kinds may be: {known}.") from None


def _place(cursor: str | None) -> int:
    if cursor is None:
        return 0
    if not cursor.isdecimal() or int(cursor) >= DEEPEST:
        raise RequestRefused("invalid", "The cursor is none of ours; begin again without one.")
    return int(cursor)


def _answer(impression: Impression) -> RecommendationAnswer:
    one = impression.recommendation
    return RecommendationAnswer(
        kind=one.kind,
        id=one.id,
        title=one.title,
        seconds=one.seconds,
        rank_score=one.rank_score,
        micro_module_id=one.micro_module_id,
        reasons=[ReasonAnswer.model_validate(reason) for reason in one.reasons],
        impression_id=impression.id,
    )
