"""Merge, split and move micro-modules under review, and undo the latest change of one."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field

from service.api.conventions import Id, IfMatch, RequestBody, Whole, conflict_problems
from service.api.micro_modules import MicroModuleAnswer, answer
from service.api.routing import BEARER, KeyedRoute, UseServices, require
from service.db.base import MicroModuleId
from service.security import Scope
from service.workflows.authoring.merge_micro_module import merge_micro_module
from service.workflows.authoring.move_micro_module import move_micro_module
from service.workflows.authoring.split_micro_module import split_micro_module
from service.workflows.authoring.undo_edit import undo_edit
from service.workflows.platform.authenticate import Caller

router = APIRouter(
    prefix="/v1/micro-modules/{micro_module_id}",
    tags=["micro-modules"],
    route_class=KeyedRoute,
    dependencies=[Depends(BEARER)],
)

Writer = Annotated[Caller, Depends(require(Scope.MICRO_MODULES_WRITE))]
_PROBLEMS = conflict_problems("precondition-required", "malformed")


class Merging(RequestBody):
    """The micro-module that stands next in the document, so that no other is taken in."""

    next: Id


class Splitting(RequestBody):
    """Where the second begins: in which part of the body, and at which character of its text; both from 0.

    A sentence must begin there, and be neither the whole body's first nor inside a part that is no verbatim text.
    """

    part: Annotated[Whole, Field(ge=0, le=10_000)]
    offset: Annotated[Whole, Field(ge=0, le=1_000_000)] = 0


class Moving(RequestBody):
    direction: Literal["up", "down"]


class SplitAnswer(BaseModel):
    """The ETag is the first's; the second is new and stands right behind it."""

    first: MicroModuleAnswer
    second: MicroModuleAnswer


@router.post("/merge", responses=_PROBLEMS)
def merge(
    micro_module_id: str, merging: Merging, response: Response, services: UseServices, caller: Writer, expected: IfMatch
) -> MicroModuleAnswer:
    """Take in the next one of the document, items as copies under new ids; a draft again, checked anew.

    The next one is listed no more and names this one as `merged_into`. Refused while learners see it.
    """
    row = merge_micro_module(
        MicroModuleId(micro_module_id),
        MicroModuleId(merging.next),
        expected=expected,
        caller=caller,
        database=services.database,
    )
    return answer(row, response)


@router.post("/split", responses=_PROBLEMS)
def split(
    micro_module_id: str,
    splitting: Splitting,
    response: Response,
    services: UseServices,
    caller: Writer,
    expected: IfMatch,
) -> SplitAnswer:
    """Make two of it; key points, terms and items go with the text that they cite. Both are drafts, checked anew."""
    first, second = split_micro_module(
        MicroModuleId(micro_module_id),
        part=splitting.part,
        offset=splitting.offset,
        expected=expected,
        caller=caller,
        database=services.database,
    )
    made = answer(second, response)
    return SplitAnswer(first=answer(first, response), second=made)


@router.post("/move", responses=_PROBLEMS)
def move(
    micro_module_id: str, moving: Moving, response: Response, services: UseServices, caller: Writer, expected: IfMatch
) -> MicroModuleAnswer:
    """One place up or down in its document, for learners within two minutes; an approval stands."""
    row = move_micro_module(
        MicroModuleId(micro_module_id),
        moving.direction,
        expected=expected,
        caller=caller,
        database=services.database,
    )
    return answer(row, response)


@router.post("/undo", responses=conflict_problems("precondition-required"))
def undo(
    micro_module_id: str, response: Response, services: UseServices, caller: Writer, expected: IfMatch
) -> MicroModuleAnswer:
    """Take back the latest edit, merge or split, findings included; can be repeated. A draft again."""
    row = undo_edit(MicroModuleId(micro_module_id), expected=expected, caller=caller, database=services.database)
    return answer(row, response)
