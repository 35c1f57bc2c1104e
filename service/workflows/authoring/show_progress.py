"""How far a document is on its way to its learners: read, drafted, reviewed, published."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from authoring.reading_time import review_seconds
from service.db.base import DocumentId, Json
from service.db.documents import DocumentVersion
from service.db.jobs import OPEN_STATES, Job
from service.db.micro_modules import Status
from service.db.unit_of_work import Database, UnitOfWork
from service.workflows.authoring.show_document import DocumentView, show_document
from service.workflows.platform.authenticate import Caller


@dataclass(frozen=True, slots=True)
class Progress:
    """`preflight` None: not read yet. `titles`: of the micro-modules written so far, until the draft is whole.

    `counts` by status, and `review_seconds` for those that wait for a reviewer, are of the latest version that is
    whole; none while there is none. `open_conflicts`: how many of its nobody has decided.
    """

    view: DocumentView
    is_under_way: bool
    preflight: Json | None
    titles: Sequence[str]
    counts: Mapping[Status, int]
    review_seconds: int
    open_conflicts: int


def show_progress(document_id: DocumentId, *, caller: Caller, database: Database) -> Progress:
    """The progress of the latest version. Raises NotFound."""
    view = show_document(document_id, caller=caller, database=database)
    version = view.versions[0]
    with database.reading(caller.tenant) as work:
        whole = version if view.is_drafted else work.drafts.latest_beside(version)
        tallies = [] if whole is None else work.micro_modules.tally(whole.id)
        waiting = [tally for tally in tallies if tally.status in (Status.DRAFT, Status.STALE)]
        return Progress(
            view=view,
            is_under_way=view.job.state in OPEN_STATES,
            preflight=_preflight(view, version, work),
            titles=[] if view.is_drafted else _titles(view.job, work),
            counts={tally.status: tally.count for tally in tallies},
            review_seconds=sum(review_seconds(tally.reading_seconds, tally.item_count) for tally in waiting),
            open_conflicts=0 if whole is None else work.conflicts.count_open(whole.id),
        )


def _preflight(view: DocumentView, version: DocumentVersion, work: UnitOfWork) -> Json | None:
    if view.is_drafted:
        return work.drafts.preflight(version.id)
    read = work.jobs.newest_outputs(view.job, "read")
    return json.loads(read[0])["preflight"] if read else None


def _titles(job: Job, work: UnitOfWork) -> list[str]:
    drafted = work.jobs.newest_outputs(job, "draft")
    return [str(micro_module["title"]) for output in drafted for micro_module in json.loads(output)]
