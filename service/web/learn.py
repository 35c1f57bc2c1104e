"""For the learner: everything that is published, one micro-module to read, and its questions one at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from authoring.items.learner_view import LearnerItem
from service.bootstrap import Services
from service.db.base import ItemId, MicroModuleId
from service.errors import InvalidContent, NotFound
from service.security import Scope
from service.web.answer_form import read_given
from service.web.asked import Asked, answered, unanswered
from service.web.difference import reworded_rows
from service.web.rendering import render
from service.web.routing import PageRoute, UseServices, go_to, require
from service.workflows.learning.grade_response import Submission, grade_response
from service.workflows.learning.list_catalogue import list_catalogue
from service.workflows.learning.number_steps import number_steps
from service.workflows.learning.report_item import report_item
from service.workflows.learning.show_published_micro_module import PublishedMicroModule, show_published_micro_module
from service.workflows.learning.show_quiz import Quiz, show_quiz
from service.workflows.learning.show_response import show_response
from service.workflows.platform.authenticate import Caller

router = APIRouter(prefix="/learn", include_in_schema=False, route_class=PageRoute)

REPORT_REASONS = (
    "wrong_key",
    "several_right",
    "unclear",
    "outdated",
    "other",
)  # the API's; a test holds it
_PAGE = 50
Reader = Annotated[Caller, Depends(require(Scope.CATALOGUE_READ))]
Responder = Annotated[Caller, Depends(require(Scope.RESPONSES_WRITE))]
Once = Annotated[str, Form(pattern="^[0-9a-f]{32}$")]
AnswerKey = Annotated[str, Query(alias="answer", pattern="^([0-9a-f]{32})?$")]
CardId = Annotated[str, Query(alias="card", pattern="^(imp_[0-9a-z]{1,40})?$")]


@dataclass(frozen=True, slots=True)
class Place:
    """A question of a quiz; `card` is that of today's on which it is asked, empty: on none."""

    micro_module_id: str
    number: int
    card: CardId = ""

    def path(self, **said: str) -> str:
        """Its page, with these words in the query."""
        query = urlencode({**said, **({"card": self.card} if self.card else {})})
        return f"/learn/m/{self.micro_module_id}/quiz/{self.number}?{query}"


@dataclass(frozen=True, slots=True)
class Report:
    """What a learner says is wrong with a question."""

    reason: Annotated[str, Form(max_length=40)]
    once: Once
    text: Annotated[str, Form(max_length=2000)] = ""


AtPlace = Annotated[Place, Depends()]
Said = Annotated[Report, Depends()]


async def form_fields(request: Request) -> FormData:
    """All fields of a form, whatever their names."""
    return await request.form()


Fields = Annotated[FormData, Depends(form_fields)]


@router.get("/all")
def everything(request: Request, services: UseServices, caller: Reader, after: str | None = None) -> Response:
    """The catalogue's micro-modules."""
    start = MicroModuleId(after) if after else None
    entries = list_catalogue(document_id=None, after=start, limit=_PAGE, caller=caller, database=services.database)
    next_after = entries[-1].micro_module_id if len(entries) == _PAGE else None
    return render(request, "learn_all.html", entries=entries, next_after=next_after)


@router.get("/m/{micro_module_id}")
def read(request: Request, micro_module_id: str, services: UseServices, caller: Reader) -> Response:
    """One micro-module to read."""
    published = show_published_micro_module(MicroModuleId(micro_module_id), caller=caller, database=services.database)
    changed = reworded_rows(published.stale) if published.stale else ()
    return render(request, "learn_read.html", 200, changed=changed, **read_view(published, services, caller))


@router.get("/m/{micro_module_id}/quiz/{number}")
def ask(
    request: Request,
    place: AtPlace,
    services: UseServices,
    caller: Reader,
    done: str = "",
    answer_key: AnswerKey = "",
) -> Response:
    """Question `number`, from 1, and what came of its answer; after the last one, the end."""
    quiz = _quiz(place, services, caller)
    published = show_published_micro_module(quiz.micro_module_id, caller=caller, database=services.database)
    is_over = place.number > len(quiz.items)
    return render(
        request,
        "learn_quiz.html",
        published=published,
        number=place.number,
        total=len(quiz.items),
        asked=None if is_over else asked_item(_item(quiz, place), published, answer_key, services, caller),
        reasons=REPORT_REASONS,
        done=done,
        card=place.card,
    )


@router.post("/m/{micro_module_id}/quiz/{number}")
def answer(place: AtPlace, services: UseServices, caller: Responder, once: Once, fields: Fields) -> Response:
    """Grade the answer and show why; the same form sent again is the same answer."""
    item = _item(_quiz(place, services, caller), place)
    submission = Submission(
        MicroModuleId(place.micro_module_id), ItemId(item.id), read_given(fields), place.card or None
    )
    grade_response(submission, idempotency_key=once, caller=caller, database=services.database)
    return go_to(place.path(answer=once))


@router.post("/m/{micro_module_id}/quiz/{number}/report")
def report(place: AtPlace, said: Said, services: UseServices, caller: Responder) -> Response:
    """Tell the authors that something is wrong with a question."""
    take_report(ItemId(_item(_quiz(place, services, caller), place).id), said, services, caller)
    return go_to(place.path(done="reported"))


def read_view(published: PublishedMicroModule, services: Services, caller: Caller) -> dict[str, object]:
    """What a template needs to show the text of a micro-module."""
    m = published.micro_module
    numbers = number_steps(MicroModuleId(m.id), m.body, caller=caller, database=services.database)
    return {"published": published, "m": m, "numbers": numbers}


def asked_item(
    item: LearnerItem, published: PublishedMicroModule, answer_key: str, services: Services, caller: Caller
) -> Asked:
    """The question, and what came of the answer under the key, when there is one to it."""
    if not answer_key:
        return unanswered(item)
    graded = show_response(answer_key, caller=caller, database=services.database)
    if graded.response.item_id != item.id:
        return unanswered(item)
    return answered(item, answer_key, graded, published.micro_module)


def take_report(item_id: ItemId, said: Report, services: Services, caller: Caller) -> None:
    """Hand a report on. Raises InvalidContent for a reason that there is not."""
    if said.reason not in REPORT_REASONS:
        raise InvalidContent("reason", f"choose one of {', '.join(REPORT_REASONS)}")
    text = said.text.replace("\0", "").strip() or None
    report_item(
        item_id, reason=said.reason, text=text, idempotency_key=said.once, caller=caller, database=services.database
    )


def _quiz(place: Place, services: Services, caller: Caller) -> Quiz:
    return show_quiz(MicroModuleId(place.micro_module_id), caller=caller, database=services.database)


def _item(quiz: Quiz, place: Place) -> LearnerItem:
    if not 1 <= place.number <= len(quiz.items):
        raise NotFound("question", str(place.number))
    return quiz.items[place.number - 1]
