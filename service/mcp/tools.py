"""The four tools: ask, today's session, answer an item, find helpers; each is one or two workflows."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random
from typing import Annotated

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from pydantic import Field

from authoring.items.learner_view import ChosenPair, Given
from recommender.helper_reasons import explain
from recommender.types import Offer
from service.bootstrap import Services
from service.db.base import ItemId, MicroModuleId
from service.db.changes import Kind
from service.db.learners import LearnerId
from service.mcp.answers import Asked, Found, Graded, Helper, Helpers, Id, LearnersAnswer, Session, SessionPart, Source
from service.mcp.answers import Question as QuestionAnswer
from service.problems import PROBLEMS, RequestRefused, problem_of
from service.security import Scope
from service.workflows.community.find_people import FoundPerson
from service.workflows.learning.compose_session import compose_session
from service.workflows.learning.find_passages import Hit
from service.workflows.learning.grade_response import Submission, grade_response
from service.workflows.learning.remember_shown import Impression
from service.workflows.learning.search import Question, search
from service.workflows.learning.settle_shown import settle_shown
from service.workflows.learning.show_published_micro_module import show_published_micro_module
from service.workflows.learning.show_quiz import show_quiz
from service.workflows.platform.authenticate import Caller

_REFUSALS: tuple[type[Exception], ...] = (RequestRefused, *PROBLEMS)
Words = Annotated[str, Field(min_length=1, max_length=500)]
Few = Annotated[int, Field(ge=1, le=20)]

_INSTRUCTIONS = (
    "Morsel teaches a company's own documents in three minutes a day. Quote the source of what you pass on. "
    "Let the learner answer the questions: never answer in their place."
)


CallerOf = Callable[[Context], Caller]
"""Who makes a call. Raises what `PROBLEMS` names where nobody may."""


def open_tools(services: Services, caller_of: CallerOf) -> MCPServer:
    """The server with its tools, each for whom `caller_of` says."""
    with _own_logging():
        server = MCPServer("morsel", title="Morsel", instructions=_INSTRUCTIONS)

    @server.tool()
    def ask(question: Words, ctx: Context, limit: Few = 5) -> Asked:
        """Ask what the company's training says: passages with their source, and colleagues who are likely to know."""
        with _answering(caller_of, ctx, Scope.SEARCH_READ) as caller:
            answer = search(Question(question, tuple(Kind), limit), caller=caller, relater=services.relater)
            found = [_found(hit) for hit in (answer.hits or answer.nearest)]
            return Asked(fits=answer.fits, found=found, helpers=[_helper(one) for one in answer.people])

    @server.tool()
    def todays_session(ctx: Context, budget_seconds: Annotated[int, Field(ge=30, le=7200)] = 180) -> Session:
        """What the learner should take up now: reviews that are due, something new, and why; with the questions."""
        with _answering(caller_of, ctx, Scope.LEARNERS_READ) as caller:
            return _session(budget_seconds, caller, services)

    @server.tool()
    def answer_item(
        micro_module_id: Id,
        item_id: Id,
        answer: LearnersAnswer,
        ctx: Context,
        impression_id: Annotated[str | None, Field(max_length=64)] = None,
    ) -> Graded:
        """Grade what the learner answered: as the question asks for it."""
        with _answering(caller_of, ctx, Scope.RESPONSES_WRITE) as caller:
            given = _given(answer)
            submission = Submission(MicroModuleId(micro_module_id), ItemId(item_id), given, impression_id)
            return _grade(submission, caller, services)

    @server.tool()
    def find_helpers(question: Words, ctx: Context, limit: Few = 5) -> Helpers:
        """Colleagues who are likely to know the answer and may be asked, each with the reasons."""
        with _answering(caller_of, ctx, Scope.SEARCH_READ) as caller:
            answer = search(Question(question, (Kind.PERSON,), limit), caller=caller, relater=services.relater)
            return Helpers(helpers=[_helper(one) for one in answer.people])

    return server


