"""Review: a micro-module beside its source; accept, edit, swap, reject, undo, try, publish."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from authoring.editing import MicroModuleEdit, find_item
from authoring.micro_module_json import micro_module_from_json
from service.bootstrap import Services
from service.db.base import ItemId, MicroModuleId
from service.db.micro_modules import MicroModuleRow, Status
from service.errors import InvalidContent, NotFound
from service.security import Scope
from service.web.edit_forms import read_item_edit, read_text_edit
from service.web.rendering import render
from service.web.review_view import view_review
from service.web.routing import PageRoute, UseServices, go_to, require
from service.workflows.authoring.approve_micro_module import approve_micro_module
from service.workflows.authoring.demand_read import Precondition
from service.workflows.authoring.edit_item import edit_item
from service.workflows.authoring.edit_micro_module import edit_micro_module
from service.workflows.authoring.publish_micro_module import publish_micro_module
from service.workflows.authoring.regenerate_item import regenerate_item
from service.workflows.authoring.regenerate_micro_module import regenerate_micro_module
from service.workflows.authoring.reject_micro_module import reject_micro_module
from service.workflows.authoring.reopen_micro_module import reopen_micro_module
from service.workflows.authoring.show_micro_module import show_micro_module
from service.workflows.authoring.show_review import show_review
from service.workflows.authoring.undo_edit import undo_edit
from service.workflows.authoring.withdraw_micro_module import withdraw_micro_module
from service.workflows.platform.authenticate import Caller

router = APIRouter(prefix="/author/review", include_in_schema=False, route_class=PageRoute)

Reader = Annotated[Caller, Depends(require(Scope.MICRO_MODULES_READ))]
Writer = Annotated[Caller, Depends(require(Scope.MICRO_MODULES_WRITE))]
Approver = Annotated[Caller, Depends(require(Scope.MICRO_MODULES_APPROVE))]
Publisher = Annotated[Caller, Depends(require(Scope.MICRO_MODULES_PUBLISH))]
Digest = Annotated[str, Form(pattern="^[0-9a-f]{64}$")]
Revision = Annotated[int, Form()]
Reason = Annotated[str, Form(max_length=1000)]


async def _fields(request: Request) -> FormData:
    return await request.form()


Fields = Annotated[FormData, Depends(_fields)]


@router.get("/{micro_module_id}")
def review(  # one page with many states
    request: Request,
    micro_module_id: str,
    services: UseServices,
    caller: Reader,
    edit: str = "",
    done: str = "",
    of: str = "",
) -> Response:
    """The source on the left, the micro-module on the right; `edit` opens a part of it, `done` says what was done."""
    found = show_review(MicroModuleId(micro_module_id), caller=caller, database=services.database)
    before = next((one for one in found.queue if one.id == of), None)
    return render(
        request, "review.html", view=view_review(found, edit=edit, caller=caller), edit=edit, done=done, before=before
    )


@router.post("/{micro_module_id}/approve")
def post_approve(micro_module_id: str, services: UseServices, caller: Approver, digest: Digest) -> Response:
    """Say that learners may see it as it was shown, and go on to the next that waits."""
    row = approve_micro_module(
        MicroModuleId(micro_module_id), read=Precondition(digest), caller=caller, database=services.database
    )
    return _go_on(row, "approved", services, caller)


@router.post("/{micro_module_id}/reject")
def post_reject(
    micro_module_id: str, services: UseServices, caller: Approver, digest: Digest, reason: Reason = ""
) -> Response:
    """Say that learners shall not see it, and why, and go on to the next that waits."""
    if not reason.strip():
        raise InvalidContent("reason", "say why")
    row = reject_micro_module(
        MicroModuleId(micro_module_id),
        reason=reason.strip().replace("\0", ""),
        read=Precondition(digest),
        caller=caller,
        database=services.database,
    )
    return _go_on(row, "rejected", services, caller)


@router.post("/{micro_module_id}/publish")
def post_publish(micro_module_id: str, services: UseServices, caller: Publisher, digest: Digest) -> Response:
    """Show learners what was approved."""
    row = publish_micro_module(
        MicroModuleId(micro_module_id), read=Precondition(digest), caller=caller, database=services.database
    )
    return _back(row, done="published")


@router.post("/{micro_module_id}/withdraw")
def post_withdraw(micro_module_id: str, services: UseServices, caller: Publisher, reason: Reason = "") -> Response:
    """Take it away from learners."""
    row = withdraw_micro_module(
        MicroModuleId(micro_module_id), reason=reason.strip() or None, caller=caller, database=services.database
    )
    return _back(row, done="withdrawn")


@router.post("/{micro_module_id}/undo")
def post_undo(micro_module_id: str, services: UseServices, caller: Writer, revision: Revision) -> Response:
    """Take back the verdict, else the latest edit."""
    row = show_micro_module(MicroModuleId(micro_module_id), caller=caller, database=services.database)
    if row.status in (Status.APPROVED, Status.REJECTED):
        row = reopen_micro_module(
            row.id, read=Precondition(row.content_digest), caller=caller, database=services.database
        )
    else:
        row = undo_edit(row.id, expected=revision, caller=caller, database=services.database)
    return _back(row, done="undone")


@router.post("/{micro_module_id}/regenerate")
def post_regenerate(micro_module_id: str, services: UseServices, caller: Writer) -> Response:
    """A fresh quiz from the bank."""
    row = regenerate_micro_module(MicroModuleId(micro_module_id), caller=caller, database=services.database)
    return _back(row, done="regenerated", at="quiz")


@router.post("/{micro_module_id}/text")
def post_text(
    micro_module_id: str, services: UseServices, caller: Writer, revision: Revision, fields: Fields
) -> Response:
    """Keep the edited text; a row that was moved keeps the form open."""
    row = edit_micro_module(
        MicroModuleId(micro_module_id),
        read_text_edit(fields),
        expected=revision,
        caller=caller,
        database=services.database,
    )
    is_moving = "up" in fields or "down" in fields
    return _back(row, edit="text") if is_moving else _back(row, done="saved")


@router.post("/{micro_module_id}/quiz")
def post_quiz(
    micro_module_id: str, services: UseServices, caller: Writer, revision: Revision, fields: Fields
) -> Response:
    """Move an item up or down, out of the quiz into the bank, or out of the bank into the quiz."""
    row = show_micro_module(MicroModuleId(micro_module_id), caller=caller, database=services.database)
    quiz = [item.id for item in micro_module_from_json(row.content).items]
    action, item_id = next(((name, str(fields[name])) for name in _MOVES if name in fields), ("", ""))
    edit = MicroModuleEdit(quiz=tuple(_MOVES[action](quiz, item_id) if action else quiz))
    row = edit_micro_module(row.id, edit, expected=revision, caller=caller, database=services.database)
    return _back(row, done="saved", at=item_id or "quiz")


@router.post("/{micro_module_id}/items/{item_id}")
def post_item(
    micro_module_id: str, item_id: str, services: UseServices, caller: Writer, revision: Revision, fields: Fields
) -> Response:
    """Keep the edited item."""
    row = show_micro_module(MicroModuleId(micro_module_id), caller=caller, database=services.database)
    item = find_item(micro_module_from_json(row.content), item_id)
    if item is None:
        raise NotFound("item", item_id)
    edit = read_item_edit(fields, item)
    row = edit_item(ItemId(item_id), edit, expected=revision, caller=caller, database=services.database)
    return _back(row, done="saved", at=item_id)


@router.post("/items/{item_id}/swap")
def post_swap(item_id: str, services: UseServices, caller: Writer) -> Response:
    """The next item of the bank in its place."""
    row = regenerate_item(ItemId(item_id), caller=caller, database=services.database)
    return _back(row, done="swapped", at="quiz")


def _up(quiz: list[str], item_id: str) -> list[str]:
    return _shifted(quiz, item_id, -1)


def _down(quiz: list[str], item_id: str) -> list[str]:
    return _shifted(quiz, item_id, 1)


def _shifted(quiz: list[str], item_id: str, step: int) -> list[str]:
    place = quiz.index(item_id) if item_id in quiz else -1
    other = place + step
    if place >= 0 and 0 <= other < len(quiz):
        quiz[place], quiz[other] = quiz[other], quiz[place]
    return quiz


_MOVES: dict[str, Callable[[list[str], str], list[str]]] = {
    "up": _up,
    "down": _down,
    "out": lambda quiz, item_id: [one for one in quiz if one != item_id],
    "in": lambda quiz, item_id: [*quiz, item_id],
}


def _go_on(row: MicroModuleRow, done: str, services: Services, caller: Caller) -> Response:
    """To the next micro-module that waits for a reviewer, from here on and round; else to the outline."""
    queue = list(show_review(row.id, caller=caller, database=services.database).queue)
    place = next(number for number, one in enumerate(queue) if one.id == row.id)
    waiting = [one for one in (*queue[place + 1 :], *queue[:place]) if one.status in (Status.DRAFT, Status.STALE)]
    if not waiting:
        return go_to(f"/author/documents/{row.document_id}?done=reviewed")
    return go_to(f"/author/review/{waiting[0].id}?{urlencode({'done': done, 'of': row.id})}")


def _back(row: MicroModuleRow, *, at: str = "", **said: str) -> Response:
    return go_to(f"/author/review/{row.id}?{urlencode(said)}" + (f"#{at}" if at else ""))
