"""For the administrator: principals and their keys, the tenant's settings, the audit trail."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, Field, model_validator

from service.api.conventions import (
    PROBLEM_CONTENT,
    Amount,
    Answer,
    Cursor,
    Flag,
    IdempotencyKey,
    Limit,
    RequestBody,
    Whole,
    conflict_problems,
    next_cursor,
    problems,
)
from service.api.routing import BEARER, KeyedRoute, UseServices, require
from service.db.base import PrincipalId
from service.db.principals import PrincipalKind
from service.db.tenants import Tenant
from service.security import Scope
from service.workflows.platform.authenticate import Caller
from service.workflows.platform.change_tenant import TenantWishes, change_tenant
from service.workflows.platform.create_key import create_key
from service.workflows.platform.create_principal import create_principal
from service.workflows.platform.list_principals import list_principals
from service.workflows.platform.read_audit_trail import read_audit_trail
from service.workflows.platform.revoke_key import revoke_key
from service.workflows.platform.show_tenant import show_tenant

router = APIRouter(prefix="/v1", tags=["administration"], route_class=KeyedRoute, dependencies=[Depends(BEARER)])

_SHOWN_ONCE: dict[int | str, dict[str, object]] = {
    409: {"description": "The key was made before and is not shown again", "content": PROBLEM_CONTENT}
}

Administrator = Annotated[Caller, Depends(require(Scope.ADMINISTRATION))]


class NewPrincipal(RequestBody):
    """`learner_id` is your own id of a learner; only learners have one, and they need it."""

    kind: PrincipalKind
    name: str = Field(min_length=1, max_length=200)
    learner_id: str | None = Field(None, min_length=1, max_length=200)

    @model_validator(mode="after")
    def _name_learners(self) -> NewPrincipal:
        if (self.kind is PrincipalKind.LEARNER) != (self.learner_id is not None):
            message = "learner_id goes with kind learner, and only with it"
            raise ValueError(message)
        return self


class PrincipalAnswer(Answer):
    id: str
    kind: PrincipalKind
    name: str
    learner_id: str | None
    is_active: bool
    created_at: datetime


class PrincipalList(BaseModel):
    items: list[PrincipalAnswer]
    cursor: None = None


class NewKey(RequestBody):
    """`scopes` left out: all that the principal's kind may have; `expires_in_days` left out: until revoked."""

    scopes: list[Scope] | None = Field(None, min_length=1)
    expires_in_days: Whole | None = Field(None, ge=1, le=3650)


class KeyAnswer(BaseModel):
    """`key` is shown this once; only its digest is kept."""

    id: str
    key: str
    scopes: list[str]
    expires_at: datetime | None


class TenantAnswer(Answer):
    """`approver_must_differ`: nobody may approve what they uploaded or edited. The model's settings: see the change."""

    id: str
    name: str
    approver_must_differ: bool
    uses_model: bool
    model_budget: float | None
    trusts_slack: bool


class TenantChange(RequestBody):
    """`uses_model`: documents may be sent to the operator's language model. `model_budget`: what that may cost in a
    calendar month, null: the operator's own limit. `slack_signing_secret`: of your Slack app, whose answers to session
    cards are then taken; null: none are. What is left out stays."""

    approver_must_differ: Flag | None = None
    uses_model: Flag | None = None
    model_budget: Amount | None = Field(None, ge=0, le=1_000_000)
    slack_signing_secret: str | None = Field(None, min_length=16, max_length=200)


class AuditAnswer(Answer):
    """`principal_id` did `action` to the `kind` with `object_id`."""

    id: str
    principal_id: str
    action: str
    kind: str
    object_id: str
    detail: dict[str, object]
    created_at: datetime


class AuditPage(BaseModel):
    items: list[AuditAnswer]
    cursor: str | None


