"""One document for its author: the outline with what is clean, the map of what is taught, the file itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import FileResponse
from starlette.responses import Response

from authoring.outline import SectionChoice
from service.db.base import DocumentId, MicroModuleId
from service.errors import CallerError
from service.problems import problem_of
from service.security import Scope
from service.web.coverage_view import map_coverage
from service.web.outline_view import divide, read_choices
from service.web.rendering import render
from service.web.routing import PageRoute, UseServices, go_to, require
from service.workflows.authoring.approve_micro_modules import approve_micro_modules
from service.workflows.authoring.change_outline import change_outline
from service.workflows.authoring.publish_micro_modules import publish_micro_modules
from service.workflows.authoring.show_coverage import show_coverage
from service.workflows.authoring.show_draft import show_draft
from service.workflows.authoring.show_outline import show_outline
from service.workflows.authoring.show_progress import show_progress
from service.workflows.authoring.show_source import show_source
from service.workflows.platform.authenticate import Caller

router = APIRouter(prefix="/author/documents", include_in_schema=False, route_class=PageRoute)

Reader = Annotated[Caller, Depends(require(Scope.DOCUMENTS_READ))]
Writer = Annotated[Caller, Depends(require(Scope.DOCUMENTS_WRITE))]
Approver = Annotated[Caller, Depends(require(Scope.MICRO_MODULES_APPROVE))]
Publisher = Annotated[Caller, Depends(require(Scope.MICRO_MODULES_PUBLISH))]
Names = Annotated[list[str], Form(max_length=1000)]


@dataclass(frozen=True, slots=True)
class Said:
    """What the action before this page has to say: how many it did, how many were refused, and why."""

    done: str = ""
    count: int = 0
    refused: int = 0
    why: str = ""


def _said(done: str = "", count: int = 0, refused: int = 0, why: str = "") -> Said:
    return Said(done, count, refused, why)


@router.get("/{document_id}")
def document(
    request: Request, document_id: str, services: UseServices, caller: Reader, said: Annotated[Said, Depends(_said)]
) -> Response:
    """The outline: sections to teach or leave out, micro-modules by section, what can be approved at once."""
    outline = show_outline(DocumentId(document_id), caller=caller, database=services.database)
    return render(
        request,
        "document.html",
        progress=show_progress(DocumentId(document_id), caller=caller, database=services.database),
        outline=outline,
        sections=divide(outline),
        said=said,
    )


@router.post("/{document_id}/outline")
def post_outline(
    document_id: str,
    services: UseServices,
    caller: Writer,
    revision: Annotated[int, Form()],
    section: Names,
    reason: Names,
    taught: Annotated[list[int], Form()] = [],  # noqa: B006  the framework copies it
) -> Response:
    """Say of each section whether it is taught, and why not."""
    outline = show_outline(DocumentId(document_id), caller=caller, database=services.database)
    changes: Sequence[SectionChoice] = read_choices(outline, section, reason, set(taught))
    if changes:
        change_outline(DocumentId(document_id), changes, expected=revision, caller=caller, database=services.database)
    return go_to(f"/author/documents/{document_id}?done=outlined")


@router.post("/{document_id}/approve")
def post_approve(
    document_id: str,
    services: UseServices,
    caller: Approver,
    ids: Names,
    digests: Names,
) -> Response:
    """Approve the clean micro-modules of a section as they were listed, each recorded by itself."""
    pairs = [(MicroModuleId(one), read) for one, read in zip(ids, digests, strict=False)]
    outcomes = approve_micro_modules(pairs, caller=caller, database=services.database)
    return _told(document_id, "approved", [outcome.fault for outcome in outcomes])


@router.post("/{document_id}/publish")
def post_publish(
    document_id: str,
    services: UseServices,
    caller: Publisher,
    ids: Names,
    digests: Names,
) -> Response:
    """Publish what is approved, each recorded by itself."""
    pairs = [(MicroModuleId(one), read) for one, read in zip(ids, digests, strict=False)]
    outcomes = publish_micro_modules(pairs, caller=caller, database=services.database)
    return _told(document_id, "published", [one if isinstance(one, CallerError) else None for one in outcomes])


@router.get("/{document_id}/coverage")
def coverage(request: Request, document_id: str, services: UseServices, caller: Reader, show: str = "all") -> Response:
    """What is taught where, what is not and why, and the obligations that nothing teaches."""
    view = show_coverage(DocumentId(document_id), caller=caller, database=services.database)
    draft = show_draft(DocumentId(document_id), version=None, caller=caller, database=services.database)
    outline = show_outline(DocumentId(document_id), caller=caller, database=services.database)
    return render(
        request,
        "coverage.html",
        progress=show_progress(DocumentId(document_id), caller=caller, database=services.database),
        outline=outline,
        map=map_coverage(view.coverage, draft, outline),
        show=show,
    )


@router.get("/{document_id}/source")
def source(document_id: str, services: UseServices, caller: Reader) -> FileResponse:
    """The bytes as they were uploaded; always a download, never shown: nobody has looked what is in them."""
    found = show_source(
        DocumentId(document_id), version=None, caller=caller, database=services.database, blobs=services.blobs
    )
    return FileResponse(
        found.path,
        media_type="application/octet-stream",
        filename=found.version.file_name,
        content_disposition_type="attachment",
    )


def _told(document_id: str, done: str, faults: Sequence[CallerError | None]) -> Response:
    refused = [fault for fault in faults if fault is not None]
    why = f"&refused={len(refused)}&why={problem_of(refused[0]).kind.slug}" if refused else ""
    return go_to(f"/author/documents/{document_id}?done={done}&count={len(faults) - len(refused)}{why}")
