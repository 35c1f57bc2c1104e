"""Sign a person in to the pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from service.db.accounts import Account
from service.db.base import TenantId
from service.db.sign_ins import new_token
from service.db.unit_of_work import Database
from service.security import ACCOUNT_NAME, password_matches


@dataclass(frozen=True, slots=True)
class SignedIn:
    """`token` is for the browser alone."""

    token: str
    lifetime: timedelta


def sign_in(name: str, password: str, *, lifetime: timedelta, database: Database) -> SignedIn | None:
    """A fresh sign-in for the account `NAME@TENANT`; None: no such account, another password, or not active.

    An unknown name takes as long as a wrong password, so that nobody learns who has an account.
    """
    own_name, _, tenant_id = name.strip().lower().rpartition("@")
    account = _find(TenantId(tenant_id), own_name, database) if tenant_id and ACCOUNT_NAME.fullmatch(own_name) else None
    if not password_matches(password, account.password_hash if account else None) or account is None:
        return None
    token = new_token(account.tenant_id)
    with database.unit_of_work(account.tenant_id, label="sign_in") as work:
        if not work.principals.get(account.principal_id).is_active:
            return None
        work.sign_ins.add(account.principal_id, token, expires_at=work.now + lifetime)
        work.audit.add("signed_in", "principal", account.principal_id, by=account.principal_id)
    return SignedIn(token, lifetime)


def _find(tenant: TenantId, name: str, database: Database) -> Account | None:
    with database.reading(tenant) as work:
        return work.accounts.find_by_name(name)
