"""For the author: upload documents and watch them become drafts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Header, Request, UploadFile
from starlette.responses import Response

from authoring.errors import UnreadableDocument
from service.bootstrap import Services
from service.db.base import DocumentId, JobId, Json
from service.errors import CallerError
from service.problems import problem_of
from service.security import Scope
from service.web.brief_form import brief_of
from service.web.rendering import render
from service.web.routing import PageRoute, UseServices, go_to, require
from service.web.uploading import estimate_file, file_name, take_in
from service.workflows.authoring.cancel_job import cancel_job
from service.workflows.authoring.list_documents import list_documents
from service.workflows.authoring.offers_model import offers_model
from service.workflows.authoring.retry_job import retry_job
from service.workflows.authoring.show_progress import Progress, show_progress
from service.workflows.platform.authenticate import Caller

router = APIRouter(include_in_schema=False, route_class=PageRoute)

Reader = Annotated[Caller, Depends(require(Scope.DOCUMENTS_READ))]
Writer = Annotated[Caller, Depends(require(Scope.DOCUMENTS_WRITE))]
IsFragment = Annotated[bool, Header(alias="HX-Request")]

# As authoring.pipeline names them, those of a language model among them; a test holds them.
STAGES = ("read", "segment", "draft", "items", "outline", "propose", "generate", "check")
_PAGE = 20


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that was not taken in, and the kind of problem it had."""

    file_name: str
    problem: str


@dataclass(frozen=True, slots=True)
class Estimated:
    """A file that was looked at only: calls, tokens and cost of drafting it with the model."""

    file_name: str
    estimate: Json


@router.get("/author")
def author(request: Request, services: UseServices, caller: Reader, after: str | None = None) -> Response:
    """Upload, progress and the way to review."""
    return _page(request, services, caller, after=after)


@router.post("/author/documents")
def post_documents(
    request: Request,
    services: UseServices,
    caller: Writer,
    files: Annotated[list[UploadFile], File()],
    brief: Annotated[str | None, Depends(brief_of)],
    language: Annotated[str, Form(pattern="^([a-z]{2})?$")] = "",
    is_fragment: IsFragment = False,
) -> Response:
    """Take in each file by itself: one that is refused stops no other."""
    taken: list[DocumentId] = []
    refused: list[Refused] = []
    for file in files:
        try:
            taken.append(take_in(file, services, caller, language=language or None, brief=brief))
        except CallerError as fault:
            refused.append(Refused(file_name(file), problem_of(fault).kind.slug))
    if is_fragment:
        progresses = [show_progress(one, caller=caller, database=services.database) for one in taken]
        return render(request, "cards.html", progresses=progresses, refused=refused, all_stages=STAGES)
    return _page(request, services, caller, refused=refused) if refused else go_to("/author")


@router.post("/author/documents/estimate")
def post_estimate(
    request: Request, services: UseServices, caller: Writer, files: Annotated[list[UploadFile], File()]
) -> Response:
    """Say what each file would cost with the language model; none is taken in."""
    estimates: list[Estimated] = []
    refused: list[Refused] = []
    for file in files:
        try:
            estimates.append(Estimated(file_name(file), estimate_file(file, services, caller)))
        except (CallerError, UnreadableDocument) as fault:
            refused.append(Refused(file_name(file), problem_of(fault).kind.slug))
    return _page(request, services, caller, refused=refused, estimates=estimates)


@router.get("/author/documents/{document_id}/card")
def card(
    request: Request, document_id: str, services: UseServices, caller: Reader, seen: str | None = None
) -> Response:
    """One document's card, asked for again while it is being drafted; 204: as it was seen."""
    progress = show_progress(DocumentId(document_id), caller=caller, database=services.database)
    if progress.is_under_way and seen == progress.view.job.updated_at.isoformat():
        return Response(status_code=204)
    return render(request, "cards.html", progresses=[progress], refused=(), all_stages=STAGES)


@router.post("/author/jobs/{job_id}/cancel")
def post_cancel(job_id: str, services: UseServices, caller: Writer) -> Response:
    """Stop drafting; what is saved is kept."""
    job = cancel_job(JobId(job_id), caller=caller, database=services.database)
    return go_to(f"/author#{job.document_id}")


@router.post("/author/jobs/{job_id}/retry")
def post_retry(job_id: str, services: UseServices, caller: Writer) -> Response:
    """Let drafting go on from what it saved."""
    job = retry_job(JobId(job_id), caller=caller, database=services.database)
    return go_to(f"/author#{job.document_id}")


def _page(
    request: Request,
    services: Services,
    caller: Caller,
    *,
    after: str | None = None,
    refused: Sequence[Refused] = (),
    estimates: Sequence[Estimated] = (),
) -> Response:
    start = DocumentId(after) if after else None
    views = list_documents(after=start, limit=_PAGE, caller=caller, database=services.database)
    progresses: list[Progress] = [
        show_progress(view.document.id, caller=caller, database=services.database) for view in views
    ]
    return render(
        request,
        "author.html",
        progresses=progresses,
        refused=refused,
        estimates=estimates,
        currency=services.settings.model.of_tenant(caller.tenant).currency,
        all_stages=STAGES,
        is_first_page=after is None,
        next_after=views[-1].document.id if len(views) == _PAGE else None,
        is_any_under_way=any(progress.is_under_way for progress in progresses),
        offers_model=offers_model(
            is_named=services.models.is_named(caller.tenant), caller=caller, database=services.database
        ),
    )
