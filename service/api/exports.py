"""Exports: published micro-modules in formats that other programs read."""

from __future__ import annotations

import re
from enum import StrEnum
from hashlib import sha256
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Response

from service.api.conventions import problems
from service.api.routing import BEARER, KeyedRoute, UseServices, require
from service.db.base import DocumentId, MicroModuleId
from service.interchange.exports import EXPORT_FORMATS
from service.problems import RequestRefused
from service.security import Scope
from service.workflows.platform.authenticate import Caller
from service.workflows.platform.export_published import WholeDocument, export_published

router = APIRouter(prefix="/v1/exports", tags=["exports"], route_class=KeyedRoute, dependencies=[Depends(BEARER)])

Reader = Annotated[Caller, Depends(require(Scope.EXPORTS_READ))]


class ExportName(StrEnum):
    """The keys of EXPORT_FORMATS."""

    JSON = "json"
    MARKDOWN = "markdown"
    GIFT = "gift"
    ANKI = "anki"
    SCORM12 = "scorm12"
    INFOGRAPHIC = "infographic"


_FILE: dict[str, object] = {
    "description": "The file; the same versions give the same bytes.",
    "content": {one.media_type.partition(";")[0]: {"schema": {"type": "string"}} for one in EXPORT_FORMATS.values()},
    "headers": {"ETag": {"schema": {"type": "string"}}, "Content-Disposition": {"schema": {"type": "string"}}},
}


@router.get(
    "/{format}",
    response_class=Response,
    responses={200: _FILE, 304: {"description": "As you have it."}, **problems("not-found", "invalid", "too-large")},
)
def get(
    format: ExportName,  # noqa: A002  as the path is fixed
    services: UseServices,
    caller: Reader,
    micro_module: Annotated[str | None, Query(description="A published micro-module's id; or give document.")] = None,
    document: Annotated[str | None, Query(description="A document's id: all that is published of it.")] = None,
    if_none_match: Annotated[str | None, Header(description="ETags that you have.")] = None,
) -> Response:
    """A published micro-module, or all that is published of a document, as a file.

    `scorm12`, `gift`, `anki` and `json` hold the keys of the quiz, the first in the learner's browser: they are for
    practice. `markdown` holds none, and neither does `infographic`: a picture of each as SVG and PNG.
    """
    if (micro_module is None) == (document is None):
        raise RequestRefused("invalid", "Give either micro_module or document.")
    wanted = EXPORT_FORMATS[format]
    what = WholeDocument(DocumentId(document)) if document is not None else MicroModuleId(micro_module or "")
    course, written = export_published(what, wanted=wanted, caller=caller, database=services.database)
    tag = f'"{sha256(written).hexdigest()}"'
    name = re.sub(r"[^\w-]", "", course.id)
    headers = {"ETag": tag, "Content-Disposition": f'attachment; filename="{name}.{wanted.suffix}"'}
    if tag in (if_none_match or ""):
        return Response(status_code=304, headers={"ETag": tag})
    return Response(written, media_type=wanted.media_type, headers=headers)
