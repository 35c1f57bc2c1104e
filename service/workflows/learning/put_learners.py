"""Take many learners in at once, each for itself: a row that is refused stops no other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from service.db.learners import Learner, LearnerChange, LearnerId, Upsert, unknown_learner
from service.db.unit_of_work import Database
from service.workflows.learning.apply_change import apply_change
from service.workflows.platform.authenticate import Caller
from service.workflows.platform.idempotent_request import do_once

ROWS_A_TRANSACTION = 200  # about a tenth of a second on SQLite, so that nobody else's write waits longer


@dataclass(frozen=True, slots=True)
class LearnerRow:
    """One row of a bulk request; of several rows for one learner each is applied, in order."""

    learner_id: LearnerId
    change: LearnerChange


def put_learners(rows: Sequence[LearnerRow], *, dry_run: bool, caller: Caller, database: Database) -> Iterator[Upsert]:
    """What became of each row, in order; on a dry run what would have become, and nothing is written."""
    for start in range(0, len(rows), ROWS_A_TRANSACTION):
        chunk = rows[start : start + ROWS_A_TRANSACTION]
        yield from _foresee(chunk, caller, database) if dry_run else _put(chunk, caller, database)


def _foresee(rows: Sequence[LearnerRow], caller: Caller, database: Database) -> list[Upsert]:
    foreseen = []
    with database.reading(caller.tenant) as work:
        known: dict[LearnerId, Learner] = dict(work.learners.find([row.learner_id for row in rows]))
        for row in rows:
            before = known.get(row.learner_id)
            foreseen.append(row.change.upsert(before))
            known[row.learner_id] = row.change.applied_to(before or unknown_learner(row.learner_id, now=work.now))
    return foreseen


def _put(rows: Sequence[LearnerRow], caller: Caller, database: Database) -> list[Upsert]:
    def put() -> list[Upsert]:
        done = []
        with database.unit_of_work(caller.tenant, label="learners") as work:
            known: dict[LearnerId, Learner] = dict(work.learners.find([row.learner_id for row in rows]))
            for row in rows:
                before = known.get(row.learner_id)
                done.append(row.change.upsert(before))
                known[row.learner_id] = apply_change(row.learner_id, before, row.change, caller=caller, work=work)
        return done

    return do_once(put)
