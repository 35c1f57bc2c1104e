"""Imports of learners and threads: what other systems hold, as the files that they write."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Depends, File, Query, UploadFile
from fastapi.responses import JSONResponse
from pydantic import AwareDatetime, BaseModel, Field, ValidationError

from service.api.conventions import QUOTA, Flag, RequestBody, problems
from service.api.import_jobs import ORDERED, ImportStatus, status_of, take_in
from service.api.learners import NewLearnerRow
from service.api.routing import BEARER, KeyedRoute, UseServices, require
from service.db.base import Json
from service.db.imports import ImportKind
from service.db.learners import LearnerId
from service.interchange.learners_csv import PersonnelRow, read_personnel
from service.problems import RequestRefused
from service.security import Scope
from service.workflows.community.fetch_topics import Address, Elsewhere, fetch_topics
from service.workflows.community.import_threads import ForumImport, ThreadResult, ThreadsImported
from service.workflows.community.know_writers import LearnerIdsAre
from service.workflows.learning.import_learners import ListedRow, RowResult, import_learners
from service.workflows.platform.authenticate import Caller
from service.workflows.platform.show_import import show_import

router = APIRouter(prefix="/v1/imports", tags=["imports"], route_class=KeyedRoute, dependencies=[Depends(BEARER)])

Keeper = Annotated[Caller, Depends(require(Scope.LEARNERS_WRITE))]
Mirror = Annotated[Caller, Depends(require(Scope.THREADS_MIRROR))]

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


Visibility = Annotated[
    list[str],
    Query(
        max_length=500,
        description="PLACE:COHORT, as in night-shift:Nights: who may see the threads of a channel or category; several "
        "cohorts may. A private one that is not named is left out.",
    ),
]
Source = Annotated[str, Query(min_length=1, max_length=50, description="What the forum is called in external ids.")]


_OF_FILES = problems("invalid", "malformed", "unsupported-media-type", "too-large") | QUOTA | ORDERED


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


class ThreadsImport(BaseModel):
    """How many threads of each result, and how many things were left out, by reason; `refused` says why, by id."""

    dry_run: bool
    counts: dict[ThreadResult, int]
    left_out: dict[str, int]
    refused: dict[str, str]


class ThreadsImportStatus(ImportStatus):
    """`result` null: there is none yet."""

    result: ThreadsImport | None


class ImportOptions:
    """What every import of threads can be told."""

    def __init__(
        self,
        visibility: Visibility = [],  # noqa: B006  the framework copies it
        learner_ids: Annotated[
            LearnerIdsAre, Query(description="Which field of the forum is your own id of a learner.")
        ] = LearnerIdsAre.NEITHER,
        dry_run: DryRun = False,
    ) -> None:
        self.visibility = pairs_of(visibility, "PLACE:COHORT")
        self.learner_ids = learner_ids
        self.dry_run = dry_run

    def as_json(self) -> Json:
        """As the workflow takes it."""
        return {"visibility": self.visibility, "learner_ids": self.learner_ids.value}


Options = Annotated[ImportOptions, Depends()]


class NewDiscourseFetch(RequestBody):
    """`visibility`: cohorts by a category's id, name or slug, `parent/name` where two have the same name. Without an
    `api_key`: what everybody may read there."""

    url: str = Field(max_length=1000)
    api_key: str | None = Field(None, min_length=1, max_length=200, pattern="^[!-~]+$")
    api_username: str | None = Field(None, min_length=1, max_length=100, pattern="^[!-~]+$")
    source: str = Field("discourse", min_length=1, max_length=50)
    visibility: dict[str, list[Annotated[str, Field(min_length=1, max_length=100)]]] = Field({}, max_length=500)
    learner_ids: LearnerIdsAre = LearnerIdsAre.NEITHER
    cursor: str | None = Field(None, max_length=100, description="From the call before.")
    dry_run: Flag = False


class FetchedThreads(ThreadsImport):
    """`cursor` null: all was looked at. `retry_after_seconds` null: go on at once."""

    cursor: str | None
    retry_after_seconds: int | None


class SlackPeriod:
    """The time that an export of Slack was asked for."""

    def __init__(
        self,
        since: Annotated[AwareDatetime | None, Query(description="Left out: from the export's first message.")] = None,
        until: Annotated[AwareDatetime | None, Query(description="Left out: until its last message.")] = None,
    ) -> None:
        self.since, self.until = since, until

    def as_json(self) -> Json:
        """As the workflow takes it."""
        return {"since": _written(self.since), "until": _written(self.until)}


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
    named = pairs_of(mapping, "FIELD:COLUMN")
    read = read_personnel(file.file.read(), mapping=named, today=datetime.now(UTC).date())
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


@router.post("/threads/slack", response_model=ThreadsImport, responses=_OF_FILES)
def post_slack(
    file: Annotated[UploadFile, File(description="The zip that Slack's export gives.")],
    services: UseServices,
    caller: Mirror,
    options: Options,
    period: Annotated[SlackPeriod, Depends()],
    channels: Annotated[list[str], Query(max_length=500, description="Only these, by name; left out: all.")] = [],  # noqa: B006  the framework copies it
    workspace: Annotated[str | None, Query(pattern="^[a-z0-9-]{1,60}$", description="acme of acme.slack.com.")] = None,
) -> ThreadsImport | JSONResponse:
    """Mirror what people asked and answered in Slack; again and again: only what changed there changes here.

    Taken: threads with a reply, and messages that ask, under the source `slack`. Left out: bots, notices, direct
    messages, private channels without a cohort. What the export's time covers and does not show any more is deleted.
    People are known by the digest of their address, or by `learner_ids`.

    An export of more than 200 kB is taken in by a job (202). A dry run answers at once, and takes 20 MB.

    `curl -H "Authorization: Bearer $KEY" -F file=@export.zip "$URL/v1/imports/threads/slack?visibility=leads:Leads"`
    """
    said: Json = {**options.as_json(), **period.as_json(), "channels": channels, "workspace": workspace}
    return _answer(take_in(ImportKind.SLACK, said, file, dry_run=options.dry_run, caller=caller, services=services))


@router.post("/threads/discourse", response_model=ThreadsImport, responses=_OF_FILES)
def post_discourse(
    file: Annotated[
        UploadFile, File(description="JSON: a topic as /t/ID.json gives it, a list, or an object of them.")
    ],
    services: UseServices,
    caller: Mirror,
    options: Options,
    source: Source = "discourse",
    unknown_is_open: Annotated[
        bool, Query(description="true: everybody may see topics of categories that the file does not describe.")
    ] = False,
    url: Annotated[str | None, Query(max_length=1000, pattern="^https?://[^\\s]+$", description="For links.")] = None,
) -> ThreadsImport | JSONResponse:
    """Mirror topics of a Discourse forum from a file: `{"topics": [...], "categories": [...], "users": [...]}`.

    Topics with all their posts; `categories` as in `/site.json`, `users` as an administrator lists them, with addresses
    or ids of single sign-on. Left out: private messages, restricted categories without a cohort, notices. More than a
    megabyte is taken in by a job (202). A dry run answers at once, and takes 20 MB.
    """
    place = None if url is None else url.rstrip("/")
    said: Json = {**options.as_json(), "source": source, "unknown_is_open": unknown_is_open, "url": place}
    return _answer(take_in(ImportKind.DISCOURSE, said, file, dry_run=options.dry_run, caller=caller, services=services))


@router.get("/threads/{import_id}", responses=problems("not-found"))
def get_threads_import(import_id: str, services: UseServices, caller: Mirror) -> ThreadsImportStatus:
    """How far an import of threads is, and what became of it."""
    kinds = (ImportKind.SLACK, ImportKind.DISCOURSE)
    row = show_import(import_id, kinds, caller=caller, database=services.database)
    return ThreadsImportStatus.model_validate(status_of(row))


@router.post("/threads/discourse/fetch", responses=problems("invalid", "malformed"))
def post_discourse_fetch(fetch: NewDiscourseFetch, services: UseServices, caller: Mirror) -> FetchedThreads:
    """Mirror topics from a Discourse forum itself, page by page: call again with the `cursor` until there is none.

    First what is here already is looked up there: edits follow, and what is gone or may no longer be read is deleted.
    Then what is new is listed, oldest first. When the forum asks for patience (429), it is waited for, or the call ends
    early with `retry_after_seconds`. What cannot be read is left out, until the next walk. The address must be public
    and begin with https. The key is used for this call and not kept.
    """
    fetched = fetch_topics(
        Address(fetch.url.rstrip("/"), fetch.api_key, fetch.api_username),
        cursor=fetch.cursor,
        visibility={place: frozenset(cohorts) for place, cohorts in fetch.visibility.items()},
        how=ForumImport(fetch.source, fetch.learner_ids, fetch.dry_run),
        caller=caller,
        database=services.database,
        elsewhere=Elsewhere(services.outgoing, time.monotonic, time.sleep),
    )
    imported = _imported(fetched.done, dry_run=fetch.dry_run)
    return FetchedThreads(
        **imported.model_dump(), cursor=fetched.cursor, retry_after_seconds=fetched.retry_after_seconds
    )


def pairs_of(given: list[str], form: str) -> dict[str, list[str]]:
    """By what stands before the last colon."""
    named: dict[str, list[str]] = {}
    for one in given:
        first, colon, second = one.rpartition(":")
        if not (first and colon and second):
            raise RequestRefused("invalid", f"Say {form}.")
        named.setdefault(first, []).append(second)
    return named


def _answer(taken: Json | JSONResponse) -> ThreadsImport | JSONResponse:
    return taken if isinstance(taken, JSONResponse) else ThreadsImport.model_validate(taken)


def _written(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _imported(done: ThreadsImported, *, dry_run: bool) -> ThreadsImport:
    return ThreadsImport(dry_run=dry_run, counts=done.results, left_out=done.left_out, refused=done.refused)


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
