"""Let a principal sign in to the pages: a name and a password, of which only a slow hash stays."""

from __future__ import annotations

from service.db.base import PrincipalId, TenantId
from service.db.unit_of_work import Database
from service.errors import AlreadyExists, InvalidContent
from service.security import ACCOUNT_NAME, MIN_PASSWORD, hash_password


def put_account(
    tenant: TenantId, principal_id: PrincipalId, *, name: str, password: str, by: PrincipalId, database: Database
) -> None:
    """The principal's account has this name and password from now on; whoever was signed in with another is not.

    Raises NotFound, InvalidContent for a name or password that cannot be, AlreadyExists for a name that is taken.
    """
    if not ACCOUNT_NAME.fullmatch(name):
        raise InvalidContent("name", "use 1 to 64 small letters, digits, dots, hyphens and underscores")
    if not MIN_PASSWORD <= len(password) <= 1000:
        raise InvalidContent("password", f"use {MIN_PASSWORD} to 1000 characters")
    password_hash = hash_password(password)
    with database.unit_of_work(tenant, label="account") as work:
        work.principals.get(principal_id)
        taken = work.accounts.find_by_name(name)
        if taken is not None and taken.principal_id != principal_id:
            raise AlreadyExists("accounts", f"name {name!r}")
        work.accounts.put(principal_id, name, password_hash)
        work.sign_ins.end_all(principal_id)
        work.audit.add("account_set", "principal", principal_id, by=by)
