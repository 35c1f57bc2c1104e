"""Imports: what other systems hold, as the files that they write."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Depends, File, Query, UploadFile
from pydantic import BaseModel, ValidationError

from service.api.conventions import problems
from service.api.learners import NewLearnerRow
from service.api.routing import BEARER, KeyedRoute, UseServices, require
from service.db.learners import LearnerId
from service.interchange.learners_csv import PersonnelRow, read_personnel
from service.problems import RequestRefused
from service.security import Scope
from service.workflows.learning.import_learners import ListedRow, RowResult, import_learners
from service.workflows.platform.authenticate import Caller

router = APIRouter(prefix="/v1/imports", tags=["imports"], route_class=KeyedRoute, dependencies=[Depends(BEARER)])

Keeper = Annotated[Caller, Depends(require(Scope.LEARNERS_WRITE))]

LearnersFile = Annotated[
    UploadFile,
    File(
        description="CSV with the names of the columns in the first line: UTF-8, UTF-16 or Windows-1252, separated by "
        "comma, semicolon, tab or bar.",
    ),
]
DryRun = Annotated[bool, Query(description="true: say what would become of it, and write nothing.")]
Mapping = Annotated[
    list[str],
    Query(
        max_length=50,
        description="FIELD:COLUMN, as in learner_id:Badge, where a column's name is not known; several may be cohorts.",
    ),
]


class Absent(StrEnum):
    """What becomes of learners whom the file does not name."""

    KEEP = "keep"
    DEACTIVATE = "deactivate"


class ImportedLearner(BaseModel):
    """What became of line `line` (from 1; null: no line names the learner, who left). `detail`: why it is refused."""

    line: int | None
    learner_id: str | None
    result: RowResult
    detail: str | None = None


class LearnersImport(BaseModel):
    """`dry_run` true: what would have become, nothing was written. `counts` of each result."""

    dry_run: bool
    counts: dict[RowResult, int]
    items: list[ImportedLearner]


@router.post("/learners", responses=problems("invalid", "malformed", "unsupported-media-type", "too-large"))
def post_learners(
    file: LearnersFile,
    services: UseServices,
    caller: Keeper,
    mapping: Mapping = [],  # noqa: B006  the framework copies it
    absent: Absent = Absent.KEEP,
    max_leavers: Annotated[int, Query(ge=0, description="With absent=deactivate: more, and nothing is done.")] = 20,
    dry_run: DryRun = False,
) -> LearnersImport:
    """Take in learners and cohorts from a personnel system's CSV; every row is applied or refused by itself.

    Fields: `learner_id`, `name` or `first_name` and `last_name`, `email` (only its digest is kept), `locale`, `role`,
    `cohorts` (any number of columns; several in a cell parted by `;` or `|`), `goals`, `active`, `left_on`. Their
    usual names in English, Italian, German, French and Spanish are known. An empty cell says nothing, but of cohorts
    and `left_on`. With `absent=deactivate` the file is the whole list: whoever is not in it has left.

    `curl -H "Authorization: Bearer $KEY" -F file=@staff.csv "$URL/v1/imports/learners?dry_run=true"`
    """
    is_whole = absent is Absent.DEACTIVATE
    read = read_personnel(file.file.read(), mapping=_mapped(mapping), today=datetime.now(UTC).date())
    done = import_learners(
        [_listed(row, is_whole=is_whole) for row in read],
        max_leavers=max_leavers if is_whole else None,
        dry_run=dry_run,
        caller=caller,
        database=services.database,
    )
    results = [row.result for row in done]
    return LearnersImport(
        dry_run=dry_run,
        counts={one: results.count(one) for one in RowResult if one in results},
        items=[
            ImportedLearner(line=one.line, learner_id=one.learner_id, result=one.result, detail=one.detail)
            for one in done
        ],
    )


def _mapped(mapping: list[str]) -> dict[str, list[str]]:
    named: dict[str, list[str]] = {}
    for one in mapping:
        field, colon, column = one.partition(":")
        if not (field and colon and column):
            raise RequestRefused("invalid", "A mapping is FIELD:COLUMN, as in learner_id:Badge.")
        named.setdefault(field, []).append(column)
    return named


def _listed(row: PersonnelRow, *, is_whole: bool) -> ListedRow:
    """As the workflow takes it; whoever a whole list names is there (again), unless it says otherwise."""
    learner_id = None if row.learner_id is None else LearnerId(row.learner_id)
    if row.refusal is not None:
        return ListedRow(row.line, learner_id, row.refusal)
    there = {"active": True} if is_whole else {}
    try:
        said = NewLearnerRow.model_validate({"learner_id": row.learner_id, **there, **row.fields})
    except ValidationError as refusal:
        faults = [f"{'/'.join(map(str, fault['loc'])) or 'row'}: {fault['msg']}" for fault in refusal.errors()]
        return ListedRow(row.line, learner_id, "; ".join(faults))
    return ListedRow(row.line, learner_id, said.as_change())
