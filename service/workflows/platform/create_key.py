"""Give a principal a key; it is shown once, only its digest stays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from service.db.api_keys import ApiKey, new_key
from service.db.base import Json, PrincipalId
from service.db.principals import PrincipalKind
from service.db.unit_of_work import Database
from service.errors import InvalidContent, KeyShownOnce
from service.security import SCOPES_BY_KIND, Scope
from service.workflows.platform.authenticate import Caller
from service.workflows.platform.idempotent_request import IdempotentRequest, do_once


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
    idempotency_key: str | None = None,
    caller: Caller,
    database: Database,
) -> NewKey:
    """A fresh key; `scopes` None: all that the principal's kind may have; `lifetime` None: until revoked.

    Raises NotFound, InvalidContent for a scope that the kind may not have, KeyShownOnce when the same request under the
    idempotency key made one before, IdempotencyConflict when another request did.
    """
    wanted = None if scopes is None else sorted(scope.value for scope in scopes)
    seconds = None if lifetime is None else lifetime.total_seconds()
    sent: Json = {"call": "create_key", "principal_id": principal_id, "scopes": wanted, "lifetime_seconds": seconds}
    request = IdempotentRequest(idempotency_key, caller.principal, sent)

    def create() -> NewKey:
        key = new_key(caller.tenant)
        with database.unit_of_work(caller.tenant, label="key") as work:
            made = request.answer(work)
            if made is not None:
                raise KeyShownOnce(str(made["key_id"]))
            granted = _granted(work.principals.get(principal_id).kind, wanted)
            expires_at = None if lifetime is None else work.now + lifetime
            row = work.api_keys.add(principal_id, key, scopes=granted, expires_at=expires_at)
            detail: Json = {"key_id": row.id, "scopes": granted}
            work.audit.add("key_created", "principal", principal_id, by=caller.principal, detail=detail)
            request.keep({"key_id": row.id}, work)
        return NewKey(key, row)

    return do_once(create)


def _granted(kind: PrincipalKind, wanted: list[str] | None) -> list[str]:
    allowed = sorted(scope.value for scope in SCOPES_BY_KIND[kind.value])
    beyond = [scope for scope in wanted or () if scope not in allowed]
    if beyond:
        raise InvalidContent("scopes", f"{kind.value} keys cannot have {', '.join(beyond)}")
    return allowed if wanted is None else wanted
