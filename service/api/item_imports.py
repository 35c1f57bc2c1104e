"""Imports of questions: from a table or from GIFT, as drafts that an author reviews."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Depends, File, Query, UploadFile
from pydantic import BaseModel

from service.api.author_content import Finding
from service.api.conventions import conflict_problems
from service.api.imports import DryRun, Mapping, pairs_of
from service.api.routing import BEARER, KeyedRoute, UseServices, require
from service.db.base import DocumentId, MicroModuleId
from service.interchange.items_csv import read_items_csv
from service.interchange.items_gift import read_gift
from service.problems import RequestRefused
from service.security import Scope
from service.workflows.authoring.import_items import ImportedItem, ItemResult, import_items
from service.workflows.platform.authenticate import Caller
from service.workflows.platform.export_published import WholeDocument

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
        self.into = WholeDocument(DocumentId(document)) if document else MicroModuleId(micro_module or "")


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


@router.post("/items", responses=conflict_problems("malformed", "unsupported-media-type", "too-large"))
def post_items(
    file: Annotated[UploadFile, File(description="Questions as CSV, or as GIFT.")],
    services: UseServices,
    caller: Writer,
    destination: Annotated[Destination, Depends()],
    format: Annotated[ItemFormat, Query(description="What the file is.")] = ItemFormat.CSV,  # noqa: A002  the word of exports
    mapping: Mapping = [],  # noqa: B006  the framework copies it
    dry_run: DryRun = False,
) -> ItemsImport:
    """Take questions into the banks of drafts, each with the sentences of the document that make its key true.

    Columns of CSV: `stem`, `answer` (a letter, a number or the text of an option; several parted by `;`), `options`
    (any number of columns), `type`, `feedback`, `source` (the sentence it rests on). A question whose key the document
    does not say is taken in without a citation: a blocker, until an author cites. Its approval is undone.

    `curl -H "Authorization: Bearer $KEY" -F file=@quiz.gift "$URL/v1/imports/items?format=gift&document=$ID"`
    """
    given = file.file.read()
    if format is ItemFormat.GIFT:
        read = read_gift(given)
    else:
        read = read_items_csv(given, mapping=pairs_of(mapping, "FIELD:COLUMN"))
    done = import_items(read, destination.into, dry_run=dry_run, caller=caller, database=services.database)
    results = [one.result for one in done]
    counts = {one: results.count(one) for one in ItemResult if one in results}
    return ItemsImport(dry_run=dry_run, counts=counts, items=[_answer(one) for one in done])


def _answer(one: ImportedItem) -> ImportedItemAnswer:
    findings = [
        Finding(check=found.check, severity=found.severity, where=found.where, message=found.message)
        for found in one.findings
    ]
    return ImportedItemAnswer(
        line=one.line,
        result=one.result,
        item_id=one.item_id,
        micro_module_id=one.micro_module_id,
        findings=findings,
        detail=one.detail,
    )
