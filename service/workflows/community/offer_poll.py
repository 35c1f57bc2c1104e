"""A poll that somebody may still vote in, about what they have just learned or about nothing in particular."""

from __future__ import annotations

from collections.abc import Collection

from service.db.base import MicroModuleId
from service.db.polls import Poll
from service.db.unit_of_work import Database
from service.workflows.community.viewer_of import viewer_of
from service.workflows.platform.authenticate import Caller

LATEST = 50  # polls that are looked at


def offer_poll(micro_module_ids: Collection[MicroModuleId], *, caller: Caller, database: Database) -> Poll | None:
    """The latest about one of these, else the latest about none; None: there is none that waits for the caller."""
    with database.reading(caller.tenant) as work:
        voted = work.polls.voted_in(caller.principal)
        found = work.polls.page(viewer_of(caller, work), micro_module_id=None, before=None, limit=LATEST)
        waiting = [poll for poll in found if poll.id not in voted and poll.takes_votes(work.now)]
    about = (poll for poll in waiting if poll.micro_module_id in micro_module_ids)
    general = (poll for poll in waiting if poll.micro_module_id is None)
    return next(about, None) or next(general, None)
