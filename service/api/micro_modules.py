"""Micro-modules under review: read, edit, approve, reject, publish, withdraw, give a fresh quiz."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, Field

from authoring.types import Severity
from service.api.author_content import MicroModuleChange, MicroModuleContent
from service.api.conventions import (
    Cursor,
    Id,
    IfMatch,
    Limit,
    MayMatch,
    RequestBody,
    conflict_problems,
    etag,
    next_cursor,
    problems,
)
from service.api.routing import BEARER, KeyedRoute, UseServices, require
from service.db.base import DocumentId, MicroModuleId
from service.db.micro_modules import MicroModuleRow, Status
from service.errors import InvalidContent
from service.problems import RequestRefused, problem_of
from service.security import Scope
from service.workflows.authoring.approve_micro_module import approve_micro_module
from service.workflows.authoring.approve_micro_modules import Outcome, approve_micro_modules
from service.workflows.authoring.demand_read import Precondition
from service.workflows.authoring.edit_micro_module import edit_micro_module
from service.workflows.authoring.list_micro_modules import list_micro_modules
from service.workflows.authoring.publish_micro_module import publish_micro_module
from service.workflows.authoring.regenerate_micro_module import regenerate_micro_module
from service.workflows.authoring.reject_micro_module import reject_micro_module
from service.workflows.authoring.show_micro_module import show_micro_module
from service.workflows.authoring.withdraw_micro_module import withdraw_micro_module
from service.workflows.platform.authenticate import Caller

router = APIRouter(
    prefix="/v1/micro-modules", tags=["micro-modules"], route_class=KeyedRoute, dependencies=[Depends(BEARER)]
)

Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
Reader = Annotated[Caller, Depends(require(Scope.MICRO_MODULES_READ))]
Writer = Annotated[Caller, Depends(require(Scope.MICRO_MODULES_WRITE))]
Approver = Annotated[Caller, Depends(require(Scope.MICRO_MODULES_APPROVE))]
Publisher = Annotated[Caller, Depends(require(Scope.MICRO_MODULES_PUBLISH))]


class MicroModuleAnswer(MicroModuleContent):
    """The content with where it stands. An approval binds to `content_digest`; the ETag is the `revision`.

    `edited_by` null: as the engine wrote it. `published_number` null: never published. `reason`: why it was rejected
    or withdrawn, until it is approved; null: neither, or nobody said why. `merged_into`: the micro-module that took it
    in, and it can be changed no more; null: it stands by itself.
    """

    document_id: str
    status: Status
    revision: int
    content_digest: str
    published_number: int | None
    edited_by: str | None
    reason: str | None
    merged_into: str | None = None
    updated_at: datetime


class MicroModuleSummary(BaseModel):
    """A line of the review queue; `blocker_count` over the micro-module and its quiz."""

    id: str
    document_id: str
    title: str
    section_path: list[str]
    status: Status
    revision: int
    content_digest: str
    item_count: int
    bank_count: int
    blocker_count: int
    finding_count: int
    reading_seconds: int
    published_number: int | None
    updated_at: datetime


class MicroModulePage(BaseModel):
    items: list[MicroModuleSummary]
    cursor: str | None


class Naming(RequestBody):
    """The content that was read, by its digest; left out: If-Match names it."""

    digest: Digest | None = None


class Reasoned(RequestBody):
    """Why; shown to authors and in the audit trail."""

    reason: str | None = Field(None, max_length=1000)


class Rejection(Naming, Reasoned):
    """Which content, and why."""


class Approvals(RequestBody):
    """As many digests as ids, in the same order."""

    ids: list[Id] = Field(min_length=1, max_length=100)
    digests: list[Digest] = Field(min_length=1, max_length=100)


class ApprovalOutcome(BaseModel):
    """`problem` null: approved; else the type of the problem and what it says."""

    id: str
    status: Status | None
    problem: str | None = None
    detail: str | None = None


class ApprovalOutcomes(BaseModel):
    items: list[ApprovalOutcome]


@router.get("", responses=problems("invalid"))
def list_all(
    services: UseServices,
    caller: Reader,
    status: Status | None = None,
    document: Annotated[str | None, Query(description="A document's id; left out: any.")] = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> MicroModulePage:
    """The review queue, oldest first."""
    rows = list_micro_modules(
        status=status,
        document_id=None if document is None else DocumentId(document),
        after=None if cursor is None else MicroModuleId(cursor),
        limit=limit,
        caller=caller,
        database=services.database,
    )
    items = [_summary(row) for row in rows]
    return MicroModulePage(items=items, cursor=next_cursor([row.id for row in rows], limit=limit))


@router.post("/approve", responses=problems("invalid", "malformed"))
def approve_many(wanted: Approvals, services: UseServices, caller: Approver) -> ApprovalOutcomes:
    """Approve many at once, each recorded by itself; one that is refused stops no other."""
    if len(wanted.ids) != len(wanted.digests):
        raise InvalidContent("digests", "there must be one for each id, in the same order")
    pairs = [(MicroModuleId(one), digest) for one, digest in zip(wanted.ids, wanted.digests, strict=True)]
    outcomes = approve_micro_modules(pairs, caller=caller, database=services.database)
    return ApprovalOutcomes(items=[_outcome(outcome) for outcome in outcomes])


@router.get("/{micro_module_id}", responses=problems("not-found"))
def get(micro_module_id: str, response: Response, services: UseServices, caller: Reader) -> MicroModuleAnswer:
    """One micro-module with quiz, bank, keys and findings."""
    row = show_micro_module(MicroModuleId(micro_module_id), caller=caller, database=services.database)
    return answer(row, response)


@router.patch("/{micro_module_id}", responses=conflict_problems("precondition-required", "malformed"))
def patch(
    micro_module_id: str,
    change: MicroModuleChange,
    response: Response,
    services: UseServices,
    caller: Writer,
    expected: IfMatch,
) -> MicroModuleAnswer:
    """Replace parts; the micro-module is checked anew and is a draft again."""
    row = edit_micro_module(
        MicroModuleId(micro_module_id), change.as_edit(), expected=expected, caller=caller, database=services.database
    )
    return answer(row, response)


@router.post("/{micro_module_id}/approve", responses=conflict_problems("precondition-required"))
def approve(
    micro_module_id: str,
    response: Response,
    services: UseServices,
    caller: Approver,
    expected: MayMatch = None,
    naming: Naming | None = None,
) -> MicroModuleAnswer:
    """Say that learners may see the content that you read: name it with `digest` or If-Match."""
    read = _demand_named(naming, expected)
    row = approve_micro_module(MicroModuleId(micro_module_id), read=read, caller=caller, database=services.database)
    return answer(row, response)


@router.post("/{micro_module_id}/reject", responses=conflict_problems("precondition-required"))
def reject(
    micro_module_id: str,
    response: Response,
    services: UseServices,
    caller: Approver,
    expected: MayMatch = None,
    rejection: Rejection | None = None,
) -> MicroModuleAnswer:
    """Say that learners shall not see the content that you read (`digest` or If-Match); an edit makes it a draft."""
    row = reject_micro_module(
        MicroModuleId(micro_module_id),
        reason=rejection.reason if rejection else None,
        read=_demand_named(rejection, expected),
        caller=caller,
        database=services.database,
    )
    return answer(row, response)


@router.post("/{micro_module_id}/publish", responses=conflict_problems())
def publish(
    micro_module_id: str,
    response: Response,
    services: UseServices,
    caller: Publisher,
    expected: MayMatch = None,
    naming: Naming | None = None,
) -> MicroModuleAnswer:
    """Freeze the approved content as the next version and show it to learners; 412 when it is not approved.

    `digest` and If-Match may be left out: nothing is published but what somebody approved by its digest.
    """
    row = publish_micro_module(
        MicroModuleId(micro_module_id), read=_named(naming, expected), caller=caller, database=services.database
    )
    return answer(row, response)


@router.post("/{micro_module_id}/withdraw", responses=conflict_problems())
def withdraw(
    micro_module_id: str, response: Response, services: UseServices, caller: Publisher, reasoned: Reasoned | None = None
) -> MicroModuleAnswer:
    """Take it away from learners, whatever was changed since you read it; what they answered stays."""
    row = withdraw_micro_module(
        MicroModuleId(micro_module_id),
        reason=reasoned.reason if reasoned else None,
        caller=caller,
        database=services.database,
    )
    return answer(row, response)


@router.post("/{micro_module_id}/regenerate", responses=conflict_problems())
def regenerate(micro_module_id: str, response: Response, services: UseServices, caller: Writer) -> MicroModuleAnswer:
    """Swap what the engine wrote and nobody edited for the next best items of the bank."""
    row = regenerate_micro_module(MicroModuleId(micro_module_id), caller=caller, database=services.database)
    return answer(row, response)


def answer(row: MicroModuleRow, response: Response) -> MicroModuleAnswer:
    """The micro-module as answered, its ETag set."""
    response.headers["ETag"] = etag(row.revision)
    return MicroModuleAnswer.model_validate(
        {
            **row.content,
            "id": row.id,
            "document_id": row.document_id,
            "status": row.status,
            "revision": row.revision,
            "content_digest": row.content_digest,
            "published_number": row.published_number,
            "edited_by": row.edited_by,
            "reason": row.reason,
            "merged_into": row.merged_into,
            "updated_at": row.updated_at,
        }
    )


def _named(naming: Naming | None, revision: int | None) -> Precondition | None:
    digest = naming.digest if naming else None
    return None if digest is None and revision is None else Precondition(digest, revision)


def _demand_named(naming: Naming | None, revision: int | None) -> Precondition:
    named = _named(naming, revision)
    if named is None:
        raise RequestRefused(
            "precondition-required", "Name the content that you read: its content_digest as digest, or its ETag."
        )
    return named


def _summary(row: MicroModuleRow) -> MicroModuleSummary:
    content = MicroModuleContent.model_validate(row.content)
    findings = [*content.findings, *(finding for item in content.items for finding in item.findings)]
    return MicroModuleSummary(
        id=row.id,
        document_id=row.document_id,
        title=content.title,
        section_path=content.section_path,
        status=row.status,
        revision=row.revision,
        content_digest=row.content_digest,
        item_count=len(content.items),
        bank_count=len(content.bank),
        blocker_count=sum(finding.severity is Severity.BLOCKER for finding in findings),
        finding_count=len(findings),
        reading_seconds=content.reading_seconds,
        published_number=row.published_number,
        updated_at=row.updated_at,
    )


def _outcome(outcome: Outcome) -> ApprovalOutcome:
    if outcome.fault is None:
        return ApprovalOutcome(id=outcome.micro_module_id, status=outcome.row.status if outcome.row else None)
    problem = problem_of(outcome.fault)
    return ApprovalOutcome(id=outcome.micro_module_id, status=None, problem=problem.kind.type, detail=problem.detail)
