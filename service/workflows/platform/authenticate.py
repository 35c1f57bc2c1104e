"""Find out who calls from the key that came with the request."""

from __future__ import annotations

from dataclasses import dataclass

from service.db.api_keys import key_digest, tenant_of_key
from service.db.base import PrincipalId, TenantId
from service.db.principals import PrincipalKind
from service.db.unit_of_work import Database
from service.problems import RequestRefused
from service.security import SCOPES_BY_KIND, Scope


@dataclass(frozen=True, slots=True)
class Caller:
    """Who makes a request and what the key may do. `learner_id` is the integrator's id of a learner, else None."""

    tenant: TenantId
    principal: PrincipalId
    kind: PrincipalKind
    learner_id: str | None
    scopes: frozenset[Scope]
    key_id: str


def authenticate(key: str, *, database: Database) -> Caller:
    """The caller whose key this is; unknown, ended and revoked keys are refused alike. Raises RequestRefused."""
    tenant = tenant_of_key(key)
    caller = None if tenant is None else _look_up(tenant, key, database)
    if caller is None:
        raise RequestRefused(
            "unauthenticated", "The key is unknown, has ended or was revoked.", headers={"WWW-Authenticate": "Bearer"}
        )
    return caller


def _look_up(tenant: TenantId, key: str, database: Database) -> Caller | None:
    with database.reading(tenant) as work:
        found = work.api_keys.find_by_digest(key_digest(key))
        if found is None or not found.is_valid(work.now):
            return None
        principal = work.principals.get(found.principal_id)
        if not principal.is_active:
            return None
        allowed = SCOPES_BY_KIND[principal.kind.value]
        scopes = frozenset(scope for scope in allowed if scope.value in found.scopes)
        return Caller(tenant, principal.id, principal.kind, principal.learner_id, scopes, found.id)
