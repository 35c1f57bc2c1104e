"""The polls that a caller may see."""

from __future__ import annotations

from collections.abc import Sequence

from service.db.base import MicroModuleId, PollId
from service.db.polls import Poll
from service.db.unit_of_work import Database
from service.workflows.community.viewer_of import viewer_of
from service.workflows.platform.authenticate import Caller


def list_polls(
    *, micro_module_id: MicroModuleId | None, before: PollId | None, limit: int, caller: Caller, database: Database
) -> Sequence[Poll]:
    """Up to `limit`, newest first; of one micro-module, or (None) of all."""
    with database.reading(caller.tenant) as work:
        viewer = viewer_of(caller, work)
        return work.polls.page(viewer, micro_module_id=micro_module_id, before=before, limit=limit)
