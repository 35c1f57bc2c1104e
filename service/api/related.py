"""What belongs together: threads and micro-modules, people and questions, solved threads and new micro-modules."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, ConfigDict

from recommender.expertise import Expertise
from service.api.community_content import ThreadPage, entry_of
from service.api.conventions import Cursor, Limit, conflict_problems, next_cursor, problems
from service.api.expertise_content import GroundAnswer, ground_answer
from service.api.routing import BEARER, KeyedRoute, UseServices, require
from service.db.base import ThreadId
from service.db.changes import Kind
from service.security import Scope
from service.workflows.authoring.upload_document import Limits
from service.workflows.community.draft_thread import draft_thread
from service.workflows.community.find_helpers import Helpers
from service.workflows.community.find_similar_threads import find_similar_threads
from service.workflows.community.list_gaps import list_gaps
from service.workflows.community.measure_answering import measure_answering
from service.workflows.community.relate import RelatedThing
from service.workflows.community.show_helpers import show_helpers
from service.workflows.community.show_related_to_thread import show_related_to_thread
from service.workflows.community.summarise_thread import summarise_thread
from service.workflows.platform.authenticate import Caller

router = APIRouter(prefix="/v1", tags=["related"], route_class=KeyedRoute, dependencies=[Depends(BEARER)])

Reader = Annotated[Caller, Depends(require(Scope.THREADS_READ))]
Author = Annotated[Caller, Depends(require(Scope.DOCUMENTS_WRITE))]
Reviewer = Annotated[Caller, Depends(require(Scope.MICRO_MODULES_READ))]
Few = Annotated[int, Query(ge=1, le=20)]


class NearAnswer(BaseModel):
    """A thread or a micro-module. `passage` is its own, `near_to` the one of ours that it is nearest to.

    `near_to` null: one is still asking. `rank_score` compares within one answer. `post_id` null: of a micro-module.
    """

    kind: Kind
    id: str
    title: str
    rank_score: float
    similarity: float
    passage: str
    post_id: str | None
    near_to: str | None


class RelatedToThreadAnswer(BaseModel):
    micro_modules: list[NearAnswer]
    threads: list[NearAnswer]


class SimilarThreads(BaseModel):
    items: list[NearAnswer]


class HelperAnswer(BaseModel):
    """`rank_score` is the sum of its reasons' values. `name` null: not given."""

    learner_id: str
    name: str | None
    rank_score: float
    reasons: list[GroundAnswer]


class HelperList(BaseModel):
    items: list[HelperAnswer]


class DraftReceipt(BaseModel):
    """The document that was made of the thread; `job_url` tells how its drafting goes."""

    document_id: str
    version: int
    job_id: str
    job_url: str


