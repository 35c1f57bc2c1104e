"""The learners of a tenant, page by page."""

from __future__ import annotations

from collections.abc import Sequence

from service.db.base import PrincipalId
from service.db.learners import Learner
from service.db.unit_of_work import Database
from service.workflows.platform.authenticate import Caller


def list_learners(
    *, cohort: str | None, after: PrincipalId | None, limit: int, caller: Caller, database: Database
) -> Sequence[Learner]:
    """Up to `limit` learners after `after`, oldest first; of one cohort, or (None) of all."""
    with database.reading(caller.tenant) as work:
        return work.learners.page(cohort=cohort, after=after, limit=limit)
