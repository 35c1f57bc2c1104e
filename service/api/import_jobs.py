"""Imports as jobs: a file too large for a request is kept, acknowledged, and taken in afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from fastapi import UploadFile
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from service.bootstrap import Services
from service.db.base import Json
from service.db.imports import ImportKind, ImportRow, ImportState
from service.errors import TooLarge
from service.workflows.platform.authenticate import Caller
from service.workflows.platform.carry_out_import import ImportOrder, carry_out_import
from service.workflows.platform.order_import import order_import

# What takes a few seconds within a request: a thousand threads, packed or as they are; two hundred questions.
LARGE_BYTES = {ImportKind.SLACK: 200_000, ImportKind.DISCOURSE: 1_000_000, ImportKind.ITEMS: 50_000}
DRY_RUN_BYTES = 20_000_000  # half a minute; nothing is written meanwhile
PLACES = {ImportKind.SLACK: "threads", ImportKind.DISCOURSE: "threads", ImportKind.ITEMS: "items"}
_CHUNK = 1 << 20


class JobLink(BaseModel):
    id: str
    url: str


class OrderedImport(BaseModel):
    """The file is safe, and taken in from now on: ask `job.url` how it went."""

    job: JobLink


class ImportProblem(BaseModel):
    """`reason` is stable: the fault of the file, or `worker_lost`."""

    reason: str
    detail: str


class ImportStatus(BaseModel):
    """`problem` null: none."""

    id: str
    kind: ImportKind
    state: ImportState
    problem: ImportProblem | None
    created_at: datetime
    updated_at: datetime


ORDERED: dict[int | str, dict[str, object]] = {
    202: {"model": OrderedImport, "description": "Too large for a request: it is taken in by a job"}
}


def take_in(
    kind: ImportKind, options: Json, file: UploadFile, *, dry_run: bool, caller: Caller, services: Services
) -> Json | JSONResponse:
    """What became of the file, or the 202 with its job. Raises TooLarge for a dry run of too much."""
    order, size = ImportOrder(kind, options), file.size or 0
    if dry_run and size > DRY_RUN_BYTES:
        raise TooLarge("bytes for a dry run", limit=DRY_RUN_BYTES)
    if dry_run or size <= LARGE_BYTES[kind]:
        return carry_out_import(order, file.file, dry_run=dry_run, caller=caller, database=services.database)
    files, database = services.import_files, services.database
    row = order_import(order, _chunks(file), files=files, caller=caller, database=database)
    url = f"/v1/imports/{PLACES[kind]}/{row.id}"
    answer = OrderedImport(job=JobLink(id=row.id, url=url))
    return JSONResponse(answer.model_dump(), status_code=202, headers={"Location": url})


def status_of(row: ImportRow) -> Json:
    """The fields of `ImportStatus`, and `result`."""
    return {
        "id": row.id,
        "kind": row.kind,
        "state": row.state,
        "problem": row.problem,
        "result": row.result,
        "created_at": row.created_at,
        "updated_at": row.updated_at,
    }


def _chunks(file: UploadFile) -> Iterator[bytes]:
    while chunk := file.file.read(_CHUNK):
        yield chunk
