"""Review: merge a micro-module with the next one, split it at a sentence, move it up or down."""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form
from starlette.responses import Response

from service.db.base import MicroModuleId
from service.security import Scope
from service.web.routing import PageRoute, UseServices, go_to, require
from service.workflows.authoring.merge_micro_module import merge_micro_module
from service.workflows.authoring.move_micro_module import move_micro_module
from service.workflows.authoring.split_micro_module import split_micro_module
from service.workflows.platform.authenticate import Caller

router = APIRouter(prefix="/author/review/{micro_module_id}", include_in_schema=False, route_class=PageRoute)

Writer = Annotated[Caller, Depends(require(Scope.MICRO_MODULES_WRITE))]
Revision = Annotated[int, Form()]


@router.post("/merge")
def post_merge(
    micro_module_id: str,
    services: UseServices,
    caller: Writer,
    revision: Revision,
    following: Annotated[str, Form(max_length=100)],
) -> Response:
    """Take in the next one, as the page named it."""
    wanted = MicroModuleId(micro_module_id)
    merge_micro_module(wanted, MicroModuleId(following), expected=revision, caller=caller, database=services.database)
    return _back(micro_module_id, "merged")


@router.post("/split")
def post_split(
    micro_module_id: str,
    services: UseServices,
    caller: Writer,
    revision: Revision,
    at: Annotated[str, Form(pattern=r"^\d{1,5}-\d{1,7}$")],
) -> Response:
    """Begin a new one at the part and character that `at` names ("3-120")."""
    part, offset = map(int, at.split("-"))
    split_micro_module(
        MicroModuleId(micro_module_id),
        part=part,
        offset=offset,
        expected=revision,
        caller=caller,
        database=services.database,
    )
    return _back(micro_module_id, "split")


@router.post("/move")
def post_move(
    micro_module_id: str,
    services: UseServices,
    caller: Writer,
    revision: Revision,
    direction: Annotated[Literal["up", "down"], Form()],
) -> Response:
    """One place up or down."""
    move_micro_module(
        MicroModuleId(micro_module_id), direction, expected=revision, caller=caller, database=services.database
    )
    return _back(micro_module_id, f"moved_{direction}")


def _back(micro_module_id: str, done: str) -> Response:
    return go_to(f"/author/review/{micro_module_id}?{urlencode({'done': done})}")
