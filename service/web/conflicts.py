"""What contradicts itself in a document: both statements side by side, and the author's word on them."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import Response

from authoring.checks.conflicts import Decision
from service.db.base import ConflictId, DocumentId
from service.security import Scope
from service.web.conflicts_view import view_conflicts
from service.web.rendering import render
from service.web.routing import PageRoute, UseServices, go_to, require
from service.workflows.authoring.decide_conflict import decide_conflict
from service.workflows.authoring.show_conflicts_in_place import show_conflicts_in_place
from service.workflows.authoring.show_outline import show_outline
from service.workflows.authoring.show_progress import show_progress
from service.workflows.authoring.take_in_decided import take_in_decided
from service.workflows.platform.authenticate import Caller

router = APIRouter(prefix="/author/documents/{document_id}/conflicts", include_in_schema=False, route_class=PageRoute)

Reader = Annotated[Caller, Depends(require(Scope.DOCUMENTS_READ))]
Writer = Annotated[Caller, Depends(require(Scope.DOCUMENTS_WRITE))]


@router.get("")
def conflicts(
    request: Request, document_id: str, services: UseServices, caller: Reader, done: str = "", count: int = 0
) -> Response:
    """All of them, the undecided first; `done` names the one that was just decided, `count` what took it in."""
    wanted, database = DocumentId(document_id), services.database
    found = show_conflicts_in_place(wanted, caller=caller, database=database)
    return render(
        request,
        "conflicts.html",
        progress=show_progress(wanted, caller=caller, database=database),
        outline=show_outline(wanted, caller=caller, database=database),
        cards=view_conflicts(found),
        names=found.names,
        done=done,
        count=count,
    )


@router.post("/{conflict_id}")
def post_decision(
    document_id: str,
    conflict_id: str,
    services: UseServices,
    caller: Writer,
    decision: Annotated[Decision, Form()],
    revision: Annotated[int, Form()],
    reason: Annotated[str, Form(max_length=1000)] = "",
) -> Response:
    """Keep the author's word, and let micro-modules take in what it was holding back."""
    decided = decide_conflict(
        ConflictId(conflict_id),
        decision,
        reason=reason.replace("\0", "").strip() or None,
        expected=revision,
        caller=caller,
        database=services.database,
    )
    taken = take_in_decided(decided.id, caller=caller, database=services.database)
    said = urlencode({"done": decided.id, "count": len(taken)})
    return go_to(f"/author/documents/{document_id}/conflicts?{said}#{decided.id}")
