"""What happened, in order, for those who would rather ask than be told."""

from __future__ import annotations

from collections.abc import Sequence

from service.db.events import Event
from service.db.unit_of_work import Database
from service.workflows.platform.authenticate import Caller


def list_changes(*, since: int, limit: int, caller: Caller, database: Database) -> Sequence[Event]:
    """Up to `limit` events after the one numbered `since`; nobody sees a number before all smaller ones."""
    with database.reading(caller.tenant) as work:
        return work.events.since(since, limit=limit)
