"""Who belongs to the tenant."""

from __future__ import annotations

from collections.abc import Sequence

from service.db.principals import Principal
from service.db.unit_of_work import Database
from service.workflows.platform.authenticate import Caller


def list_principals(*, caller: Caller, database: Database) -> Sequence[Principal]:
    """Every principal, oldest first."""
    with database.reading(caller.tenant) as work:
        return work.principals.all()
