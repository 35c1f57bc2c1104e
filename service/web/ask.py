"""Search and ask in one place: what is known already, who is likely to know, and then the question."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from starlette.responses import Response

from recommender.helper_reasons import explain
from service.bootstrap import Services
from service.db.changes import Kind
from service.db.threads import ThreadKind
from service.security import Scope
from service.web.found import found_thing
from service.web.learn import Once
from service.web.rendering import localisation_of, render
from service.web.routing import PageRoute, UseServices, go_to, require
from service.web.today import learner_of
from service.workflows.community.find_people import find_people
from service.workflows.community.find_similar_threads import find_similar_threads
from service.workflows.community.open_thread import Opening, open_thread
from service.workflows.learning.search import Question, search
from service.workflows.learning.show_learner import show_learner
from service.workflows.platform.authenticate import Caller

router = APIRouter(prefix="/ask", include_in_schema=False, route_class=PageRoute)

Searcher = Annotated[Caller, Depends(require(Scope.LEARNING_WRITE))]
Words = Annotated[str, Query(max_length=500)]
_FOUND = 8
_SUGGESTED = 5
_FEW = 3
_SHORTEST = 3  # characters; fewer say nothing yet


@dataclass(frozen=True, slots=True)
class Draft:
    """A question that is being written. `cohort` empty: everybody may see it."""

    title: Annotated[str, Form(max_length=200)] = ""
    text: Annotated[str, Form(max_length=20_000)] = ""
    cohort: Annotated[str, Form(max_length=100)] = ""

    @property
    def asks(self) -> str:
        """All that it says."""
        return f"{self.title}\n{self.text}".strip()


Drafted = Annotated[Draft, Depends()]


@router.get("")
def ask(request: Request, services: UseServices, caller: Searcher, q: Words = "") -> Response:
    """What answers it, best first, each by the passage that matches; and the way to ask."""
    words = q.strip()
    question = Question(words, (Kind.MICRO_MODULE, Kind.THREAD), _FOUND)
    answer = search(question, caller=caller, relater=services.relater) if words else None
    shown = () if answer is None else answer.hits or answer.nearest
    return render(
        request,
        "ask.html",
        q=q,
        answer=answer,
        found=[found_thing(hit, services, caller) for hit in shown],
        people=find_people(words, limit=_FEW, caller=caller, relater=services.relater) if words else (),
        explain=partial(explain, language=localisation_of(request).code),
        draft=Draft(title=words[:200]),
        cohorts=_cohorts(services, caller),
    )


@router.get("/suggestions")
def suggestions(request: Request, services: UseServices, caller: Searcher, q: Words = "") -> Response:
    """While somebody types: what there is by that name."""
    words = q.strip()
    if len(words) < _SHORTEST:
        return render(request, "ask_suggestions.html", found=(), q=words)
    question = Question(words, (Kind.MICRO_MODULE, Kind.THREAD), _SUGGESTED)
    answer = search(question, caller=caller, relater=services.relater)
    return render(request, "ask_suggestions.html", found=answer.hits, q=words)


@router.post("/before")
def before(request: Request, draft: Drafted, services: UseServices, caller: Searcher) -> Response:
    """Before it is posted: threads that ask the same, and who is likely to know; loaded while it is being written."""
    is_long_enough = len(draft.asks) >= _SHORTEST
    similar = find_similar_threads(draft.asks, limit=_FEW, caller=caller, relater=services.relater)
    people = find_people(draft.asks, limit=_FEW, caller=caller, relater=services.relater) if is_long_enough else ()
    return render(
        request,
        "ask_before.html" if "HX-Request" in request.headers else "ask_before_page.html",
        draft=draft,
        similar=similar if is_long_enough else (),
        people=people,
        explain=partial(explain, language=localisation_of(request).code),
        cohorts=_cohorts(services, caller),
        once=secrets.token_hex(16),
    )


@router.post("")
def post(draft: Drafted, services: UseServices, caller: Searcher, once: Once) -> Response:
    """Post it; colleagues who are likely to know are told."""
    opening = Opening(
        kind=ThreadKind.QUESTION,
        title=draft.title,
        text=draft.text or draft.title,
        cohorts=frozenset({draft.cohort}) if draft.cohort else None,
        micro_module_id=None,
        author=None,
        language=None,
    )
    thread_id = open_thread(opening, idempotency_key=once, caller=caller, database=services.database)
    return go_to(f"/threads/{thread_id}?done=asked")


def _cohorts(services: Services, caller: Caller) -> list[str]:
    return sorted(show_learner(learner_of(caller), caller=caller, database=services.database).cohorts)
