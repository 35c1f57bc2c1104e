"""xAPI statements: what learners did elsewhere, as other systems tell it."""

from __future__ import annotations

import json
import uuid
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field, model_validator

from service.api.conventions import Amount, Flag, Moment, problems
from service.api.routing import BEARER, KeyedRoute, UseServices, require
from service.problems import RequestRefused
from service.security import Scope
from service.workflows.learning.take_statements import Statement, take_statements
from service.workflows.platform.authenticate import Caller

router = APIRouter(prefix="/v1/statements", tags=["statements"], route_class=KeyedRoute, dependencies=[Depends(BEARER)])

Teller = Annotated[Caller, Depends(require(Scope.STATEMENTS_WRITE))]
MAX_STATEMENTS = 500


Text = Annotated[str, Field(max_length=2000)]


class _Part(BaseModel):
    """A part of xAPI 1.0.3; what we do not read is kept as it is."""

    model_config = ConfigDict(extra="allow", frozen=True)


class Account(_Part):
    homePage: Text = ""  # noqa: N815  xAPI's own name
    name: Text


class Actor(_Part):
    """`account.name`, or `mbox` without `mailto:`, is your own id of a learner."""

    account: Account | None = None
    mbox: Text | None = None


class Verb(_Part):
    id: Text


class Activity(_Part):
    """Its `id` ends in the id of a micro-module or an item."""

    id: Text = ""


class Score(_Part):
    scaled: Amount | None = Field(None, ge=-1, le=1)


class Outcome(_Part):
    score: Score | None = None
    success: Flag | None = None


class XapiStatement(_Part):
    """A statement of xAPI 1.0.3. `id` left out: it gets one."""

    id: uuid.UUID = Field(default_factory=uuid.uuid4)
    actor: Actor
    verb: Verb
    thing: Activity = Field(alias="object")
    result: Outcome | None = None
    timestamp: Moment | None = None

    @model_validator(mode="before")
    @classmethod
    def _refuse_nul(cls, sent: object) -> object:
        if "\\u0000" in json.dumps(sent, default=str):
            message = "the character NUL is not allowed"
            raise ValueError(message)
        return sent


@router.post("", responses=problems("invalid", "malformed"))
def post(statements: XapiStatement | list[XapiStatement], services: UseServices, caller: Teller) -> list[uuid.UUID]:
    """Take statements in, one or a list; those whose `id` is known change nothing. Their ids, in order."""
    sent = statements if isinstance(statements, list) else [statements]
    if len(sent) > MAX_STATEMENTS:
        raise RequestRefused("invalid", f"A request may hold {MAX_STATEMENTS} statements; send the rest in another.")
    take_statements([_read(one) for one in sent], caller=caller, database=services.database)
    return [one.id for one in sent]


def _read(sent: XapiStatement) -> Statement:
    result = sent.result or Outcome()
    return Statement(
        id=str(sent.id),
        actor=_actor(sent.actor),
        verb=sent.verb.id,
        object_id=sent.thing.id,
        score=None if result.score is None else result.score.scaled,
        success=result.success,
        happened_at=sent.timestamp,
        whole=sent.model_dump(mode="json", by_alias=True, exclude_none=True),
    )


def _actor(actor: Actor) -> str | None:
    if actor.account is not None:
        return actor.account.name
    return None if actor.mbox is None else actor.mbox.removeprefix("mailto:")
