"""The tenant's own settings."""

from __future__ import annotations

from service.db.tenants import Tenant
from service.db.unit_of_work import Database
from service.workflows.platform.authenticate import Caller


def show_tenant(*, caller: Caller, database: Database) -> Tenant:
    """The caller's tenant."""
    with database.reading(caller.tenant) as work:
        return work.tenants.get()
