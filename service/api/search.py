"""Search: micro-modules, threads and people, each with the passage that matched and where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, TypeAdapter

from service.api.conventions import problems
from service.api.expertise_content import GroundAnswer, ground_answer
from service.api.learner_content import LearnerCitation
from service.api.routing import BEARER, KeyedRoute, UseServices, require
from service.db.base import Json
from service.db.changes import Kind
from service.problems import RequestRefused
from service.security import Scope
from service.workflows.community.find_people import FoundPerson
from service.workflows.learning.find_passages import Hit
from service.workflows.learning.search import Question, search
from service.workflows.learning.show_related import Related, show_related
from service.workflows.platform.authenticate import Caller

router = APIRouter(prefix="/v1", tags=["search"], route_class=KeyedRoute, dependencies=[Depends(BEARER)])

Searcher = Annotated[Caller, Depends(require(Scope.SEARCH_READ))]
_WITH_PASSAGES = (Kind.MICRO_MODULE, Kind.THREAD)
_CITATIONS = TypeAdapter(list[LearnerCitation])


class PassageSource(BaseModel):
    """Where a passage stands: in a micro-module, which cites its document, or in a post of a thread."""

    micro_module_id: str | None
    thread_id: str | None
    post_id: str | None
    document_id: str | None
    document_title: str | None
    section_path: list[str]
    page: int | None
    quote: str | None
    citations: list[LearnerCitation]


class MatchedPassage(BaseModel):
    """`text` as it is shown; `similarity` null: it matched by its words."""

    text: str
    language: str | None
    similarity: float | None
    source: PassageSource


class FoundAnswer(BaseModel):
    """A thing and its best passage; of a person `id` is the learner's, `title` the name, and `reasons` say why.

    A person's passage is what they answered, or what they completed; reasons are in the language of the caller.
    `rank_score` compares things with things, people with people.
    """

    kind: Kind
    id: str
    title: str
    rank_score: float
    passage: MatchedPassage
    reasons: list[GroundAnswer]


class SearchAnswer(BaseModel):
    """`items` are what answers the question, then people who are likely to know.

    `fits` false: nothing answers it, `items` is empty, `nearest` is whom to ask and what there is.

    `corrected` maps words that nobody wrote to those that were looked for instead.
    """

    fits: bool
    items: list[FoundAnswer]
    nearest: list[FoundAnswer]
    corrected: dict[str, list[str]]
    ask_colleagues: bool


class RelatedAnswer(BaseModel):
    """Another thing, its passage, and the passage of the one asked for that it is near to."""

    kind: Kind
    id: str
    title: str
    rank_score: float
    passage: MatchedPassage
    near_to: str


class RelatedList(BaseModel):
    items: list[RelatedAnswer]


@router.get("/search", responses=problems("invalid"))
def search_all(
    services: UseServices,
    caller: Searcher,
    q: Annotated[str, Query(min_length=1, max_length=500, description="A question or some words.")],
    kinds: Annotated[str | None, Query(description="micro_module, thread, person; left out: all.")] = None,
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
    document: Annotated[str | None, Query(max_length=64, description="A document's id; left out: any.")] = None,
    language: Annotated[str | None, Query(pattern="^[a-z]{2}$", description="ISO 639-1; left out: any.")] = None,
) -> SearchAnswer:
    """The things whose passages fit best, by meaning and by words; typos are forgiven."""
    question = Question(q, parse_kinds(kinds), limit, document=document, language=language)
    answer = search(question, caller=caller, relater=services.relater)
    people = [_person(one) for one in answer.people]
    fitting, nearest = [found_answer(hit) for hit in answer.hits], [found_answer(hit) for hit in answer.nearest]
    return SearchAnswer(
        fits=answer.fits,
        items=[*fitting, *people] if answer.fits else [],
        nearest=[] if answer.fits else [*people, *nearest],
        corrected={word: list(instead) for word, instead in answer.corrected.items()},
        ask_colleagues=not answer.fits,
    )


@router.get("/micro-modules/{micro_module_id}/related", responses=problems("not-found", "invalid"))
def related_to_micro_module(
    micro_module_id: str,
    services: UseServices,
    caller: Searcher,
    kinds: Annotated[str | None, Query(description="micro_module, thread; left out: both.")] = None,
    limit: Annotated[int, Query(ge=1, le=20)] = 5,
) -> RelatedList:
    """What is about the same as a published micro-module, with the passages that say so; people are none of it."""
    wanted = parse_kinds(kinds, known=_WITH_PASSAGES)
    related = show_related(
        Kind.MICRO_MODULE, micro_module_id, kinds=wanted, limit=limit, caller=caller, finder=services.finder
    )
    return RelatedList(items=[related_answer(one) for one in related])


def related_answer(related: Related) -> RelatedAnswer:
    """A related thing as it is answered."""
    hit = related.hit
    return RelatedAnswer(
        kind=hit.kind,
        id=hit.object_id,
        title=hit.shown.title,
        rank_score=round(hit.found.rank_score, 4),
        passage=matched_passage(hit),
        near_to=related.ours.text,
    )


def found_answer(hit: Hit) -> FoundAnswer:
    """A hit as it is answered."""
    return FoundAnswer(
        kind=hit.kind,
        id=hit.object_id,
        title=hit.shown.title,
        rank_score=round(hit.found.rank_score, 4),
        passage=matched_passage(hit),
        reasons=[],
    )


def matched_passage(hit: Hit) -> MatchedPassage:
    """The passage that matched, with its source."""
    similarity = hit.found.similarity
    return MatchedPassage(
        text=hit.passage.text,
        language=hit.passage.language,
        similarity=None if similarity is None else round(similarity, 4),
        source=_source(hit.kind, hit.object_id, hit.passage.source, hit.passage.document_id),
    )


def parse_kinds(kinds: str | None, *, known: Sequence[Kind] = tuple(Kind)) -> Sequence[Kind]:
    """Kinds of those `known`, separated by commas; None: all of them. Raises RequestRefused."""
    if kinds is None:
        return known
    named = [kind.strip() for kind in kinds.split(",")]
    if not set(named) <= set(known):
        raise RequestRefused("invalid", f"kinds: name {', '.join(known)}, separated by commas.")
    return [Kind(kind) for kind in named]


def _person(one: FoundPerson) -> FoundAnswer:
    similarity = round(one.thing.related.match.similarity, 4)
    source = _source(one.thing.kind, one.thing.object_id, one.source, None)
    return FoundAnswer(
        kind=Kind.PERSON,
        id=one.learner.learner_id,
        title=one.learner.name or one.learner.learner_id,
        rank_score=round(one.expertise.rank_score, 4),
        passage=MatchedPassage(text=one.passage, language=None, similarity=similarity, source=source),
        reasons=[ground_answer(term, one.titles, one.language) for term in one.expertise.terms],
    )


def _source(kind: Kind, object_id: str, source: Json, document_id: str | None) -> PassageSource:
    citations = _CITATIONS.validate_python(source.get("citations", []))
    path, title, post_id = source.get("section_path", []), source.get("document_title"), source.get("post_id")
    first = citations[0] if citations else None
    return PassageSource(
        micro_module_id=object_id if kind is Kind.MICRO_MODULE else None,
        thread_id=object_id if kind is Kind.THREAD else None,
        post_id=None if post_id is None else str(post_id),
        document_id=document_id,
        document_title=None if title is None else str(title),
        section_path=[str(heading) for heading in path] if isinstance(path, list) else [],
        page=None if first is None else first.page,
        quote=None if first is None else first.quote,
        citations=citations,
    )
