"""A new version of a document, for its author: upload it, and see sentence by sentence what it touches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Request, UploadFile
from starlette.responses import Response

from service.bootstrap import Services
from service.db.base import DocumentId, MicroModuleId
from service.errors import CallerError
from service.problems import problem_of
from service.security import Scope
from service.web.difference import Stretch, reworded_rows
from service.web.rendering import render
from service.web.routing import PageRoute, UseServices, go_to, require
from service.web.uploading import take_in
from service.workflows.authoring.redraft_micro_module import redraft_micro_module
from service.workflows.authoring.show_document import show_document
from service.workflows.authoring.show_impact import Impacted, show_impact
from service.workflows.authoring.show_outline import show_outline
from service.workflows.authoring.show_progress import show_progress
from service.workflows.authoring.withdraw_micro_module import withdraw_micro_module
from service.workflows.platform.authenticate import Caller

router = APIRouter(prefix="/author/documents/{document_id}", include_in_schema=False, route_class=PageRoute)

Reader = Annotated[Caller, Depends(require(Scope.DOCUMENTS_READ))]
Writer = Annotated[Caller, Depends(require(Scope.DOCUMENTS_WRITE))]
Editor = Annotated[Caller, Depends(require(Scope.MICRO_MODULES_WRITE))]
Publisher = Annotated[Caller, Depends(require(Scope.MICRO_MODULES_PUBLISH))]
Named = Annotated[str, Form(max_length=100)]


@dataclass(frozen=True, slots=True)
class Line:
    """A micro-module with its sentences, each as a row of words that stayed, went and came."""

    one: Impacted
    rows: tuple[tuple[Stretch, ...], ...]


@router.get("/impact")
def impact(request: Request, document_id: str, services: UseServices, caller: Reader, done: str = "") -> Response:
    """What the latest version that is drafted did, and the way to upload the next."""
    return _page(request, document_id, services, caller, done=done)


@router.post("/versions")
def post_version(
    request: Request, document_id: str, services: UseServices, caller: Writer, file: Annotated[UploadFile, File()]
) -> Response:
    """Take in the next version and queue its drafting."""
    before = show_document(DocumentId(document_id), caller=caller, database=services.database).document.latest
    try:
        take_in(file, services, caller, next_of=DocumentId(document_id))
    except CallerError as fault:
        return _page(request, document_id, services, caller, refused=problem_of(fault).kind.slug)
    after = show_document(DocumentId(document_id), caller=caller, database=services.database).document.latest
    return go_to(f"/author/documents/{document_id}/impact{'?done=same' if after == before else ''}")


@router.post("/impact/redraft")
def post_redraft(services: UseServices, caller: Editor, micro_module: Named) -> Response:
    """Take in what the new version's draft says, and review it."""
    redraft_micro_module(MicroModuleId(micro_module), caller=caller, database=services.database)
    return go_to(f"/author/review/{micro_module}")


@router.post("/impact/withdraw")
def post_withdraw(document_id: str, services: UseServices, caller: Publisher, micro_module: Named) -> Response:
    """Take away from learners what the document no longer says."""
    withdraw_micro_module(MicroModuleId(micro_module), reason=None, caller=caller, database=services.database)
    return go_to(f"/author/documents/{document_id}/impact")


def _page(
    request: Request, document_id: str, services: Services, caller: Caller, *, done: str = "", refused: str = ""
) -> Response:
    wanted, database = DocumentId(document_id), services.database
    view = show_impact(wanted, version=None, caller=caller, database=database)
    return render(
        request,
        "impact.html",
        progress=show_progress(wanted, caller=caller, database=database),
        outline=show_outline(wanted, caller=caller, database=database),
        impact=view,
        counts={effect.value: count for effect, count in view.counts.items()},
        lines=[Line(one, reworded_rows(one.touched)) for one in view.micro_modules],
        done=done,
        refused=refused,
    )
