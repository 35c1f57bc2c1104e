"""For the learner: today's three minutes, a deck of cards, the last of which is people."""

from __future__ import annotations

import secrets
from random import Random
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from starlette.responses import Response

from recommender.types import FROM_PEOPLE, Offer
from service.bootstrap import Services
from service.db.base import ItemId, MicroModuleId, PollId, ThreadId
from service.db.learners import LearnerId
from service.db.threads import ThreadKind
from service.errors import NotFound
from service.security import Scope
from service.web.answer_form import read_given
from service.web.last_card import last_card
from service.web.learn import (
    REPORT_REASONS,
    AnswerKey,
    Fields,
    Once,
    Reader,
    Responder,
    Said,
    asked_item,
    read_view,
    take_report,
)
from service.web.rendering import localisation_of, render
from service.web.routing import PageRoute, UseServices, go_to, require
from service.workflows.community.list_notifications import list_notifications
from service.workflows.community.open_thread import Opening, open_thread
from service.workflows.community.show_poll import show_poll
from service.workflows.community.show_thread import show_thread
from service.workflows.community.vote import vote
from service.workflows.community.write_post import write_post
from service.workflows.learning.begin_sitting import begin_sitting
from service.workflows.learning.grade_response import Submission, grade_response
from service.workflows.learning.list_reviews import list_reviews
from service.workflows.learning.show_habit import show_habit
from service.workflows.learning.show_published_micro_module import show_published_micro_module
from service.workflows.learning.show_quiz import show_quiz
from service.workflows.learning.show_sitting import Card, Sitting, show_sitting
from service.workflows.learning.take_feedback import Action, take_feedback
from service.workflows.platform.authenticate import Caller

router = APIRouter(prefix="/learn", include_in_schema=False, route_class=PageRoute)

Talker = Annotated[Caller, Depends(require(Scope.THREADS_WRITE))]
Text = Annotated[str, Form(min_length=1, max_length=20_000)]
MUST = ("overdue", "mandatory")  # reasons of what cannot be declined; take_feedback holds it


def learner_of(caller: Caller) -> LearnerId:
    """The learner who is signed in. Raises NotFound for a person who is none."""
    if caller.learner_id is None:
        raise NotFound("learner", caller.principal)
    return LearnerId(caller.learner_id)


@router.get("")
def today(request: Request, services: UseServices, caller: Reader, done: str = "") -> Response:
    """What today holds, and the one button; cards are dealt where none lie there."""
    learner_id = learner_of(caller)
    sitting = _sitting(services, caller, request)
    if sitting.begun_at is None and _deal(services, caller):
        sitting = _sitting(services, caller, request)
    reviews = list_reviews(learner_id, limit=1, caller=caller, database=services.database)
    return render(
        request,
        "today.html",
        sitting=sitting,
        habit=show_habit(learner_id, caller=caller, database=services.database),
        next_due_at=reviews.next_due_at,
        told=list_notifications(
            learner_id, unread_only=True, before=None, limit=3, caller=caller, database=services.database
        ),
        done=done,
    )


@router.post("/today")
def post_today(services: UseServices, caller: Responder) -> Response:
    """Deal again."""
    return go_to("/learn/today" if _deal(services, caller) else "/learn?done=nothing")


@router.get("/today")
def go_on(services: UseServices, caller: Reader, after: Annotated[str | None, Query(max_length=64)] = None) -> Response:
    """To the first card that is left behind the one named; after the last, to people."""
    return _to_next(_sitting(services, caller), after)


@router.get("/today/people")
def people(
    request: Request, services: UseServices, caller: Reader, done: str = "", poll: str | None = None
) -> Response:
    """The last card: a poll, what colleagues make of it, threads about it, and asking."""
    sitting = _sitting(services, caller)
    return render(
        request,
        "today_people.html",
        sitting=sitting,
        last=last_card(sitting, poll, services, caller),
        habit=show_habit(learner_of(caller), caller=caller, database=services.database),
        once=secrets.token_hex(16),
        done=done,
    )


@router.get("/today/{card_id}")
def card(
    request: Request,
    card_id: str,
    services: UseServices,
    caller: Reader,
    answer_key: AnswerKey = "",
) -> Response:
    """One card; of those that are done only what came of an answer is shown again."""
    sitting = _sitting(services, caller, request)
    found = sitting.find(card_id)
    if found is None or (found.is_done and not answer_key):
        return _to_next(sitting, card_id)
    match found.kind:
        case Offer.REVIEW:
            return _review(request, sitting, found, answer_key, services, caller)
        case Offer.MICRO_MODULE:
            about = MicroModuleId(found.object_id)
            published = show_published_micro_module(about, caller=caller, database=services.database)
            view = read_view(published, services, caller)
            template = "today_read.html"
        case Offer.POLL:
            view = {"shown": show_poll(PollId(found.object_id), caller=caller, database=services.database)}
            template = "today_poll.html"
        case Offer.THREAD | Offer.QUESTION:
            shown = show_thread(ThreadId(found.object_id), caller=caller, database=services.database)
            view = {"shown": shown, "once": secrets.token_hex(16)}
            template = "today_thread.html"
    return render(request, template, 200, sitting=sitting, card=found, must=MUST, **view)


@router.post("/today/people/vote")
def post_vote(
    services: UseServices, caller: Talker, poll: Annotated[str, Form(max_length=64)], choice: Annotated[int, Form()]
) -> Response:
    """Vote in the last card's poll, and see what others chose."""
    vote(PollId(poll), choice, author=None, caller=caller, database=services.database)
    return go_to(f"/learn/today/people?poll={poll}")


