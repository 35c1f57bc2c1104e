"""One contradiction with the author's word on it."""

from __future__ import annotations

from service.db.base import ConflictId
from service.db.conflicts import ConflictRow
from service.db.unit_of_work import Database
from service.workflows.platform.authenticate import Caller


def show_conflict(conflict_id: ConflictId, *, caller: Caller, database: Database) -> ConflictRow:
    """The conflict of that id. Raises NotFound."""
    with database.reading(caller.tenant) as work:
        return work.conflicts.get(conflict_id)
