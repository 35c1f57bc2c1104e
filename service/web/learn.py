"""For the learner: what is published, one micro-module to read, and its questions one at a time."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from authoring.items.learner_view import LearnerItem
from service.bootstrap import Services
from service.db.base import ItemId, MicroModuleId
from service.errors import InvalidContent, NotFound
from service.security import Scope
from service.web.answer_form import read_given
from service.web.rendering import render
from service.web.routing import PageRoute, UseServices, go_to, require
from service.workflows.learning.grade_response import GradedResponse, Submission, grade_response
from service.workflows.learning.list_catalogue import list_catalogue
from service.workflows.learning.report_item import report_item
from service.workflows.learning.show_published_micro_module import show_published_micro_module
from service.workflows.learning.show_quiz import Quiz, show_quiz
from service.workflows.platform.authenticate import Caller

router = APIRouter(prefix="/learn", include_in_schema=False, route_class=PageRoute)

REPORT_REASONS = (
    "wrong_key",
    "several_right",
    "unclear",
    "outdated",
    "other",
)  # the API's; a test holds it
Reader = Annotated[Caller, Depends(require(Scope.CATALOGUE_READ))]
Responder = Annotated[Caller, Depends(require(Scope.RESPONSES_WRITE))]
Once = Annotated[str, Form(pattern="^[0-9a-f]{32}$")]


async def _fields(request: Request) -> FormData:
    return await request.form()


Fields = Annotated[FormData, Depends(_fields)]


@router.get("")
def learn(request: Request, services: UseServices, caller: Reader, after: str | None = None) -> Response:
    """The catalogue's micro-modules."""
    start = MicroModuleId(after) if after else None
    entries = list_catalogue(document_id=None, after=start, limit=50, caller=caller, database=services.database)
    next_after = entries[-1].micro_module_id if len(entries) == 50 else None
    return render(request, "learn.html", entries=entries, next_after=next_after)


@router.get("/m/{micro_module_id}")
def read(request: Request, micro_module_id: str, services: UseServices, caller: Reader) -> Response:
    """One micro-module to read."""
    published = show_published_micro_module(MicroModuleId(micro_module_id), caller=caller, database=services.database)
    return render(request, "learn_read.html", published=published, m=published.micro_module)


@router.get("/m/{micro_module_id}/quiz/{number}")
def ask(
    request: Request, micro_module_id: str, number: int, services: UseServices, caller: Reader, done: str = ""
) -> Response:
    """Question `number`, from 1; after the last one, the end."""
    return _question(request, micro_module_id, number, services, caller, done=done)


@router.post("/m/{micro_module_id}/quiz/{number}")
def answer(
    request: Request,
    micro_module_id: str,
    number: int,
    services: UseServices,
    caller: Responder,
    once: Once,
    fields: Fields,
) -> Response:
    """Grade the answer and say why; the same form sent again is the same answer."""
    item = _item(_quiz(micro_module_id, services, caller), number)
    given = read_given(fields)
    submission = Submission(MicroModuleId(micro_module_id), ItemId(item.id), given)
    graded = grade_response(submission, idempotency_key=once, caller=caller, database=services.database)
    answered = _Answered(graded, given.option_ids)
    return _question(request, micro_module_id, number, services, caller, answered=answered)


@router.post("/m/{micro_module_id}/quiz/{number}/report")
def report(
    micro_module_id: str,
    number: int,
    services: UseServices,
    caller: Responder,
    reason: Annotated[str, Form(max_length=40)],
    once: Once,
    text: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """Tell the authors that something is wrong with a question."""
    if reason not in REPORT_REASONS:
        raise InvalidContent("reason", f"choose one of {', '.join(REPORT_REASONS)}")
    item = _item(_quiz(micro_module_id, services, caller), number)
    said = text.replace("\0", "").strip() or None
    report_item(
        ItemId(item.id), reason=reason, text=said, idempotency_key=once, caller=caller, database=services.database
    )
    return go_to(f"/learn/m/{micro_module_id}/quiz/{number}?done=reported")


@dataclass(frozen=True, slots=True)
class _Answered:
    """What came of an answer; `option_ids` are those that were chosen."""

    graded: GradedResponse
    option_ids: tuple[str, ...]


def _question(
    request: Request,
    micro_module_id: str,
    number: int,
    services: Services,
    caller: Caller,
    *,
    answered: _Answered | None = None,
    done: str = "",
) -> Response:
    quiz = _quiz(micro_module_id, services, caller)
    published = show_published_micro_module(MicroModuleId(micro_module_id), caller=caller, database=services.database)
    return render(
        request,
        "learn_quiz.html",
        published=published,
        number=number,
        total=len(quiz.items),
        item=None if number > len(quiz.items) else _item(quiz, number),
        grading=answered.graded.response.grading if answered else None,
        chosen=answered.option_ids if answered else (),
        next_review_at=answered.graded.next_review_at if answered else None,
        once=secrets.token_hex(16),
        reasons=REPORT_REASONS,
        done=done,
    )


def _quiz(micro_module_id: str, services: Services, caller: Caller) -> Quiz:
    return show_quiz(MicroModuleId(micro_module_id), caller=caller, database=services.database)


def _item(quiz: Quiz, number: int) -> LearnerItem:
    if not 1 <= number <= len(quiz.items):
        raise NotFound("question", str(number))
    return quiz.items[number - 1]
