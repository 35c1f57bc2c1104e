"""Take in learners as a personnel system lists them; whoever a whole list no longer names has left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from service.db.learners import LearnerChange, LearnerId
from service.db.unit_of_work import Database
from service.errors import InvalidContent
from service.workflows.learning.put_learners import LearnerRow, put_learners
from service.workflows.platform.authenticate import Caller


@dataclass(frozen=True, slots=True)
class ListedRow:
    """What line `line` says of `learner_id` (None: it names nobody), or (a text) why it is refused."""

    line: int
    learner_id: LearnerId | None
    said: LearnerChange | str


class RowResult(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    DEACTIVATED = "deactivated"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """What became of a row; `line` None: of a learner whom no line names. `detail` None: it was not refused."""

    line: int | None
    learner_id: LearnerId | None
    result: RowResult
    detail: str | None = None


def import_learners(
    rows: Sequence[ListedRow], *, max_leavers: int | None, dry_run: bool, caller: Caller, database: Database
) -> Sequence[ImportedRow]:
    """What became of each row, in order, then of whoever left; on a dry run what would have become.

    `max_leavers` None: the list is not whole, whoever it does not name stays. Raises InvalidContent, before anything
    is written, when more would leave: a list that was cut short looks the same.
    """
    absent = [] if max_leavers is None else _absent(rows, max_leavers, caller, database)
    leaving = [LearnerRow(one, LearnerChange(is_active=False)) for one in absent]
    good = [LearnerRow(row.learner_id, row.said) for row in rows if row.learner_id and not isinstance(row.said, str)]
    done = put_learners([*good, *leaving], dry_run=dry_run, caller=caller, database=database)
    imported = []
    for row in rows:
        if isinstance(row.said, str) or row.learner_id is None:
            refusal = row.said if isinstance(row.said, str) else "It names no learner."
            imported.append(ImportedRow(row.line, row.learner_id, RowResult.REFUSED, refusal))
        else:
            imported.append(ImportedRow(row.line, row.learner_id, RowResult(next(done).value)))
    left = [ImportedRow(None, one, RowResult.DEACTIVATED) for one, _ in zip(absent, done, strict=True)]
    return [*imported, *left]


def _absent(rows: Sequence[ListedRow], max_leavers: int, caller: Caller, database: Database) -> Sequence[LearnerId]:
    nameless = next((row.line for row in rows if row.learner_id is None), None)
    if nameless is not None:
        raise InvalidContent(
            f"line {nameless}", "it names no learner, so nobody can tell who is missing; mend it first"
        )
    named = {row.learner_id for row in rows if row.learner_id is not None}
    with database.reading(caller.tenant) as work:
        absent = work.learners.active_beside(named)
    if len(absent) > max_leavers:
        raise InvalidContent(
            "max_leavers", f"{len(absent)} learners are not in the file; allow as many if they have all left"
        )
    return absent
