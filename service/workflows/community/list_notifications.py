"""What a learner should hear of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from service.db.base import MicroModuleId
from service.db.learners import LearnerId
from service.db.notifications import Notification
from service.db.threads import Thread, Viewer
from service.db.unit_of_work import Database
from service.workflows.learning.reach_learner import reach_learner
from service.workflows.platform.authenticate import Caller


@dataclass(frozen=True, slots=True)
class Told:
    """A notification, and the thread or the micro-module that it leads to; both None: to today's session."""

    notification: Notification
    thread: Thread | None = None
    micro_module_title: str | None = None


def list_notifications(
    learner_id: LearnerId, *, unread_only: bool, before: str | None, limit: int, caller: Caller, database: Database
) -> Sequence[Told]:
    """Up to `limit`, newest first; of threads and micro-modules that the learner may see no more nothing is told.

    Raises NotFound, also for a learner whom the key does not reach.
    """
    with database.reading(caller.tenant) as work:
        learner = reach_learner(learner_id, caller=caller, work=work)
        found = work.notifications.page(learner.principal_id, unread_only=unread_only, before=before, limit=limit)
        threads = work.threads.visible({one.thread_id for one in found if one.thread_id}, Viewer(learner.cohorts))
        titles = work.publications.titles({one.micro_module_id for one in found if one.micro_module_id})
    told = (_told(one, threads, titles) for one in found)
    return [one for one in told if one is not None]


def _told(
    notification: Notification, threads: Mapping[str, Thread], titles: Mapping[MicroModuleId, str]
) -> Told | None:
    if notification.thread_id is not None:
        thread = threads.get(notification.thread_id)
        return None if thread is None else Told(notification, thread=thread)
    if notification.micro_module_id is not None:
        title = titles.get(notification.micro_module_id)
        return None if title is None else Told(notification, micro_module_title=title)
    return Told(notification)
