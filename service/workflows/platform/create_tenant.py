"""Take a company into the service: its tenant, its first administrator, and that administrator's key."""

from __future__ import annotations

from dataclasses import dataclass

from service.db.api_keys import new_key
from service.db.base import TenantId
from service.db.principals import Principal, PrincipalKind
from service.db.tenants import Tenant
from service.db.unit_of_work import Database
from service.errors import AlreadyExists
from service.security import SCOPES_BY_KIND


@dataclass(frozen=True, slots=True)
class NewTenant:
    """The tenant, its administrator, and the administrator's key in clear, never to be seen again."""

    tenant: Tenant
    administrator: Principal
    key: str


def create_tenant(tenant_id: TenantId, name: str, *, administrator: str, database: Database) -> NewTenant:
    """The tenant with an administrator of that name; the key holds until it is revoked. Raises AlreadyExists."""
    key = new_key(tenant_id)
    kind = PrincipalKind.ADMINISTRATOR
    with database.unit_of_work(tenant_id, label="tenant") as work:
        if work.tenants.find() is not None:
            raise AlreadyExists("tenant", tenant_id)
        tenant = work.tenants.add(name)
        principal = work.principals.add(kind, administrator)
        scopes = sorted(scope.value for scope in SCOPES_BY_KIND[kind.value])
        work.api_keys.add(principal.id, key, scopes=scopes)
        work.audit.add("created", "tenant", tenant_id, by=principal.id)
    return NewTenant(tenant, principal, key)
