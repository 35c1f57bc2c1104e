"""For the learner: what is published."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from service.security import Scope
from service.web.rendering import render
from service.web.routing import PageRoute, UseServices, require
from service.workflows.learning.list_catalogue import list_catalogue
from service.workflows.platform.authenticate import Caller

router = APIRouter(include_in_schema=False, route_class=PageRoute)

Reader = Annotated[Caller, Depends(require(Scope.CATALOGUE_READ))]


@router.get("/learn")
def learn(request: Request, services: UseServices, caller: Reader) -> Response:
    """The catalogue's micro-modules."""
    entries = list_catalogue(document_id=None, after=None, limit=100, caller=caller, database=services.database)
    return render(request, "learn.html", entries=entries)
