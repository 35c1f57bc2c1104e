"""The outline that a model proposes for a document: its author changes it, sees what it costs, and approves it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import Response

from authoring.generative.outline import LONGEST_OBJECTIVE, LONGEST_TITLE, Outlined
from authoring.outline_proposal import OutlineChange, outline_from_json
from service.db.base import DocumentId
from service.errors import InvalidContent
from service.security import Scope
from service.web.rendering import render
from service.web.routing import PageRoute, UseServices, go_to, require
from service.workflows.authoring.approve_outline import approve_outline
from service.workflows.authoring.show_progress import show_progress
from service.workflows.authoring.show_proposed_outline import show_proposed_outline
from service.workflows.platform.authenticate import Caller

router = APIRouter(prefix="/author/documents/{document_id}", include_in_schema=False, route_class=PageRoute)

Reader = Annotated[Caller, Depends(require(Scope.DOCUMENTS_READ))]
Writer = Annotated[Caller, Depends(require(Scope.DOCUMENTS_WRITE))]
Texts = Annotated[list[str], Form(max_length=2000)]


@dataclass(frozen=True, slots=True)
class Said:
    """One micro-module to be, as the form has it."""

    micro_module: str
    title: str
    objective: str
    reason: str
    is_taught: bool


def _said(
    micro_module: Texts,
    title: Texts,
    objective: Texts,
    reason: Texts,
    taught: Annotated[list[int], Form()] = [],  # noqa: B006  the framework copies it
) -> list[Said]:
    rows = zip(micro_module, title, objective, reason, strict=False)
    return [Said(*row, is_taught=number in taught) for number, row in enumerate(rows)]


@router.get("/proposal")
def proposal(request: Request, document_id: str, services: UseServices, caller: Reader) -> Response:
    """Titles and objectives to change, sections to leave out, calls and cost; once approved, the document."""
    wanted = DocumentId(document_id)
    row = show_proposed_outline(wanted, caller=caller, database=services.database)
    if row.approved is not None:
        return go_to(f"/author#{document_id}")
    return render(
        request,
        "proposal.html",
        progress=show_progress(wanted, caller=caller, database=services.database),
        outlined=outline_from_json(row.proposed),
        estimate=row.estimate,
        currency=services.settings.model.of_tenant(caller.tenant).currency,
    )


@router.post("/proposal")
def post_proposal(
    document_id: str, services: UseServices, caller: Writer, said: Annotated[list[Said], Depends(_said)]
) -> Response:
    """Approve it as the form has it: the job goes on with what is ticked."""
    wanted = DocumentId(document_id)
    row = show_proposed_outline(wanted, caller=caller, database=services.database)
    changes = list(_changes(outline_from_json(row.proposed), said))
    approve_outline(wanted, changes, caller=caller, database=services.database)
    return go_to(f"/author#{document_id}")


def _changes(outline: Sequence[Outlined], said: Sequence[Said]) -> Iterator[OutlineChange]:
    """What the form says otherwise than the proposal. Raises InvalidContent."""
    known = {one.micro_module: one for one in outline}
    for line in said:
        one = known.get(line.micro_module)
        if one is None:
            raise InvalidContent("micro_modules", "the outline does not have one of these micro-modules")
        yield OutlineChange(
            line.micro_module,
            title=_reworded(line.title, one.title, longest=LONGEST_TITLE),
            objective=_reworded(line.objective, one.objective.text, longest=LONGEST_OBJECTIVE),
            is_taught=line.is_taught,
            reason=None if line.is_taught else line.reason.strip()[:500] or None,
        )


def _reworded(said: str, before: str, *, longest: int) -> str | None:
    """None where nothing was changed, or everything deleted."""
    words = " ".join(said.split())
    if len(words) > longest:
        raise InvalidContent("micro_modules", f"a title or objective has more than {longest} characters")
    return None if words in ("", " ".join(before.split())) else words
