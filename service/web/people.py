"""For the administrator: who belongs to the company, how review works, what happened lately."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import Response

from service.security import Scope
from service.web.rendering import render
from service.web.routing import PageRoute, UseServices, go_to, require
from service.workflows.platform.authenticate import Caller
from service.workflows.platform.change_tenant import TenantWishes, change_tenant
from service.workflows.platform.list_principals import list_principals
from service.workflows.platform.read_audit_trail import read_audit_trail
from service.workflows.platform.show_tenant import show_tenant

router = APIRouter(include_in_schema=False, route_class=PageRoute)

Administrator = Annotated[Caller, Depends(require(Scope.ADMINISTRATION))]


@router.get("/people")
def people(request: Request, services: UseServices, caller: Administrator, done: str | None = None) -> Response:
    """Everybody, the one setting, the latest entries of the audit trail."""
    principals = list_principals(caller=caller, database=services.database)
    trail = read_audit_trail(object_id=None, after=None, limit=50, caller=caller, database=services.database)
    return render(
        request,
        "people.html",
        people=principals,
        names={one.id: one.name for one in principals},
        tenant=show_tenant(caller=caller, database=services.database),
        trail=trail,
        done=done,
    )


@router.post("/people/review")
def post_review(
    services: UseServices, caller: Administrator, approver_must_differ: Annotated[str, Form(max_length=3)] = ""
) -> Response:
    """Say whether a second person must approve."""
    change_tenant(
        TenantWishes(approver_must_differ=approver_must_differ == "yes"), caller=caller, database=services.database
    )
    return go_to("/people?done=saved")
