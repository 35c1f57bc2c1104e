"""What a learner should repeat: the most endangered first, so many as fit on a page, however long they were away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from recommender.retention import Retention
from recommender.types import ObjectiveId, ObjectiveState, Probability
from service.db.learners import LearnerId
from service.db.unit_of_work import Database
from service.workflows.learning.reach_learner import reach_learner
from service.workflows.platform.authenticate import Caller

_RETENTION = Retention()


@dataclass(frozen=True, slots=True)
class DueReview:
    """`recall` is the chance that it is still remembered."""

    micro_module_id: str
    title: str
    due_at: datetime
    recall: Probability


@dataclass(frozen=True, slots=True)
class Reviews:
    """`due_count` wait now, `items` are the first of them; `next_due_at` is when the next falls due after now, None:
    nothing else is remembered."""

    items: Sequence[DueReview]
    due_count: int
    next_due_at: datetime | None


def list_reviews(learner_id: LearnerId, *, limit: int, caller: Caller, database: Database) -> Reviews:
    """Of what the catalogue still shows. Raises NotFound, also for what the key does not reach."""
    with database.reading(caller.tenant) as work:
        learner = reach_learner(learner_id, caller=caller, work=work)
        states = work.knowledge.states_of(learner.principal_id)
        titles = work.publications.titles([state.micro_module_id for state in states])
        now = work.now
    shown = {
        ObjectiveId(state.micro_module_id): state.memory
        for state in states
        if state.memory is not None and state.micro_module_id in titles
    }
    named = {ObjectiveId(micro_module_id): title for micro_module_id, title in titles.items()}
    due = _RETENTION.endangered({one: ObjectiveState(memory=memory) for one, memory in shown.items()}, now=now)
    items = [DueReview(one, named[one], shown[one].due_at, recall) for one, recall in due[:limit]]
    later = [memory.due_at for memory in shown.values() if memory.due_at > now]
    return Reviews(items, len(due), min(later, default=None))
