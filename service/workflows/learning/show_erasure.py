"""The receipt of an erasure."""

from __future__ import annotations

from service.db.erasures import ErasureRow
from service.db.unit_of_work import Database
from service.workflows.platform.authenticate import Caller


def show_erasure(erasure_id: str, *, caller: Caller, database: Database) -> ErasureRow:
    """Raises NotFound."""
    with database.reading(caller.tenant) as work:
        return work.erasures.get(erasure_id)