@router.post("/today/people/reflect")
def post_reflection(
    services: UseServices,
    caller: Talker,
    micro_module_id: Annotated[str, Form(max_length=64)],
    text: Text,
    once: Once,
) -> Response:
    """Say what one makes of what was learned; colleagues at the same micro-module read it."""
    about = MicroModuleId(micro_module_id)
    published = show_published_micro_module(about, caller=caller, database=services.database)
    opening = Opening(
        kind=ThreadKind.REFLECTION,
        title=published.micro_module.title,
        text=text,
        cohorts=None,
        micro_module_id=about,
        author=None,
        language=None,
    )
    open_thread(opening, idempotency_key=once, caller=caller, database=services.database)
    return go_to("/learn/today/people?done=reflected")


@router.post("/today/{card_id}")
def post_answer(card_id: str, services: UseServices, caller: Responder, once: Once, fields: Fields) -> Response:
    """Grade the answer to a review and show why."""
    found = _card(card_id, services, caller, kinds={Offer.REVIEW})
    submission = Submission(
        MicroModuleId(found.object_id), ItemId(str(found.item_id)), read_given(fields), impression_id=card_id
    )
    grade_response(submission, idempotency_key=once, caller=caller, database=services.database)
    _mark(card_id, Action.COMPLETED, services, caller)
    return go_to(f"/learn/today/{card_id}?answer={once}")


@router.post("/today/{card_id}/report")
def post_report(card_id: str, said: Said, services: UseServices, caller: Responder) -> Response:
    """Tell the authors that something is wrong with a review's question, and leave it."""
    found = _card(card_id, services, caller, kinds={Offer.REVIEW})
    take_report(ItemId(str(found.item_id)), said, services, caller)
    _mark(card_id, Action.LAUNCHED, services, caller)
    return go_to(f"/learn/today?after={card_id}")


@router.post("/today/{card_id}/read")
def post_read(card_id: str, services: UseServices, caller: Responder) -> Response:
    """The micro-module was read; its questions follow."""
    found = _card(card_id, services, caller, kinds={Offer.MICRO_MODULE})
    _mark(card_id, Action.COMPLETED, services, caller)
    quiz = show_quiz(MicroModuleId(found.object_id), caller=caller, database=services.database)
    return go_to(f"/learn/m/{found.object_id}/quiz/1?card={card_id}" if quiz.items else f"/learn/today?after={card_id}")


@router.post("/today/{card_id}/reply")
def post_reply(card_id: str, services: UseServices, caller: Talker, text: Text, once: Once) -> Response:
    """Answer a colleague."""
    found = _card(card_id, services, caller, kinds={Offer.QUESTION, Offer.THREAD})
    thread_id = ThreadId(found.object_id)
    write_post(thread_id, text, author=None, idempotency_key=once, caller=caller, database=services.database)
    _mark(card_id, Action.COMPLETED, services, caller)
    return go_to(f"/learn/today?after={card_id}")


@router.post("/today/{card_id}/vote")
def post_card_vote(card_id: str, services: UseServices, caller: Talker, choice: Annotated[int, Form()]) -> Response:
    """Vote in a card's poll, and see what others chose."""
    found = _card(card_id, services, caller, kinds={Offer.POLL})
    vote(PollId(found.object_id), choice, author=None, caller=caller, database=services.database)
    _mark(card_id, Action.COMPLETED, services, caller)
    return go_to(f"/learn/today/people?poll={found.object_id}")


@router.post("/today/{card_id}/mark")
def post_mark(card_id: str, services: UseServices, caller: Responder, action: Annotated[Action, Form()]) -> Response:
    """Say what one makes of a card, and go on."""
    _card(card_id, services, caller, kinds={*FROM_PEOPLE, Offer.MICRO_MODULE, Offer.REVIEW})
    _mark(card_id, action, services, caller)
    return go_to(f"/learn/today?after={card_id}")


def _review(
    request: Request, sitting: Sitting, found: Card, answer_key: str, services: Services, caller: Caller
) -> Response:
    micro_module_id = MicroModuleId(found.object_id)
    published = show_published_micro_module(micro_module_id, caller=caller, database=services.database)
    quiz = show_quiz(micro_module_id, caller=caller, database=services.database)
    item = next((item for item in quiz.items if item.id == found.item_id), None)
    if item is None:
        raise NotFound("item", str(found.item_id))
    return render(
        request,
        "today_review.html",
        sitting=sitting,
        card=found,
        published=published,
        asked=asked_item(item, published, answer_key, services, caller),
        reasons=REPORT_REASONS,
    )


def _sitting(services: Services, caller: Caller, request: Request | None = None) -> Sitting:
    """With reasons in the page's language; without a page nobody reads them."""
    language = None if request is None else localisation_of(request).code
    return show_sitting(learner_of(caller), language=language, caller=caller, recommending=services.recommending)


def _deal(services: Services, caller: Caller) -> int:
    return begin_sitting(
        learner_of(caller),
        rng=Random(secrets.randbits(64)),  # noqa: S311  draws what to show, no secret
        caller=caller,
        recommending=services.recommending,
    )


def _card(card_id: str, services: Services, caller: Caller, *, kinds: set[Offer]) -> Card:
    found = _sitting(services, caller).find(card_id)
    if found is None or found.kind not in kinds:
        raise NotFound("card", card_id)
    return found


def _mark(card_id: str, action: Action, services: Services, caller: Caller) -> None:
    take_feedback(learner_of(caller), card_id, action, caller=caller, recommending=services.recommending)


def _to_next(sitting: Sitting, after: str | None) -> Response:
    if sitting.begun_at is None:
        return go_to("/learn")
    following = sitting.next_after(after)
    return go_to("/learn/today/people" if following is None else f"/learn/today/{following.id}")
