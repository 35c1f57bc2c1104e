"""Ask colleagues to choose."""

from __future__ import annotations

from dataclasses import replace

from service.db.base import Json, PollId
from service.db.polls import NewPoll
from service.db.unit_of_work import Database, UnitOfWork
from service.errors import InvalidContent
from service.interchange.community_text import clean_text
from service.workflows.community.demand_own_cohorts import demand_own_cohorts
from service.workflows.community.demand_published import demand_published
from service.workflows.community.viewer_of import viewer_of
from service.workflows.platform.authenticate import Caller
from service.workflows.platform.idempotent_request import IdempotentRequest, do_once


def open_poll(poll: NewPoll, *, idempotency_key: str | None, caller: Caller, database: Database) -> PollId:
    """The id of the poll, or of the one that the same request under the key opened.

    Raises InvalidContent, IdempotencyConflict.
    """
    request = IdempotentRequest(idempotency_key, caller.principal, _as_json(poll))

    def act() -> PollId:
        with database.unit_of_work(caller.tenant, label="poll") as work:
            answered = request.answer(work)
            if answered is not None:
                return PollId(str(answered["poll_id"]))
            poll_id = _open(poll, caller, work)
            request.keep({"poll_id": poll_id}, work)
            return poll_id

    return do_once(act)


def _open(poll: NewPoll, caller: Caller, work: UnitOfWork) -> PollId:
    demand_own_cohorts(poll.cohorts, viewer_of(caller, work), caller)
    demand_published(poll.micro_module_id, work)
    question = clean_text(poll.question)
    options = tuple(clean_text(option) for option in poll.options)
    if not (question and all(options)):
        raise InvalidContent("options" if question else "question", "nothing to read is left of it")
    if len(set(options)) < len(options):
        raise InvalidContent("options", "two are the same")
    if poll.closes_at is not None and poll.closes_at <= work.now:
        raise InvalidContent("closes_at", "that is over already")
    return work.polls.add(replace(poll, question=question, options=options), by=caller.principal).id


def _as_json(poll: NewPoll) -> Json:
    return {
        "call": "open_poll",
        "question": poll.question,
        "options": list(poll.options),
        "micro_module_id": poll.micro_module_id,
        "cohorts": None if poll.cohorts is None else sorted(poll.cohorts),
        "closes_at": None if poll.closes_at is None else poll.closes_at.isoformat(),
    }
