"""What a learner should hear of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from service.db.learners import LearnerId
from service.db.notifications import Notification
from service.db.threads import Thread, Viewer
from service.db.unit_of_work import Database
from service.workflows.learning.reach_learner import reach_learner
from service.workflows.platform.authenticate import Caller


@dataclass(frozen=True, slots=True)
class Told:
    """A notification and the thread that it leads to."""

    notification: Notification
    thread: Thread


def list_notifications(
    learner_id: LearnerId, *, unread_only: bool, before: str | None, limit: int, caller: Caller, database: Database
) -> Sequence[Told]:
    """Up to `limit`, newest first; of threads that the learner may see no more nothing is told.

    Raises NotFound, also for a learner whom the key does not reach.
    """
    with database.reading(caller.tenant) as work:
        learner = reach_learner(learner_id, caller=caller, work=work)
        found = work.notifications.page(learner.principal_id, unread_only=unread_only, before=before, limit=limit)
        viewer = Viewer(learner.cohorts)
        threads = work.threads.visible({one.thread_id for one in found}, viewer)
        return [Told(one, threads[one.thread_id]) for one in found if one.thread_id in threads]
