"""Change the tenant's own settings."""

from __future__ import annotations

from service.db.tenants import Tenant
from service.db.unit_of_work import Database
from service.workflows.platform.authenticate import Caller


def change_tenant(*, approver_must_differ: bool, caller: Caller, database: Database) -> Tenant:
    """The tenant as it is afterwards."""
    with database.unit_of_work(caller.tenant, label="tenant") as work:
        work.tenants.demand_second_person(demanded=approver_must_differ)
        detail: dict[str, object] = {"approver_must_differ": approver_must_differ}
        work.audit.add("changed", "tenant", caller.tenant, by=caller.principal, detail=detail)
        return work.tenants.get()
