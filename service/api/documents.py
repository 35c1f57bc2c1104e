"""Documents: upload, look up, draft, source, coverage, outline."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Query, Response, UploadFile
from fastapi.responses import FileResponse, JSONResponse
from pydantic import Field
from starlette.types import Receive, Send
from starlette.types import Scope as AsgiScope

from authoring.outline import SectionChoice
from service.api.conventions import (
    PROBLEM_CONTENT,
    Answer,
    Cursor,
    Flag,
    IdempotencyKey,
    IfMatch,
    Limit,
    RequestBody,
    conflict_problems,
    etag,
    next_cursor,
    problems,
)
from service.api.routing import BEARER, KeyedRoute, UseServices, require
from service.api.uploads import chunks_of, file_name_of
from service.db.base import DocumentId
from service.security import Scope
from service.workflows.authoring.change_outline import change_outline
from service.workflows.authoring.list_documents import list_documents
from service.workflows.authoring.show_coverage import CoverageView, show_coverage
from service.workflows.authoring.show_document import DocumentView, show_document
from service.workflows.authoring.show_draft import show_draft
from service.workflows.authoring.show_source import show_source
from service.workflows.authoring.upload_document import Limits, Wishes, upload_document
from service.workflows.platform.authenticate import Caller

router = APIRouter(prefix="/v1/documents", tags=["documents"], route_class=KeyedRoute, dependencies=[Depends(BEARER)])

_WITHOUT_NUL = "^[^\\x00]*$"

Reader = Annotated[Caller, Depends(require(Scope.DOCUMENTS_READ))]
Writer = Annotated[Caller, Depends(require(Scope.DOCUMENTS_WRITE))]
Version = Annotated[int | None, Query(ge=1, description="A version's number; left out: the latest.")]
Text = Annotated[str | None, Form(max_length=300, pattern=_WITHOUT_NUL)]
Engine = Annotated[str | None, Form(max_length=40, description="extractive or generative; left out: extractive.")]
Brief = Annotated[
    str | None,
    Form(
        max_length=4000,
        pattern=_WITHOUT_NUL,
        description="What the generative engine is told: a JSON object, or plain words.",
    ),
]
Outline = Annotated[
    str | None,
    Form(max_length=40, description="approve: the generative engine waits for the outline's approval; else automatic."),
]
Language = Annotated[
    str | None, Form(pattern="^([a-z]{2})?$", description="ISO 639-1; left out or empty: found by reading.")
]

_UPLOAD_PROBLEMS = problems("malformed", "too-large", "unsupported-media-type", "invalid") | {
    409: {"description": "The tenant has as many documents as it may", "content": PROBLEM_CONTENT},
    507: {"description": "There is no room left", "content": PROBLEM_CONTENT},
}


class JobLink(Answer):
    id: str
    url: str


class Uploaded(Answer):
    """Acknowledged: bytes, document and job are durable."""

    id: str
    version: int
    job: JobLink


class VersionAnswer(Answer):
    number: int
    sha256: str
    size_bytes: int
    media_type: str
    file_name: str
    created_by: str
    created_at: datetime


class JobState(JobLink):
    state: str


class DocumentAnswer(Answer):
    """`title` null: neither given nor read yet. `job` is of the latest version."""

    id: str
    title: str | None
    version: int
    is_drafted: bool
    job: JobState
    versions: list[VersionAnswer]
    created_by: str
    created_at: datetime


class DocumentPage(Answer):
    items: list[DocumentAnswer]
    cursor: str | None


class Section(RequestBody):
    """A section by its headings, outermost first, with everything below it."""

    section_path: list[Annotated[str, Field(max_length=2000)]] = Field(max_length=6)
    taught: Flag
    reason: str | None = Field(None, max_length=500)


class OutlineChange(RequestBody):
    sections: list[Section] = Field(min_length=1, max_length=1000)


class OutlineAnswer(Answer):
    revision: int


class GapAnswer(Answer):
    block: str
    reason: str


class SectionAnswer(Answer):
    section_path: list[str]
    taught: bool
    reason: str | None


class CoverageAnswer(Answer):
    """`taught` maps blocks to the micro-modules that teach them."""

    taught: dict[str, list[str]]
    not_taught: list[GapAnswer]
    obligations_not_taught: list[str]
    sections: list[SectionAnswer]
    revision: int


class _WholeFile(FileResponse):
    """Always all bytes: a `Range` is ignored, as HTTP allows."""

    async def __call__(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        """Answer as if nobody had asked for a part."""
        headers = [(name, value) for name, value in scope["headers"] if name.lower() != b"range"]
        await super().__call__({**scope, "headers": headers}, receive, send)


def _wishes(
    file: Annotated[UploadFile, File(description="The document.")],
    title: Text = None,
    language: Language = None,
    engine: Engine = None,
    brief: Brief = None,
    outline: Outline = None,
) -> Wishes:
    media_type = (file.content_type or "application/octet-stream")[:100]
    return Wishes(
        file_name_of(file), media_type, title=title, language=language, engine=engine, brief=brief, outline=outline
    )


Wanted = Annotated[Wishes, Depends(_wishes)]


@router.post("", status_code=202, responses=_UPLOAD_PROBLEMS)
def upload(
    response: Response,
    services: UseServices,
    caller: Writer,
    file: UploadFile,
    wishes: Wanted,
    idempotency_key: IdempotencyKey = None,
) -> Uploaded:
    """Take in a document and queue its drafting; the same bytes again are the same document."""
    return _take_in(response, services, caller, file, wishes, idempotency_key)


@router.post(
    "/{document_id}/versions",
    status_code=202,
    responses=_UPLOAD_PROBLEMS | problems("not-found"),
)
def upload_version(
    document_id: str,
    response: Response,
    services: UseServices,
    caller: Writer,
    file: UploadFile,
    wishes: Wanted,
    idempotency_key: IdempotencyKey = None,
) -> Uploaded:
    """Take in the next version of a document and queue its drafting; the same bytes as before add none."""
    next_version = replace(wishes, document_id=DocumentId(document_id))
    return _take_in(response, services, caller, file, next_version, idempotency_key)


@router.get("", responses=problems("invalid"))
def list_all(services: UseServices, caller: Reader, cursor: Cursor = None, limit: Limit = 20) -> DocumentPage:
    """The tenant's documents, newest first."""
    after = None if cursor is None else DocumentId(cursor)
    views = list_documents(after=after, limit=limit, caller=caller, database=services.database)
    ids = [view.document.id for view in views]
    return DocumentPage(items=[_document(view) for view in views], cursor=next_cursor(ids, limit=limit))


