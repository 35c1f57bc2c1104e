"""Take a person or a system into the tenant."""

from __future__ import annotations

from service.db.principals import Principal, PrincipalKind
from service.db.unit_of_work import Database
from service.errors import AlreadyExists
from service.workflows.platform.authenticate import Caller


def create_principal(
    kind: PrincipalKind, name: str, *, learner_id: str | None, caller: Caller, database: Database
) -> Principal:
    """The new principal. Raises AlreadyExists for a `learner_id` that some learner has."""
    with database.unit_of_work(caller.tenant, label="principal") as work:
        if learner_id is not None and work.principals.find_learner(learner_id) is not None:
            raise AlreadyExists("learner", learner_id)
        principal = work.principals.add(kind, name, learner_id=learner_id)
        work.audit.add("created", "principal", principal.id, by=caller.principal, detail={"kind": kind.value})
    return principal
