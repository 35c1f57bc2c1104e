"""Look for nothing that the caller may not see: what would be taken out afterwards would leave too few."""

from __future__ import annotations

from dataclasses import replace

from indexes.types import Where
from service.db.unit_of_work import UnitOfWork
from service.workflows.community.viewer_of import viewer_of
from service.workflows.platform.authenticate import Caller


def narrow_to_visible_threads(where: Where, *, caller: Caller, work: UnitOfWork) -> Where:
    """Without the threads of cohorts that the caller is not in."""
    return replace(where, without=where.without | work.threads.hidden_from(viewer_of(caller, work)))