@contextmanager
def _own_logging() -> Iterator[None]:
    """Keep how this process logs: the library's server, once made, would print the lines of every other library."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


@contextmanager
def _answering(caller_of: CallerOf, ctx: Context, scope: Scope) -> Iterator[Caller]:
    """The caller, who needs the scope; what the workflow refuses becomes what the assistant reads."""
    try:
        caller = caller_of(ctx)
        if scope not in caller.scopes:
            raise ToolError(f"The key needs the scope {scope.value!r}.")
        yield caller
    except _REFUSALS as fault:
        raise ToolError(problem_of(fault).detail) from None


def _session(budget_seconds: int, caller: Caller, services: Services) -> Session:
    session = compose_session(
        LearnerId(caller.learner_id or ""),
        budget_seconds=budget_seconds,
        rng=Random(secrets.randbits(64)),  # noqa: S311  draws what to show, no secret
        caller=caller,
        recommending=services.recommending,
    )
    settle_shown(services.recommending)
    parts = [_part(one, caller, services) for one in session.items]
    return Session(parts=parts, total_seconds=session.total_seconds)


def _part(impression: Impression, caller: Caller, services: Services) -> SessionPart:
    one = impression.recommendation
    part = SessionPart(
        kind=one.kind.value,
        id=one.id,
        title=one.title,
        seconds=one.seconds,
        reasons=[reason.text for reason in one.reasons],
        micro_module_id=one.micro_module_id,
        impression_id=impression.id,
    )
    if one.micro_module_id is None or one.kind not in (Offer.REVIEW, Offer.MICRO_MODULE):
        return part
    micro_module_id = MicroModuleId(one.micro_module_id)
    quiz = show_quiz(micro_module_id, caller=caller, database=services.database)
    asked = [item for item in quiz.items if one.kind is Offer.MICRO_MODULE or item.id == one.id]
    part.questions = [QuestionAnswer.model_validate(item) for item in asked]
    if one.kind is Offer.MICRO_MODULE:
        shown = show_published_micro_module(micro_module_id, caller=caller, database=services.database).micro_module
        part.objective, part.key_points = shown.objective, [point.text for point in shown.key_points]
    return part


def _given(answer: LearnersAnswer) -> Given:
    parts = [part for part in (answer.option_ids, answer.text, answer.order, answer.pairs) if part is not None]
    if len(parts) > 1 or (not parts and answer.recall is None):
        raise ToolError("Give one of option_ids, text, order and pairs.")
    return Given(
        option_ids=tuple(answer.option_ids or ()),
        text=answer.text,
        order=tuple(answer.order or ()),
        pairs=tuple(ChosenPair(pair.left, pair.right) for pair in answer.pairs or ()),
        recall=answer.recall,
    )


def _grade(submission: Submission, caller: Caller, services: Services) -> Graded:
    graded = grade_response(submission, idempotency_key=None, caller=caller, database=services.database)
    grading = graded.response.grading
    citation = grading.get("citation")
    correct = grading.get("correct")
    return Graded(
        correct=correct if isinstance(correct, bool) else None,
        score=graded.response.score,
        rationale=str(grading.get("rationale") or ""),
        quote=str(citation["quote"]) if isinstance(citation, dict) else None,
        next_review_at=graded.next_review_at,
    )


def _found(hit: Hit) -> Found:
    source = hit.passage.source
    path, citations, title = source.get("section_path"), source.get("citations"), source.get("document_title")
    first = citations[0] if isinstance(citations, list) and citations else None
    return Found(
        kind=hit.kind.value,
        id=hit.object_id,
        title=hit.shown.title,
        passage=hit.passage.text,
        source=Source(
            document_title=None if title is None else str(title),
            section_path=[str(heading) for heading in path] if isinstance(path, list) else [],
            quote=str(first["quote"]) if isinstance(first, dict) else None,
        ),
    )


def _helper(person: FoundPerson) -> Helper:
    reasons = [explain(term, language=person.language) for term in person.expertise.terms]
    return Helper(learner_id=person.learner.learner_id, name=person.learner.name or None, reasons=reasons)