class _View(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class SummaryMaker(_View):
    model: str
    prompts: dict[str, str]


class QuotedAnswer(_View):
    """A post's own words that a sentence rests on."""

    post_id: str
    quote: str


class SummarySentenceAnswer(_View):
    text: str
    citations: list[QuotedAnswer]


class SummaryAnswer(_View):
    """By a language model, for an author to read; no sentences: it said none that the checks let pass.

    `made_by` names the model, and its prompts with version and digest.
    """

    sentences: list[SummarySentenceAnswer]
    made_by: SummaryMaker


class AnsweringAnswer(BaseModel):
    """Hours until the first answer that was accepted or found helpful; null: fewer than ten questions have one."""

    days: int
    asked: int
    usefully_answered: int
    median_hours: float | None
    slowest_tenth_hours: float | None


@router.get("/threads/similar", responses=problems("invalid"))
def similar_threads(
    services: UseServices,
    caller: Reader,
    q: Annotated[str, Query(min_length=1, max_length=2_000, description="What somebody is about to ask.")],
    limit: Few = 5,
) -> SimilarThreads:
    """Threads that ask the same, while one is still asking."""
    found = find_similar_threads(q, limit=limit, caller=caller, relater=services.relater)
    return SimilarThreads(items=[_thing(one, None) for one in found])


@router.get("/threads/gaps", responses=problems("invalid"))
def gaps(services: UseServices, caller: Reviewer, cursor: Cursor = None, limit: Limit = 20) -> ThreadPage:
    """Questions that no published micro-module is about, newest first: what is still to be taught."""
    before = None if cursor is None else ThreadId(cursor)
    found = list_gaps(before=before, limit=limit, caller=caller, database=services.database)
    items = [entry_of(thread) for thread in found]
    return ThreadPage(items=items, cursor=next_cursor([thread.id for thread in found], limit=limit))


@router.get("/threads/answering", responses=problems("invalid"))
def answering(
    services: UseServices, caller: Reviewer, days: Annotated[int, Query(ge=1, le=365)] = 30
) -> AnsweringAnswer:
    """How long the questions of the last days waited for a useful answer."""
    measured = measure_answering(days=days, caller=caller, database=services.database)
    return AnsweringAnswer(
        days=measured.days,
        asked=measured.asked,
        usefully_answered=measured.answered,
        median_hours=measured.median_hours,
        slowest_tenth_hours=measured.slow_hours,
    )


@router.get("/threads/{thread_id}/related", responses=problems("not-found", "invalid"))
def related_to_thread(thread_id: str, services: UseServices, caller: Reader, limit: Few = 5) -> RelatedToThreadAnswer:
    """Micro-modules about the same passages, and threads that ask the same."""
    found = show_related_to_thread(ThreadId(thread_id), limit=limit, caller=caller, relater=services.relater)
    return RelatedToThreadAnswer(
        micro_modules=[_thing(one, found.passages[one.asked_passage]) for one in found.micro_modules],
        threads=[_thing(one, found.passages[one.asked_passage]) for one in found.threads],
    )


@router.get("/threads/{thread_id}/helpers", responses=conflict_problems())
def helpers(
    thread_id: str, services: UseServices, caller: Reader, limit: Few = 5, language: Literal["en", "it"] = "en"
) -> HelperList:
    """Colleagues who are likely to know and may be asked, each with the reasons."""
    found = show_helpers(ThreadId(thread_id), caller=caller, relater=services.relater)
    return HelperList(items=[_helper(one, found, language) for one in found.ranked[:limit]])


@router.post("/threads/{thread_id}/draft", status_code=202, responses=conflict_problems("too-large"))
def draft(thread_id: str, services: UseServices, caller: Author, response: Response) -> DraftReceipt:
    """Make a cited draft of a solved thread, for review like any other."""
    storage = services.settings.storage
    receipt = draft_thread(
        ThreadId(thread_id),
        limits=Limits(storage.max_upload_bytes, storage.max_documents),
        caller=caller,
        database=services.database,
        blobs=services.blobs,
    )
    job_url = f"/v1/jobs/{receipt.job_id}"
    response.headers["Location"] = job_url
    return DraftReceipt(
        document_id=receipt.document_id, version=receipt.version, job_id=receipt.job_id, job_url=job_url
    )


@router.post("/threads/{thread_id}/summary", responses=conflict_problems("unavailable"))
def summarise(thread_id: str, services: UseServices, caller: Author) -> SummaryAnswer:
    """What the thread came to, in a few cited sentences of the language model; asked for again, it costs nothing."""
    summary = summarise_thread(
        ThreadId(thread_id), caller=caller, database=services.database, open_engine=services.models.engine
    )
    return SummaryAnswer.model_validate(summary)


def _thing(one: RelatedThing, near_to: str | None) -> NearAnswer:
    post_id = one.source.get("post_id")
    return NearAnswer(
        kind=one.kind,
        id=one.object_id,
        title=one.title,
        rank_score=round(one.related.rank_score, 4),
        similarity=round(one.related.match.similarity, 4),
        passage=one.passage,
        post_id=None if post_id is None else str(post_id),
        near_to=near_to,
    )


def _helper(expertise: Expertise, helpers: Helpers, language: str) -> HelperAnswer:
    learner = helpers.people[expertise.person]
    return HelperAnswer(
        learner_id=learner.learner_id,
        name=learner.name or None,
        rank_score=expertise.rank_score,
        reasons=[ground_answer(term, helpers.titles, language) for term in expertise.terms],
    )
