"""The learner's session: three minutes, or as many as there are."""

from __future__ import annotations

import secrets
from enum import StrEnum
from random import Random
from typing import Annotated, Literal

from fastapi import APIRouter, BackgroundTasks, Depends, Query, Request
from pydantic import BaseModel, Field

from recommender.types import Offer
from service.api.conventions import Answer, problems
from service.api.routing import BEARER, KeyedRoute, UseServices, require
from service.db.learners import LearnerId
from service.interchange.adaptive_card import as_adaptive_card
from service.interchange.session_cards import ADAPTIVE_CARD, SLACK
from service.interchange.slack_blocks import as_slack
from service.security import Scope
from service.workflows.learning.compose_card import compose_card
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


class CardFormat(StrEnum):
    """`json`: the whole session; else its first card, for a chat."""

    JSON = "json"
    SLACK = SLACK
    ADAPTIVE_CARD = ADAPTIVE_CARD


class SlackMessage(BaseModel):
    """Block Kit: post `text` and `blocks` with `chat.postMessage`, to the learner alone."""

    text: str
    blocks: list[dict[str, object]]


class AdaptiveCard(BaseModel):
    """Adaptive Card 1.4; hand what its Action.Submit sends on to `/callbacks/cards`."""

    type: Literal["AdaptiveCard"]
    schema_: str = Field(alias="$schema")
    version: str
    lang: str
    body: list[dict[str, object]]
    actions: list[dict[str, object]]


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
    request: Request,
    budget_seconds: Annotated[int, Query(ge=1, le=7200)] = 180,
    format: CardFormat = CardFormat.JSON,  # noqa: A002  as the parameter is called
) -> SessionAnswer | SlackMessage | AdaptiveCard:
    """What is due again, one new micro-module, one thing from people; what must be done comes first.

    As `slack` or `adaptive_card`: its first card with a question. What it sends back is signed, and graded once.
    """
    session = compose_session(
        LearnerId(learner_id),
        budget_seconds=budget_seconds,
        rng=Random(secrets.randbits(64)),  # noqa: S311  draws what to show, no secret
        caller=caller,
        recommending=services.recommending,
    )
    background.add_task(settle_shown, services.recommending)
    if format is CardFormat.JSON:
        return SessionAnswer(items=[_item(one) for one in session.items], total_seconds=session.total_seconds)
    card = compose_card(
        LearnerId(learner_id),
        next(iter(session.items), None),
        base_url=str(request.base_url),
        caller=caller,
        database=services.database,
    )
    if format is CardFormat.SLACK:
        return SlackMessage.model_validate(as_slack(card))
    return AdaptiveCard.model_validate(as_adaptive_card(card))


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
