"""What learners ask and nothing teaches: questions that no published micro-module is about."""

from __future__ import annotations

from collections.abc import Sequence

from service.db.base import ThreadId
from service.db.threads import Thread
from service.db.unit_of_work import Database
from service.workflows.community.viewer_of import viewer_of
from service.workflows.platform.authenticate import Caller


def list_gaps(*, before: ThreadId | None, limit: int, caller: Caller, database: Database) -> Sequence[Thread]:
    """Up to `limit` questions that the caller may see, newest first; a moment old at most, as links are."""
    with database.reading(caller.tenant) as work:
        return work.thread_links.uncovered_questions(viewer_of(caller, work), before=before, limit=limit)
