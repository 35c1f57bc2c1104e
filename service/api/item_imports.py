"""Imports of questions: from a table or from GIFT, as drafts that an author reviews."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Depends, File, Query, UploadFile
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from service.api.author_content import Finding
from service.api.conventions import conflict_problems, problems
from service.api.import_jobs import ORDERED, ImportStatus, status_of, take_in
from service.api.imports import DryRun, Mapping, pairs_of
from service.api.routing import BEARER, KeyedRoute, UseServices, require
from service.db.base import Json
from service.db.imports import ImportKind
from service.problems import RequestRefused
from service.security import Scope
from service.workflows.authoring.import_items import ItemResult
from service.workflows.platform.authenticate import Caller
from service.workflows.platform.show_import import show_import

router = APIRouter(prefix="/v1/imports", tags=["imports"], route_class=KeyedRoute, dependencies=[Depends(BEARER)])

Writer = Annotated[Caller, Depends(require(Scope.MICRO_MODULES_WRITE))]


class ItemFormat(StrEnum):
    CSV = "csv"
    GIFT = "gift"


class Destination:
    """Where questions go: one micro-module, or those of a document."""

    def __init__(
        self,
        micro_module: Annotated[str | None, Query(max_length=64, description="Its id; or give document.")] = None,
        document: Annotated[
            str | None, Query(max_length=64, description="Its id: each question goes where it belongs.")
        ] = None,
    ) -> None:
        if (micro_module is None) == (document is None):
            raise RequestRefused("invalid", "Give either micro_module or document.")
        self.micro_module, self.document = micro_module, document

    def as_json(self) -> Json:
        """As the workflow takes it."""
        return {"micro_module": self.micro_module, "document": self.document}


class ImportedItemAnswer(BaseModel):
    """`findings` with severity blocker keep it from learners until an author mends them. `item_id` null: in none."""

    line: int
    result: ItemResult
    item_id: str | None
    micro_module_id: str | None
    findings: list[Finding]
    detail: str | None


class ItemsImport(BaseModel):
    """`dry_run` true: what would have become, nothing was written."""

    dry_run: bool
    counts: dict[ItemResult, int]
    items: list[ImportedItemAnswer]


class ItemsImportStatus(ImportStatus):
    """`result` null: there is none yet."""

    result: ItemsImport | None


@router.post(
    "/items",
    response_model=ItemsImport,
    responses=conflict_problems("malformed", "unsupported-media-type", "too-large") | ORDERED,
)
def post_items(
    file: Annotated[UploadFile, File(description="Questions as CSV, or as GIFT.")],
    services: UseServices,
    caller: Writer,
    destination: Annotated[Destination, Depends()],
    format: Annotated[ItemFormat, Query(description="What the file is.")] = ItemFormat.CSV,  # noqa: A002  the word of exports
    mapping: Mapping = [],  # noqa: B006  the framework copies it
    dry_run: DryRun = False,
) -> ItemsImport | JSONResponse:
    """Take questions into the banks of drafts, each with the sentences of the document that make its key true.

    Columns of CSV: `stem`, `answer` (a letter, a number or the text of an option; several parted by `;`), `options`
    (any number of columns), `type`, `feedback`, `source` (the sentence it rests on). A question whose key the document
    does not say is taken in without a citation: a blocker, until an author cites. Its approval is undone. More than
    50 kB is taken in by a job (202). A dry run answers at once, and takes 20 MB.

    `curl -H "Authorization: Bearer $KEY" -F file=@quiz.gift "$URL/v1/imports/items?format=gift&document=$ID"`
    """
    said: Json = {**destination.as_json(), "format": format.value, "mapping": pairs_of(mapping, "FIELD:COLUMN")}
    taken = take_in(ImportKind.ITEMS, said, file, dry_run=dry_run, caller=caller, services=services)
    return taken if isinstance(taken, JSONResponse) else ItemsImport.model_validate(taken)


@router.get("/items/{import_id}", responses=problems("not-found"))
def get_items_import(import_id: str, services: UseServices, caller: Writer) -> ItemsImportStatus:
    """How far an import of questions is, and what became of each."""
    row = show_import(import_id, (ImportKind.ITEMS,), caller=caller, database=services.database)
    return ItemsImportStatus.model_validate(status_of(row))
