"""Find out who looks at a page from what their browser keeps."""

from __future__ import annotations

from dataclasses import dataclass

from service.db.sign_ins import tenant_of_token
from service.db.unit_of_work import Database
from service.security import SCOPES_BY_KIND
from service.workflows.platform.authenticate import Caller


@dataclass(frozen=True, slots=True)
class Person:
    """Who is signed in: `caller` for workflows, the names for the page."""

    caller: Caller
    name: str
    tenant_name: str


def find_signed_in(token: str, *, database: Database) -> Person | None:
    """The person; None: signed out, over, or not active any more."""
    tenant = tenant_of_token(token)
    if tenant is None:
        return None
    with database.reading(tenant) as work:
        found = work.sign_ins.find(token)
        if found is None:
            return None
        principal = work.principals.get(found.principal_id)
        if not principal.is_active:
            return None
        scopes = SCOPES_BY_KIND[principal.kind.value]
        caller = Caller(tenant, principal.id, principal.kind, principal.learner_id, scopes, found.id)
        return Person(caller, principal.name, work.tenants.get().name)
