"""A published micro-module as one picture, for screens and chats."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Response

from service.api.conventions import problems
from service.api.routing import BEARER, KeyedRoute, UseServices, require
from service.db.base import MicroModuleId
from service.interchange.infographic import PICTURE_FORMATS
from service.security import Scope
from service.workflows.learning.show_infographic import show_infographic
from service.workflows.platform.authenticate import Caller

router = APIRouter(
    prefix="/v1/micro-modules", tags=["catalogue"], route_class=KeyedRoute, dependencies=[Depends(BEARER)]
)

Reader = Annotated[Caller, Depends(require(Scope.CATALOGUE_READ, Scope.MICRO_MODULES_READ))]


class PictureName(StrEnum):
    """The keys of PICTURE_FORMATS."""

    SVG = "svg"
    PNG = "png"


_FILE: dict[str, object] = {
    "description": "The picture, 1080 dots wide.",
    "content": {one.media_type: {"schema": {"type": "string"}} for one in PICTURE_FORMATS.values()},
    "headers": {"ETag": {"schema": {"type": "string"}}},
}


@router.get(
    "/{micro_module_id}/infographic",
    response_class=Response,
    responses={200: _FILE, 304: {"description": "As you have it."}, **problems("not-found", "invalid")},
)
def get(
    micro_module_id: str,
    services: UseServices,
    caller: Reader,
    format: Annotated[PictureName, Query(description="SVG, or PNG where it cannot be shown.")] = PictureName.SVG,  # noqa: A002  as callers say it
    if_none_match: Annotated[str | None, Header(description="ETags that you have.")] = None,
) -> Response:
    """Its title, limits in figures, key points, steps and source, as learners see them now; never a key.

    The ETag changes when it is published anew, and when its document says some of it otherwise.
    """
    shown = show_infographic(MicroModuleId(micro_module_id), caller=caller, database=services.database)
    kind = PICTURE_FORMATS[format]
    headers = {"ETag": f'"{shown.digest}-{format}"', "Cache-Control": "private, no-cache"}
    if headers["ETag"] in (if_none_match or ""):
        return Response(status_code=304, headers=headers)
    return Response(
        kind.draw(shown.picture),
        media_type=kind.media_type,
        headers=headers | {"Content-Security-Policy": kind.policy, "X-Content-Type-Options": "nosniff"},
    )
