"""Colleagues who are likely to know."""

from __future__ import annotations

from service.db.base import ThreadId
from service.db.threads import ThreadKind
from service.errors import WrongState
from service.workflows.community.find_helpers import Helpers, find_helpers
from service.workflows.community.relate import Relater
from service.workflows.community.viewer_of import viewer_of
from service.workflows.platform.authenticate import Caller


def show_helpers(thread_id: ThreadId, *, caller: Caller, relater: Relater) -> Helpers:
    """Raises NotFound, also for what the caller may not see, and WrongState for what is no question."""
    with relater.finder.database.reading(caller.tenant) as work:
        thread = work.threads.get(thread_id, viewer_of(caller, work))
        if thread.kind is not ThreadKind.QUESTION:
            raise WrongState("thread", thread_id, state=f"a {thread.kind.value}", action="helped with")
    return find_helpers(thread, caller=caller, relater=relater)
