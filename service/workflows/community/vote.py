"""Choose in a poll, once."""

from __future__ import annotations

from service.db.base import PollId
from service.db.learners import LearnerId
from service.db.unit_of_work import Database
from service.errors import InvalidContent, WrongState
from service.workflows.community.writer_of import writer_of
from service.workflows.platform.authenticate import Caller
from service.workflows.platform.idempotent_request import do_once


def vote(poll_id: PollId, choice: int, *, author: LearnerId | None, caller: Caller, database: Database) -> None:
    """The same vote again is the first. Raises NotFound, InvalidContent, WrongState when closed or voted otherwise."""

    def act() -> None:
        with database.unit_of_work(caller.tenant, label="vote") as work:
            writer = writer_of(caller, author, work)
            poll = work.polls.get(poll_id, writer.viewer)
            if not 0 <= choice < len(poll.options):
                raise InvalidContent("choice", f"choose from 0 to {len(poll.options) - 1}")
            before = work.polls.vote_of(poll_id, writer.principal_id)
            if before is not None and before.choice == choice:
                return
            if before is not None:
                raise WrongState("vote", poll_id, state="cast", action="changed")
            if not poll.takes_votes(work.now):
                raise WrongState("poll", poll_id, state="closed", action="voted on")
            work.polls.vote(poll_id, choice, by=writer.principal_id)

    do_once(act)
