"""Change the tenant's own settings."""

from __future__ import annotations

from dataclasses import dataclass

from service.db.tenants import Tenant
from service.db.unit_of_work import Database
from service.workflows.platform.authenticate import Caller


@dataclass(frozen=True, slots=True)
class TenantWishes:
    """None leaves a setting as it is; `model_budget_micros` counts when it `changes_budget`: None then lifts it.

    So does `slack_signing_secret` when it `changes_slack`: None then takes no requests of Slack.
    """

    approver_must_differ: bool | None = None
    uses_model: bool | None = None
    changes_budget: bool = False
    model_budget_micros: int | None = None
    changes_slack: bool = False
    slack_signing_secret: str | None = None


def change_tenant(wishes: TenantWishes, *, caller: Caller, database: Database) -> Tenant:
    """The tenant as it is afterwards."""
    with database.unit_of_work(caller.tenant, label="tenant") as work:
        tenant = work.tenants.get()
        detail: dict[str, object] = {}
        if wishes.approver_must_differ is not None:
            work.tenants.demand_second_person(demanded=wishes.approver_must_differ)
            detail["approver_must_differ"] = wishes.approver_must_differ
        if wishes.uses_model is not None or wishes.changes_budget:
            uses_model = tenant.uses_model if wishes.uses_model is None else wishes.uses_model
            budget = wishes.model_budget_micros if wishes.changes_budget else tenant.model_budget_micros
            work.tenants.use_model(uses_model=uses_model, budget_micros=budget)
            detail |= {"uses_model": uses_model, "model_budget_micros": budget}
        if wishes.changes_slack:
            work.tenants.trust_slack(wishes.slack_signing_secret)
            detail["trusts_slack"] = wishes.slack_signing_secret is not None
        work.audit.add("changed", "tenant", caller.tenant, by=caller.principal, detail=detail)
        return work.tenants.get()
