"""Take a person or a system into the tenant."""

from __future__ import annotations

from service.db.base import Json, PrincipalId
from service.db.principals import Principal, PrincipalKind
from service.db.unit_of_work import Database
from service.errors import AlreadyExists
from service.workflows.platform.authenticate import Caller
from service.workflows.platform.idempotent_request import IdempotentRequest, do_once


def create_principal(
    kind: PrincipalKind,
    name: str,
    *,
    learner_id: str | None,
    idempotency_key: str | None = None,
    caller: Caller,
    database: Database,
) -> Principal:
    """The new principal, or the one that the same request under the key made.

    Raises AlreadyExists for a `learner_id` that some learner has, IdempotencyConflict.
    """
    sent: Json = {"call": "create_principal", "kind": kind.value, "name": name, "learner_id": learner_id}
    request = IdempotentRequest(idempotency_key, caller.principal, sent)

    def create() -> Principal:
        with database.unit_of_work(caller.tenant, label="principal") as work:
            answered = request.answer(work)
            if answered is not None:
                return work.principals.get(PrincipalId(str(answered["principal_id"])))
            if learner_id is not None and work.principals.find_learner(learner_id) is not None:
                raise AlreadyExists("learner", learner_id)
            principal = work.principals.add(kind, name, learner_id=learner_id)
            work.audit.add("created", "principal", principal.id, by=caller.principal, detail={"kind": kind.value})
            request.keep({"principal_id": principal.id}, work)
            return principal

    return do_once(create)
