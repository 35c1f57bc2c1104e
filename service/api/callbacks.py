"""Callbacks: answers to session cards, from chats that hold no key; what the card sends back is signed instead."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, cast
from urllib.parse import parse_qs

from fastapi import APIRouter, BackgroundTasks, Depends, Header, Request, Response
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from service.api.conventions import Answer, RequestBody, problems
from service.api.routing import UseServices
from service.api.sessions import AdaptiveCard
from service.bootstrap import Services
from service.db.base import TenantId
from service.interchange.adaptive_card import graded_as_adaptive_card
from service.interchange.card_token import CardToken
from service.interchange.slack_blocks import ANSWER, graded_as_slack
from service.outgoing import MAX_URL
from service.problems import RequestRefused, rate_limited
from service.security import RateLimiter
from service.workflows.learning.answer_card import answer_card
from service.workflows.learning.believe_card import believe_card
from service.workflows.platform.demand_slack import demand_slack

router = APIRouter(prefix="/callbacks", tags=["callbacks"])

CARDS_PER_MINUTE = 60  # that one learner can send answers to
MAX_TOKEN = 2000  # characters; Slack keeps no more beside a button
_REFUSED: dict[int | str, dict[str, object]] = {
    status: answer for status, answer in problems("not-found", "invalid", "malformed").items() if status != 401
}


class CardSubmission(RequestBody):
    """What the card's Action.Submit sends, as it is: of several choices `answer` has the ids, separated by commas."""

    token: str = Field(min_length=1, max_length=MAX_TOKEN)
    answer: str = Field(min_length=1, max_length=2000)


class CardGrading(Answer):
    """`score` null: nothing was graded. Show `card` in place of the question."""

    score: float | None
    rationale: str
    card: AdaptiveCard


class _Chosen(BaseModel):
    model_config = ConfigDict(extra="ignore")

    value: str = Field(max_length=64)


class _State(BaseModel):
    """What was chosen or typed; one of the three."""

    model_config = ConfigDict(extra="ignore")

    selected_option: _Chosen | None = None
    selected_options: list[_Chosen] = Field([], max_length=10)
    value: str | None = Field(None, max_length=2000)

    def answer(self) -> Sequence[str]:
        """Ids of options, or a line of text; empty: nothing."""
        if self.selected_option is not None:
            return [self.selected_option.value]
        return [one.value for one in self.selected_options] or ([self.value] if self.value else [])


class _Action(BaseModel):
    model_config = ConfigDict(extra="ignore")

    action_id: str
    value: str | None = Field(None, max_length=MAX_TOKEN)


class _States(BaseModel):
    model_config = ConfigDict(extra="ignore")

    values: dict[str, dict[str, _State]] = {}


class _Interaction(BaseModel):
    """Slack's block_actions payload, as far as it is read here."""

    model_config = ConfigDict(extra="ignore")

    actions: list[_Action] = Field([], max_length=25)
    state: _States = _States()
    response_url: str | None = Field(None, max_length=MAX_URL)


@dataclass(frozen=True, slots=True)
class _Signed:
    """What Slack signed, and how."""

    body: bytes
    timestamp: str
    signature: str


async def _signed(
    request: Request,
    x_slack_request_timestamp: Annotated[str, Header(max_length=20)] = "",
    x_slack_signature: Annotated[str, Header(max_length=200)] = "",
) -> _Signed:
    return _Signed(await request.body(), x_slack_request_timestamp, x_slack_signature)


@router.post("/cards", responses=_REFUSED)
def post_card(sent: CardSubmission, services: UseServices, request: Request) -> CardGrading:
    """Grade what an Adaptive Card sent; a repeat, or another answer to the same card, gives the first grading."""
    token = believe_card(sent.token, database=services.database)
    _demand_patience(request, token)
    graded = answer_card(token, sent.answer.split(","), database=services.database)
    card = AdaptiveCard.model_validate(graded_as_adaptive_card(graded))
    return CardGrading(score=graded.score, rationale=graded.rationale, card=card)


@router.post(
    "/slack/{tenant}",
    response_class=Response,
    responses={**_REFUSED, 200: {"description": "Taken; the message is replaced a moment later.", "content": {}}},
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "application/x-www-form-urlencoded": {
                    "schema": {"type": "object", "properties": {"payload": {"type": "string"}}, "required": ["payload"]}
                }
            },
        }
    },
)
def post_slack(
    tenant: str,
    signed: Annotated[_Signed, Depends(_signed)],
    services: UseServices,
    request: Request,
    background: BackgroundTasks,
) -> Response:
    """Take what Slack posts when a card is answered: the request URL of your Slack app's interactivity."""
    demand_slack(
        TenantId(tenant),
        timestamp=signed.timestamp,
        signature=signed.signature,
        body=signed.body,
        database=services.database,
    )
    interaction = _interaction(signed.body)
    written = next((one.value for one in interaction.actions if one.action_id == ANSWER and one.value), None)
    given = interaction.state.values.get(ANSWER, {}).get(ANSWER, _State()).answer()
    if written is None or not given:
        return Response()  # another button, or nothing chosen yet
    token = believe_card(written, database=services.database)
    if token.tenant != tenant:
        raise RequestRefused("forbidden", "The card is another tenant's.")
    _demand_patience(request, token)
    graded = graded_as_slack(answer_card(token, given, database=services.database))
    if interaction.response_url is not None:
        background.add_task(_replace, interaction.response_url, graded, services)
    return Response()


def _interaction(body: bytes) -> _Interaction:
    payload = parse_qs(body.decode(errors="replace"), max_num_fields=5).get("payload", [""])[0]
    try:
        return _Interaction.model_validate_json(payload)
    except ValidationError:
        raise RequestRefused("malformed", "There is no payload of Slack's in it.") from None


def _replace(response_url: str, message: dict[str, object], services: Services) -> None:
    """Show the grading in place of the question; when Slack does not take it, the learner sees the question still."""
    body = json.dumps({"replace_original": True, **message}).encode()
    services.outgoing.send("POST", response_url, body, {"content-type": "application/json"})


def _demand_patience(request: Request, token: CardToken) -> None:
    """By learner: what somebody made up takes nothing of anybody's."""
    limiter = cast("RateLimiter", request.app.state.card_limiter)
    seconds = limiter.seconds_to_wait(f"{token.tenant}/{token.learner_id}", now=time.monotonic())
    if seconds > 0:
        raise rate_limited(seconds)
