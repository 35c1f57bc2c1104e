"""The learner's session: three minutes, or as many as there are."""

from __future__ import annotations

import secrets
from random import Random
from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Depends, Query
from pydantic import BaseModel

from recommender.types import Offer
from service.api.conventions import Answer, problems
from service.api.routing import BEARER, KeyedRoute, UseServices, require
from service.db.learners import LearnerId
from service.security import Scope
from service.workflows.learning.compose_session import compose_session
from service.workflows.learning.remember_shown import Impression
from service.workflows.learning.settle_shown import settle_shown
from service.workflows.platform.authenticate import Caller

router = APIRouter(prefix="/v1/learners", tags=["learners"], route_class=KeyedRoute, dependencies=[Depends(BEARER)])

Reader = Annotated[Caller, Depends(require(Scope.LEARNERS_READ))]


class ReasonAnswer(Answer):
    """`code` is the term of the rank score that speaks for it; `text` says it in the learner's language."""

    code: str
    text: str
    evidence: dict[str, str | float]


class SessionItem(BaseModel):
    """`id` is what to open: for a review the item to ask, which is in the quiz of `micro_module_id`.

    `seconds` is for reading it, for a review for answering. `micro_module_id` null: it belongs to none.
    """

    kind: Offer
    id: str
    title: str
    seconds: int
    micro_module_id: str | None
    reasons: list[ReasonAnswer]
    impression_id: str


class SessionAnswer(BaseModel):
    """In the order in which to take it up; `total_seconds` is never above the budget."""

    items: list[SessionItem]
    total_seconds: int


@router.get("/{learner_id}/session", responses=problems("not-found", "invalid"))
def get_session(
    learner_id: str,
    services: UseServices,
    caller: Reader,
    background: BackgroundTasks,
    budget_seconds: Annotated[int, Query(ge=1, le=7200)] = 180,
) -> SessionAnswer:
    """What is due again, one new micro-module, one thing from people; what must be done comes first."""
    session = compose_session(
        LearnerId(learner_id),
        budget_seconds=budget_seconds,
        rng=Random(secrets.randbits(64)),  # noqa: S311  draws what to show, no secret
        caller=caller,
        recommending=services.recommending,
    )
    background.add_task(settle_shown, services.recommending)
    return SessionAnswer(items=[_item(one) for one in session.items], total_seconds=session.total_seconds)


def _item(impression: Impression) -> SessionItem:
    one = impression.recommendation
    return SessionItem(
        kind=one.kind,
        id=one.id,
        title=one.title,
        seconds=one.seconds,
        micro_module_id=one.micro_module_id,
        reasons=[ReasonAnswer.model_validate(reason) for reason in one.reasons],
        impression_id=impression.id,
    )
