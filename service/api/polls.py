"""Polls: one vote a learner."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from service.api.community_content import (
    NewPollBody,
    PollAnswer,
    PollEntry,
    PollPage,
    VoteBody,
    cohorts_of,
    poll_answer,
)
from service.api.conventions import Cursor, IdempotencyKey, Limit, conflict_problems, next_cursor, problems
from service.api.routing import BEARER, KeyedRoute, UseServices, require
from service.db.base import MicroModuleId, PollId
from service.db.polls import NewPoll
from service.security import Scope
from service.workflows.community.list_polls import list_polls
from service.workflows.community.open_poll import open_poll
from service.workflows.community.show_poll import show_poll
from service.workflows.community.vote import vote
from service.workflows.platform.authenticate import Caller

router = APIRouter(prefix="/v1/polls", tags=["polls"], route_class=KeyedRoute, dependencies=[Depends(BEARER)])

Reader = Annotated[Caller, Depends(require(Scope.THREADS_READ))]
Writer = Annotated[Caller, Depends(require(Scope.THREADS_WRITE))]


@router.get("", responses=problems("invalid"))
def list_all(
    services: UseServices,
    caller: Reader,
    micro_module: Annotated[str | None, Query(description="A micro-module's id; left out: any.")] = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> PollPage:
    """What the caller may see, newest first."""
    found = list_polls(
        micro_module_id=None if micro_module is None else MicroModuleId(micro_module),
        before=None if cursor is None else PollId(cursor),
        limit=limit,
        caller=caller,
        database=services.database,
    )
    items = [PollEntry.model_validate(poll) for poll in found]
    return PollPage(items=items, cursor=next_cursor([poll.id for poll in found], limit=limit))


@router.post("", status_code=201, responses=problems("invalid", "malformed"))
def post(
    poll: NewPollBody,
    services: UseServices,
    caller: Writer,
    response: Response,
    idempotency_key: IdempotencyKey = None,
) -> PollAnswer:
    """Ask colleagues to choose."""
    new = NewPoll(
        question=poll.question,
        options=tuple(poll.options),
        micro_module_id=None if poll.micro_module_id is None else MicroModuleId(poll.micro_module_id),
        cohorts=cohorts_of(poll.visibility),
        closes_at=poll.closes_at,
    )
    poll_id = open_poll(new, idempotency_key=idempotency_key, caller=caller, database=services.database)
    response.headers["Location"] = f"/v1/polls/{poll_id}"
    return poll_answer(show_poll(poll_id, caller=caller, database=services.database))


@router.get("/{poll_id}", responses=problems("not-found"))
def get(poll_id: str, services: UseServices, caller: Reader) -> PollAnswer:
    """A poll, and the counts once one has voted."""
    return poll_answer(show_poll(PollId(poll_id), caller=caller, database=services.database))


@router.post("/{poll_id}/votes", responses=conflict_problems("malformed"))
def post_vote(poll_id: str, ballot: VoteBody, services: UseServices, caller: Writer) -> PollAnswer:
    """Vote, once; the same vote again changes nothing."""
    vote(PollId(poll_id), ballot.choice, author=ballot.learner, caller=caller, database=services.database)
    return poll_answer(show_poll(PollId(poll_id), caller=caller, database=services.database))
