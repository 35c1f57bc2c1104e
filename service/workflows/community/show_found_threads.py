"""Which of the threads that an index named may be shown to this caller now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from service.db.unit_of_work import UnitOfWork
from service.workflows.community.viewer_of import viewer_of
from service.workflows.learning.find_passages import Shown
from service.workflows.platform.authenticate import Caller


def show_found_threads(object_ids: Sequence[str], *, caller: Caller, work: UnitOfWork) -> Mapping[str, Shown]:
    """Those that the caller may see, as they are now."""
    threads = work.threads.visible(object_ids, viewer_of(caller, work))
    return {thread.id: Shown(thread.title, thread.revision) for thread in threads.values()}
