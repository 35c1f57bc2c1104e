"""Outlines: what a language model would write and what it costs, for the author to change and approve before."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, File, UploadFile
from pydantic import Field

from authoring.outline_proposal import OutlineChange, outline_from_json
from service.api.conventions import Answer, Flag, Id, RequestBody, conflict_problems, problems
from service.api.routing import BEARER, KeyedRoute, UseServices, require
from service.api.uploads import chunks_of, file_name_of
from service.db.base import DocumentId
from service.db.outlines import OutlineRow
from service.security import Scope
from service.workflows.authoring.approve_outline import approve_outline
from service.workflows.authoring.estimate_document import estimate_document
from service.workflows.authoring.show_proposed_outline import show_proposed_outline
from service.workflows.platform.authenticate import Caller

router = APIRouter(prefix="/v1/documents", tags=["documents"], route_class=KeyedRoute, dependencies=[Depends(BEARER)])

Reader = Annotated[Caller, Depends(require(Scope.DOCUMENTS_READ))]
Writer = Annotated[Caller, Depends(require(Scope.DOCUMENTS_WRITE))]


class OutlinedAnswer(Answer):
    """`origin`: whose words these are, author, model or document. `reason` null: it is taught, or nobody said why."""

    id: str
    title: str
    objective: str
    bloom: str
    origin: str
    taught: bool
    reason: str | None


class EstimateAnswer(Answer):
    """At most `most_calls` and `most_cost` when every answer has to be mended; costs in the operator's currency."""

    calls: int
    most_calls: int
    input_tokens: int
    output_tokens: int
    cost: float
    most_cost: float
    currency: str


class ProposalAnswer(Answer):
    """`approved_at` null: it waits, and no text is written."""

    micro_modules: list[OutlinedAnswer]
    estimate: EstimateAnswer
    approved_by: str | None
    approved_at: datetime | None


class Change(RequestBody):
    """Parts left out stay as proposed."""

    id: Id
    title: str | None = Field(None, min_length=1, max_length=80)
    objective: str | None = Field(None, min_length=1, max_length=220)
    taught: Flag | None = None
    reason: str | None = Field(None, max_length=500)


class Approval(RequestBody):
    micro_modules: list[Change] = Field(default=[], max_length=2000)


@router.post("/estimate", responses=problems("malformed", "too-large", "invalid"))
def estimate(
    services: UseServices, caller: Writer, file: Annotated[UploadFile, File(description="The document.")]
) -> EstimateAnswer:
    """What drafting all of it with the language model would take, by its size; it is read and not kept."""
    found = estimate_document(
        chunks_of(file.file),
        file_name_of(file),
        max_bytes=services.settings.storage.max_upload_bytes,
        caller=caller,
        blobs=services.blobs,
        prices=services.models.prices(caller.tenant),
    )
    return EstimateAnswer.model_validate(
        {**found, "currency": services.settings.model.of_tenant(caller.tenant).currency}
    )


@router.get("/{document_id}/outline/proposal", responses=problems("not-found"))
def get(document_id: str, services: UseServices, caller: Reader) -> ProposalAnswer:
    """What the model would write; 404 while it is not proposed."""
    row = show_proposed_outline(DocumentId(document_id), caller=caller, database=services.database)
    return _proposal(row, services.settings.model.currency)


@router.post("/{document_id}/outline/approve", responses=conflict_problems("malformed"))
def approve(document_id: str, approval: Approval, services: UseServices, caller: Writer) -> ProposalAnswer:
    """Approve the outline with these changes; the job goes on with what is taught."""
    changes = [
        OutlineChange(one.id, title=one.title, objective=one.objective, is_taught=one.taught, reason=one.reason)
        for one in approval.micro_modules
    ]
    row = approve_outline(DocumentId(document_id), changes, caller=caller, database=services.database)
    return _proposal(row, services.settings.model.currency)


def _proposal(row: OutlineRow, currency: str) -> ProposalAnswer:
    outline = outline_from_json(row.proposed if row.approved is None else row.approved)
    return ProposalAnswer(
        micro_modules=[
            OutlinedAnswer(
                id=one.micro_module,
                title=one.title,
                objective=one.objective.text,
                bloom=one.objective.bloom.value,
                origin=one.origin.value,
                taught=one.is_taught,
                reason=one.reason,
            )
            for one in outline
        ],
        estimate=EstimateAnswer.model_validate({**row.estimate, "currency": currency}),
        approved_by=row.approved_by,
        approved_at=row.approved_at,
    )
