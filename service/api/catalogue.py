"""The catalogue: what learners read, are asked, and answer."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from service.api.conventions import Cursor, IdempotencyKey, Limit, next_cursor, problems
from service.api.learner_content import (
    CatalogueEntryAnswer,
    CataloguePage,
    GradedAnswer,
    LearnerBodyPart,
    LearnerTerm,
    LearnerText,
    Maker,
    NewResponse,
    OutdatedAnswer,
    PublishedAnswer,
    QuizAnswer,
)
from service.api.routing import BEARER, KeyedRoute, UseServices, require
from service.db.base import DocumentId, ItemId, MicroModuleId
from service.db.learners import LearnerId
from service.security import Scope
from service.workflows.learning.grade_response import Submission, grade_response
from service.workflows.learning.list_catalogue import list_catalogue
from service.workflows.learning.show_published_micro_module import PublishedMicroModule, show_published_micro_module
from service.workflows.learning.show_quiz import show_quiz
from service.workflows.platform.authenticate import Caller

router = APIRouter(prefix="/v1/catalogue", tags=["catalogue"], route_class=KeyedRoute, dependencies=[Depends(BEARER)])

Reader = Annotated[Caller, Depends(require(Scope.CATALOGUE_READ))]
Responder = Annotated[Caller, Depends(require(Scope.RESPONSES_WRITE))]


@router.get("", responses=problems("invalid"))
def list_all(
    services: UseServices,
    caller: Reader,
    document: Annotated[str | None, Query(description="A document's id; left out: any.")] = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> CataloguePage:
    """What may be taken up now."""
    entries = list_catalogue(
        document_id=None if document is None else DocumentId(document),
        after=None if cursor is None else MicroModuleId(cursor),
        limit=limit,
        caller=caller,
        database=services.database,
    )
    ids = [entry.micro_module_id for entry in entries]
    items = [CatalogueEntryAnswer.model_validate(entry) for entry in entries]
    return CataloguePage(items=items, cursor=next_cursor(ids, limit=limit))


@router.get("/{micro_module_id}", responses=problems("not-found"))
def get(micro_module_id: str, services: UseServices, caller: Reader) -> PublishedAnswer:
    """A published micro-module to read."""
    published = show_published_micro_module(MicroModuleId(micro_module_id), caller=caller, database=services.database)
    return _published(published)


@router.get("/{micro_module_id}/quiz", responses=problems("not-found"))
def get_quiz(micro_module_id: str, services: UseServices, caller: Reader) -> QuizAnswer:
    """Its quiz without keys, the items in the order in which to ask them."""
    return QuizAnswer.model_validate(
        show_quiz(MicroModuleId(micro_module_id), caller=caller, database=services.database)
    )


@router.post("/{micro_module_id}/responses", responses=problems("not-found", "invalid", "malformed"))
def respond(
    micro_module_id: str,
    response: NewResponse,
    services: UseServices,
    caller: Responder,
    idempotency_key: IdempotencyKey = None,
) -> GradedAnswer:
    """Answer an item and learn whether it was right, why, and where it stands."""
    submission = Submission(
        MicroModuleId(micro_module_id),
        ItemId(response.item_id),
        response.as_given(),
        response.impression_id,
        None if response.learner_id is None else LearnerId(response.learner_id),
    )
    graded = grade_response(submission, idempotency_key=idempotency_key, caller=caller, database=services.database)
    kept = graded.response
    return GradedAnswer.model_validate({**kept.grading, "id": kept.id, "next_review_at": graded.next_review_at})


def _published(published: PublishedMicroModule) -> PublishedAnswer:
    shown = published.micro_module
    return PublishedAnswer(
        id=shown.id,
        number=published.number,
        title=shown.title,
        language=published.language,
        document_title=published.document_title,
        section_path=list(shown.section_path),
        pages=list(shown.pages),
        reading_seconds=shown.reading_seconds,
        objective=shown.objective,
        key_points=[LearnerText.model_validate(point) for point in shown.key_points],
        body=[LearnerBodyPart.model_validate(part) for part in shown.body],
        terms=[LearnerTerm.model_validate(term) for term in shown.terms],
        item_count=shown.item_count,
        drafted_by=Maker.model_validate(published.engine),
        published_at=published.published_at,
        outdated=None if published.stale is None else OutdatedAnswer.model_validate(published.stale),
    )
