"""A poll as one viewer may see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from service.db.base import PollId
from service.db.polls import Poll
from service.db.principals import PrincipalKind
from service.db.unit_of_work import Database
from service.workflows.community.viewer_of import viewer_of
from service.workflows.platform.authenticate import Caller


@dataclass(frozen=True, slots=True)
class ShownPoll:
    """`own_choice` None: the caller did not vote. `counts` None: not shown before one has voted, so that nobody is led.

    `is_open`: it takes votes.
    """

    poll: Poll
    is_open: bool
    own_choice: int | None
    counts: Sequence[int] | None


def show_poll(poll_id: PollId, *, caller: Caller, database: Database) -> ShownPoll:
    """Raises NotFound, also for what the caller may not see."""
    with database.reading(caller.tenant) as work:
        poll = work.polls.get(poll_id, viewer_of(caller, work))
        own = work.polls.vote_of(poll_id, caller.principal)
        is_open = poll.takes_votes(work.now)
        may_see = own is not None or not is_open or caller.kind is not PrincipalKind.LEARNER
        counts = work.polls.counts(poll) if may_see else None
        return ShownPoll(poll, is_open, None if own is None else own.choice, counts)