@router.get("/{document_id}", responses=problems("not-found"))
def get(document_id: str, services: UseServices, caller: Reader) -> DocumentAnswer:
    """One document with its versions."""
    return _document(show_document(DocumentId(document_id), caller=caller, database=services.database))


@router.get("/{document_id}/draft", response_model=dict[str, object], responses=problems("not-found"))
def get_draft(document_id: str, services: UseServices, caller: Reader, version: Version = None) -> Response:
    """What the pipeline made of the document, schema `morsel.draft/1`; 404 while it is not drafted."""
    content = show_draft(DocumentId(document_id), version=version, caller=caller, database=services.database)
    return JSONResponse(content)


@router.get(
    "/{document_id}/source",
    response_class=FileResponse,
    responses={**problems("not-found"), 200: {"content": {"application/octet-stream": {}}}},
)
def get_source(document_id: str, services: UseServices, caller: Reader, version: Version = None) -> FileResponse:
    """The bytes as they were uploaded; always a download, never shown: nobody has looked what is in them."""
    source = show_source(
        DocumentId(document_id), version=version, caller=caller, database=services.database, blobs=services.blobs
    )
    return _WholeFile(
        source.path,
        headers={"Accept-Ranges": "none"},
        media_type="application/octet-stream",
        filename=source.version.file_name,
        content_disposition_type="attachment",
    )


@router.get("/{document_id}/coverage", responses=problems("not-found"))
def get_coverage(document_id: str, response: Response, services: UseServices, caller: Reader) -> CoverageAnswer:
    """Which blocks are taught and which not; its ETag is the outline's."""
    view = show_coverage(DocumentId(document_id), caller=caller, database=services.database)
    response.headers["ETag"] = etag(view.revision)
    return _coverage(view)


@router.patch("/{document_id}/outline", responses=conflict_problems("precondition-required", "malformed"))
def patch_outline(
    document_id: str,
    change: OutlineChange,
    response: Response,
    services: UseServices,
    caller: Writer,
    expected: IfMatch,
) -> OutlineAnswer:
    """Say which sections are taught and which are left out; If-Match is the ETag of the coverage."""
    choices = [
        SectionChoice(tuple(section.section_path), section.taught, section.reason) for section in change.sections
    ]
    revision = change_outline(
        DocumentId(document_id), choices, expected=expected, caller=caller, database=services.database
    )
    response.headers["ETag"] = etag(revision)
    return OutlineAnswer(revision=revision)


def _take_in(
    response: Response,
    services: UseServices,
    caller: Caller,
    file: UploadFile,
    wishes: Wishes,
    idempotency_key: str | None,
) -> Uploaded:
    storage = services.settings.storage
    receipt = upload_document(
        chunks_of(file.file),
        wishes,
        idempotency_key=idempotency_key,
        limits=Limits(storage.max_upload_bytes, storage.max_documents, services.models.is_named(caller.tenant)),
        caller=caller,
        database=services.database,
        blobs=services.blobs,
    )
    response.headers["Location"] = f"/v1/documents/{receipt.document_id}"
    return Uploaded(
        id=receipt.document_id,
        version=receipt.version,
        job=JobLink(id=receipt.job_id, url=f"/v1/jobs/{receipt.job_id}"),
    )


def _document(view: DocumentView) -> DocumentAnswer:
    job = JobState(id=view.job.id, url=f"/v1/jobs/{view.job.id}", state=view.job.state.value)
    return DocumentAnswer(
        id=view.document.id,
        title=view.title,
        version=view.document.latest,
        is_drafted=view.is_drafted,
        job=job,
        versions=[VersionAnswer.model_validate(version) for version in view.versions],
        created_by=view.document.created_by,
        created_at=view.document.created_at,
    )


def _coverage(view: CoverageView) -> CoverageAnswer:
    coverage = view.coverage
    return CoverageAnswer(
        taught=coverage.taught,
        not_taught=[GapAnswer(block=gap.block, reason=gap.reason.value) for gap in coverage.not_taught],
        obligations_not_taught=list(coverage.obligations_not_taught),
        sections=[
            SectionAnswer(section_path=list(section.section_path), taught=section.taught, reason=section.reason)
            for section in view.sections
        ],
        revision=view.revision,
    )
