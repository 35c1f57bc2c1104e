"""The threads that a caller may see."""

from __future__ import annotations

from collections.abc import Sequence

from service.db.base import ThreadId
from service.db.threads import Thread, ThreadFilter
from service.db.unit_of_work import Database
from service.workflows.community.viewer_of import viewer_of
from service.workflows.platform.authenticate import Caller


def list_threads(
    of: ThreadFilter, *, before: ThreadId | None, limit: int, caller: Caller, database: Database
) -> Sequence[Thread]:
    """Up to `limit`, newest first, those older than `before`."""
    with database.reading(caller.tenant) as work:
        return work.threads.page(viewer_of(caller, work), of=of, before=before, limit=limit)
