"""Mark a notification as read."""

from __future__ import annotations

from service.db.learners import LearnerId
from service.db.unit_of_work import Database
from service.workflows.learning.reach_learner import reach_learner
from service.workflows.platform.authenticate import Caller


def read_notification(notification_id: str, learner_id: LearnerId, *, caller: Caller, database: Database) -> None:
    """Raises NotFound, also for somebody else's."""
    with database.unit_of_work(caller.tenant, label="notification") as work:
        learner = reach_learner(learner_id, caller=caller, work=work)
        work.notifications.mark_read(notification_id, of=learner.principal_id)
