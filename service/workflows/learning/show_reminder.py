"""When and where a learner is reminded."""

from __future__ import annotations

from dataclasses import dataclass

from service.db.learners import LearnerId
from service.db.reminders import Channel, ReminderChoice
from service.workflows.learning.reach_learner import reach_learner
from service.workflows.learning.send_reminder import Reminding
from service.workflows.platform.authenticate import Caller


@dataclass(frozen=True, slots=True)
class ReminderView:
    """`choice` None: the learner never chose, and is not reminded. `channels` are those that there are here."""

    choice: ReminderChoice | None
    channels: tuple[Channel, ...]


def show_reminder(learner_id: LearnerId, *, caller: Caller, reminding: Reminding) -> ReminderView:
    """Raises NotFound, also for a learner whom the key does not reach."""
    with reminding.database.reading(caller.tenant) as work:
        learner = reach_learner(learner_id, caller=caller, work=work)
        return ReminderView(work.reminders.choice(learner.principal_id), reminding.channels)
