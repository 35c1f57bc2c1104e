"""Items: read, edit, swap for the next of the bank; learners report what is wrong with one."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field

from service.api.author_content import Item, ItemChange
from service.api.conventions import Answer, IdempotencyKey, IfMatch, RequestBody, conflict_problems, etag, problems
from service.api.micro_modules import MicroModuleAnswer, answer
from service.api.routing import BEARER, KeyedRoute, UseServices, require
from service.bootstrap import Services
from service.db.base import ItemId
from service.db.micro_module_content import items_of
from service.db.quarantine import QuarantineReason
from service.security import Scope
from service.workflows.authoring.ask_again import ask_again
from service.workflows.authoring.edit_item import edit_item
from service.workflows.authoring.regenerate_item import regenerate_item
from service.workflows.authoring.rewrite_item import rewrite_item
from service.workflows.authoring.show_item import show_item
from service.workflows.learning.report_item import report_item
from service.workflows.platform.authenticate import Caller

router = APIRouter(prefix="/v1/items", tags=["items"], route_class=KeyedRoute, dependencies=[Depends(BEARER)])

Reader = Annotated[Caller, Depends(require(Scope.MICRO_MODULES_READ))]
Writer = Annotated[Caller, Depends(require(Scope.MICRO_MODULES_WRITE))]
Approver = Annotated[Caller, Depends(require(Scope.MICRO_MODULES_APPROVE))]
Doubter = Annotated[Caller, Depends(require(Scope.RESPONSES_WRITE, Scope.MICRO_MODULES_READ))]


class ReportReason(StrEnum):
    WRONG_KEY = "wrong_key"
    SEVERAL_RIGHT = "several_right"
    UNCLEAR = "unclear"
    OUTDATED = "outdated"
    OTHER = "other"


class NewReport(RequestBody):
    reason: ReportReason
    text: str | None = Field(None, max_length=2000)


class ReportAnswer(Answer):
    id: str
    reason: str
    text: str | None
    created_at: datetime


class Regeneration(RequestBody):
    """With an `instruction` the language model writes the new item; without, the bank gives it."""

    instruction: str | None = Field(None, min_length=1, max_length=1000)


class Received(BaseModel):
    id: str


class ItemAnswer(Item):
    """The item with where it stands; its ETag is its micro-module's. `in_quiz` false: in the bank.

    `put_away` is why learners are not asked it until an author has looked: its source changed, or two people reported
    it; null: it is asked.
    """

    micro_module_id: str
    in_quiz: bool
    reports: list[ReportAnswer]
    put_away: QuarantineReason | None


@router.get("/{item_id}", responses=problems("not-found"))
def get(item_id: str, response: Response, services: UseServices, caller: Reader) -> ItemAnswer:
    """One item with its key, and what learners reported about it."""
    return _shown(item_id, services, caller, response)


@router.patch("/{item_id}", responses=conflict_problems("precondition-required", "malformed"))
def patch(
    item_id: str, change: ItemChange, response: Response, services: UseServices, caller: Writer, expected: IfMatch
) -> ItemAnswer:
    """Replace parts; its micro-module is checked anew and is a draft again."""
    edit_item(ItemId(item_id), change.as_edit(), expected=expected, caller=caller, database=services.database)
    return _shown(item_id, services, caller, response)


@router.post("/{item_id}/regenerate", responses=conflict_problems("malformed", "unavailable"))
def regenerate(
    item_id: str, response: Response, services: UseServices, caller: Writer, wish: Regeneration | None = None
) -> MicroModuleAnswer:
    """Swap the item for the next one of the bank, or for what the language model writes; the micro-module then."""
    if wish is None or wish.instruction is None:
        return answer(regenerate_item(ItemId(item_id), caller=caller, database=services.database), response)
    row = rewrite_item(
        ItemId(item_id),
        wish.instruction,
        caller=caller,
        database=services.database,
        open_engine=services.models.engine,
    )
    return answer(row, response)


@router.post("/{item_id}/reports", status_code=202, responses=problems("not-found", "invalid", "malformed"))
def report(
    item_id: str,
    report: NewReport,
    services: UseServices,
    caller: Doubter,
    idempotency_key: IdempotencyKey = None,
) -> Received:
    """Tell the author that something is wrong with an item of a published quiz: learners, reviewers, authors."""
    report_id = report_item(
        ItemId(item_id),
        reason=report.reason.value,
        text=report.text,
        idempotency_key=idempotency_key,
        caller=caller,
        database=services.database,
    )
    return Received(id=report_id)


@router.post("/{item_id}/ask-again", responses=conflict_problems())
def ask(item_id: str, response: Response, services: UseServices, caller: Approver) -> ItemAnswer:
    """Say that an item that was put away may be asked as it stands; the reports so far count no more."""
    ask_again(ItemId(item_id), caller=caller, database=services.database)
    return _shown(item_id, services, caller, response)


def _shown(item_id: str, services: Services, caller: Caller, response: Response) -> ItemAnswer:
    found = show_item(ItemId(item_id), caller=caller, database=services.database)
    row = found.micro_module
    response.headers["ETag"] = etag(row.revision)
    in_quiz = {str(item["id"]): item for item in items_of(row.content, "items")}
    in_bank = {str(item["id"]): item for item in items_of(row.content, "bank")}
    content = (in_bank | in_quiz)[item_id]
    return ItemAnswer.model_validate(
        {
            **content,
            "micro_module_id": row.id,
            "in_quiz": item_id in in_quiz,
            "reports": [ReportAnswer.model_validate(report) for report in found.reports],
            "put_away": found.put_away,
        }
    )
