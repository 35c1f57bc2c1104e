"""The picture of a published micro-module: to look at, to keep, to print."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request
from starlette.responses import Response

from service.bootstrap import Services
from service.db.base import MicroModuleId
from service.interchange.infographic import PICTURE_FORMATS
from service.security import Scope
from service.web.rendering import render
from service.web.routing import PageRoute, UseServices, require
from service.workflows.learning.show_infographic import show_infographic
from service.workflows.platform.authenticate import Caller

router = APIRouter(prefix="/micro-modules/{micro_module_id}", include_in_schema=False, route_class=PageRoute)

Reader = Annotated[Caller, Depends(require(Scope.CATALOGUE_READ, Scope.MICRO_MODULES_READ))]
IfNoneMatch = Annotated[str, Header()]


@router.get("/infographic")
def infographic(request: Request, micro_module_id: str, services: UseServices, caller: Reader) -> Response:
    """The picture with the ways to keep it."""
    shown = show_infographic(MicroModuleId(micro_module_id), caller=caller, database=services.database)
    return render(request, "infographic.html", picture=shown.picture, micro_module_id=micro_module_id)


@router.get("/infographic.svg")
def svg(micro_module_id: str, services: UseServices, caller: Reader, if_none_match: IfNoneMatch = "") -> Response:
    """The picture as a page shows it."""
    return _file("svg", micro_module_id, services, caller, if_none_match)


@router.get("/infographic.png")
def png(micro_module_id: str, services: UseServices, caller: Reader, if_none_match: IfNoneMatch = "") -> Response:
    """The picture as a chat shows it."""
    return _file("png", micro_module_id, services, caller, if_none_match)


def _file(name: str, micro_module_id: str, services: Services, caller: Caller, if_none_match: str) -> Response:
    shown = show_infographic(MicroModuleId(micro_module_id), caller=caller, database=services.database)
    kind = PICTURE_FORMATS[name]
    headers = {"ETag": f'"{shown.digest}-{name}"', "Cache-Control": "private, no-cache"}
    if headers["ETag"] in if_none_match:
        return Response(status_code=304, headers=headers)
    headers |= {"Content-Security-Policy": kind.policy, "X-Content-Type-Options": "nosniff"}
    return Response(kind.draw(shown.picture), media_type=kind.media_type, headers=headers)
