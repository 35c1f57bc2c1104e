"""Give a principal a key; it is shown once, only its digest stays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from service.db.api_keys import ApiKey, new_key
from service.db.base import PrincipalId
from service.db.unit_of_work import Database
from service.errors import InvalidContent
from service.security import SCOPES_BY_KIND, Scope
from service.workflows.platform.authenticate import Caller


@dataclass(frozen=True, slots=True)
class NewKey:
    """The key in clear, never to be seen again, and the row that stays."""

    key: str
    row: ApiKey


def create_key(
    principal_id: PrincipalId,
    *,
    scopes: frozenset[Scope] | None,
    lifetime: timedelta | None,
    caller: Caller,
    database: Database,
) -> NewKey:
    """A fresh key; `scopes` None: all that the principal's kind may have; `lifetime` None: until revoked.

    Raises NotFound, InvalidContent for a scope that the kind may not have.
    """
    key = new_key(caller.tenant)
    with database.unit_of_work(caller.tenant, label="key") as work:
        principal = work.principals.get(principal_id)
        allowed = SCOPES_BY_KIND[principal.kind.value]
        beyond = sorted(scope.value for scope in (scopes or frozenset()) - allowed)
        if beyond:
            raise InvalidContent("scopes", f"{principal.kind.value} keys cannot have {', '.join(beyond)}")
        granted = sorted(scope.value for scope in (allowed if scopes is None else scopes))
        expires_at = None if lifetime is None else work.now + lifetime
        row = work.api_keys.add(principal_id, key, scopes=granted, expires_at=expires_at)
        detail: dict[str, object] = {"key_id": row.id, "scopes": granted}
        work.audit.add("key_created", "principal", principal_id, by=caller.principal, detail=detail)
    return NewKey(key, row)
