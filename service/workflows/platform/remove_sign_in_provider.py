"""Sign nobody in through the tenant's identity provider any more."""

from __future__ import annotations

from service.db.unit_of_work import Database
from service.errors import NotFound
from service.workflows.platform.authenticate import Caller


def remove_sign_in_provider(*, caller: Caller, database: Database) -> None:
    """Whoever signed in there is signed out; whom its subjects are here stays known. Raises NotFound."""
    with database.unit_of_work(caller.tenant, label="sign_in_provider") as work:
        if work.sign_in_providers.find() is None:
            raise NotFound("identity provider", caller.tenant)
        work.sign_in_providers.remove()
        work.audit.add("removed", "sign_in_provider", caller.tenant, by=caller.principal)
