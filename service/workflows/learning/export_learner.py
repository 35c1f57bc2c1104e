"""Everything that is kept of a learner, for themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from service.db.base import Json
from service.db.learners import Learner, LearnerId
from service.db.personal import REGISTER
from service.db.unit_of_work import Database
from service.workflows.learning.reach_learner import reach_learner
from service.workflows.platform.authenticate import Caller


@dataclass(frozen=True, slots=True)
class Export:
    """`rows` by table, `purposes` what each is kept for."""

    learner: Learner
    exported_at: datetime
    purposes: Mapping[str, str]
    rows: Mapping[str, Sequence[Json]]


def export_learner(learner_id: LearnerId, *, caller: Caller, database: Database) -> Export:
    """Raises NotFound, also for what the key does not reach."""
    with database.reading(caller.tenant) as work:
        learner = reach_learner(learner_id, caller=caller, work=work)
        rows = dict(work.personal.rows(learner.principal_id))
        purposes = {name: REGISTER[name].purpose for name in rows}
        return Export(learner, work.now, purposes, rows)
