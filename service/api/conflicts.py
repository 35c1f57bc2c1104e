"""Conflicts: statements that contradict each other, and the author's word on them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field

from authoring.checks.conflicts import Decision
from authoring.conflict_json import conflict_from_json
from authoring.conflicts import ConflictKind, Statement
from authoring.draft_json import citation_as_json
from service.api.author_content import Citation
from service.api.conventions import Answer, IfMatch, RequestBody, conflict_problems, etag, problems
from service.api.routing import BEARER, KeyedRoute, UseServices, require
from service.db.base import ConflictId, DocumentId
from service.db.conflicts import ConflictRow
from service.security import Scope
from service.workflows.authoring.decide_conflict import decide_conflict
from service.workflows.authoring.show_conflict import show_conflict
from service.workflows.authoring.show_conflicts import show_conflicts
from service.workflows.platform.authenticate import Caller

router = APIRouter(prefix="/v1", tags=["conflicts"], route_class=KeyedRoute, dependencies=[Depends(BEARER)])

Reader = Annotated[Caller, Depends(require(Scope.DOCUMENTS_READ))]
Writer = Annotated[Caller, Depends(require(Scope.DOCUMENTS_WRITE))]


class StatementAnswer(BaseModel):
    """`micro_module_id` and `title` null: it stands in the document itself; else in that published micro-module's."""

    citation: Citation
    micro_module_id: str | None
    title: str | None


class ConflictAnswer(Answer):
    """`decision` null: nothing is taught or asked about either statement yet. The ETag counts decisions."""

    id: str
    document_id: str
    kind: ConflictKind
    first: StatementAnswer
    second: StatementAnswer
    decision: Decision | None
    reason: str | None
    decided_by: str | None
    decided_at: datetime | None
    revision: int


class ConflictList(Answer):
    items: list[ConflictAnswer]


class Decided(RequestBody):
    """Which statement holds, or that both stand; and why, for the audit trail."""

    decision: Decision
    reason: str | None = Field(None, max_length=1000)


@router.get("/documents/{document_id}/conflicts", responses=problems("not-found"))
def list_all(document_id: str, services: UseServices, caller: Reader) -> ConflictList:
    """What contradicts itself in the latest version of a document, or contradicts what is published."""
    rows = show_conflicts(DocumentId(document_id), caller=caller, database=services.database)
    return ConflictList(items=[_answer(row) for row in rows])


@router.get("/conflicts/{conflict_id}", responses=problems("not-found"))
def get(conflict_id: str, response: Response, services: UseServices, caller: Reader) -> ConflictAnswer:
    """One conflict."""
    row = show_conflict(ConflictId(conflict_id), caller=caller, database=services.database)
    response.headers["ETag"] = etag(row.revision)
    return _answer(row)


@router.patch("/conflicts/{conflict_id}", responses=conflict_problems("precondition-required", "malformed"))
def patch(
    conflict_id: str, decided: Decided, response: Response, services: UseServices, caller: Writer, expected: IfMatch
) -> ConflictAnswer:
    """Decide it; regenerate a micro-module to have taught and asked what was held back of it."""
    row = decide_conflict(
        ConflictId(conflict_id),
        decided.decision,
        reason=decided.reason,
        expected=expected,
        caller=caller,
        database=services.database,
    )
    response.headers["ETag"] = etag(row.revision)
    return _answer(row)


def _answer(row: ConflictRow) -> ConflictAnswer:
    conflict = conflict_from_json(row.content)
    return ConflictAnswer(
        id=row.id,
        document_id=row.document_id,
        kind=conflict.kind,
        first=_statement(conflict.first),
        second=_statement(conflict.second),
        decision=row.decision,
        reason=row.reason,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        revision=row.revision,
    )


def _statement(statement: Statement) -> StatementAnswer:
    citation = Citation.model_validate(citation_as_json(statement.citation))
    return StatementAnswer(citation=citation, micro_module_id=statement.micro_module, title=statement.title)