@router.get("/principals", responses=problems())
def get_principals(services: UseServices, caller: Administrator) -> PrincipalList:
    """Everybody of the tenant."""
    rows = list_principals(caller=caller, database=services.database)
    return PrincipalList(items=[PrincipalAnswer.model_validate(row) for row in rows])


@router.post("/principals", status_code=201, responses=conflict_problems("malformed"))
def post_principal(
    principal: NewPrincipal, services: UseServices, caller: Administrator, idempotency_key: IdempotencyKey = None
) -> PrincipalAnswer:
    """Take a person or a system into the tenant."""
    row = create_principal(
        principal.kind,
        principal.name,
        learner_id=principal.learner_id,
        idempotency_key=idempotency_key,
        caller=caller,
        database=services.database,
    )
    return PrincipalAnswer.model_validate(row)


@router.post(
    "/principals/{principal_id}/keys",
    status_code=201,
    responses=problems("not-found", "invalid", "malformed") | _SHOWN_ONCE,
)
def post_key(
    principal_id: str,
    key: NewKey,
    services: UseServices,
    caller: Administrator,
    idempotency_key: IdempotencyKey = None,
) -> KeyAnswer:
    """Give a principal a key. To rotate, create the next one, then revoke the old.

    A repeat under the same Idempotency-Key makes no second key and cannot show the first again: 409 with its `key_id`.
    """
    made = create_key(
        PrincipalId(principal_id),
        scopes=None if key.scopes is None else frozenset(key.scopes),
        lifetime=None if key.expires_in_days is None else timedelta(days=key.expires_in_days),
        idempotency_key=idempotency_key,
        caller=caller,
        database=services.database,
    )
    return KeyAnswer(id=made.row.id, key=made.key, scopes=made.row.scopes, expires_at=made.row.expires_at)


@router.delete("/keys/{key_id}", status_code=204, responses=problems("not-found"))
def delete_key(key_id: str, services: UseServices, caller: Administrator) -> Response:
    """End a key at once."""
    revoke_key(key_id, caller=caller, database=services.database)
    return Response(status_code=204)


@router.get("/tenant", responses=problems())
def get_tenant(services: UseServices, caller: Administrator) -> TenantAnswer:
    """The tenant's settings."""
    return _tenant(show_tenant(caller=caller, database=services.database))


@router.patch("/tenant", responses=problems("invalid", "malformed"))
def patch_tenant(change: TenantChange, services: UseServices, caller: Administrator) -> TenantAnswer:
    """Change the tenant's settings."""
    said = change.model_fields_set
    wishes = TenantWishes(
        approver_must_differ=change.approver_must_differ,
        uses_model=change.uses_model,
        changes_budget="model_budget" in said,
        model_budget_micros=None if change.model_budget is None else round(change.model_budget * 1_000_000),
        changes_slack="slack_signing_secret" in said,
        slack_signing_secret=change.slack_signing_secret,
    )
    return _tenant(change_tenant(wishes, caller=caller, database=services.database))


@router.get("/audit-trail", responses=problems("invalid"))
def get_audit_trail(
    services: UseServices,
    caller: Administrator,
    object_id: Annotated[str | None, Query(description="What was done to one thing; left out: to anything.")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> AuditPage:
    """Who did what, newest first."""
    entries = read_audit_trail(
        object_id=object_id, after=cursor, limit=limit, caller=caller, database=services.database
    )
    items = [AuditAnswer.model_validate(entry) for entry in entries]
    return AuditPage(items=items, cursor=next_cursor([entry.id for entry in entries], limit=limit))


def _tenant(tenant: Tenant) -> TenantAnswer:
    budget = tenant.model_budget_micros
    return TenantAnswer(
        id=tenant.id,
        name=tenant.name,
        approver_must_differ=tenant.approver_must_differ,
        uses_model=tenant.uses_model,
        model_budget=None if budget is None else budget / 1_000_000,
        trusts_slack=tenant.slack_signing_secret is not None,
    )
