"""Open the one question that a reminder's link is good for: today's first review, the same each time."""

from __future__ import annotations

import random
from dataclasses import dataclass

from recommender.types import Offer
from service.db.base import ItemId, MicroModuleId
from service.db.learners import LearnerId
from service.workflows.learning.begin_sitting import begin_sitting
from service.workflows.learning.find_reminded import LinkEnd, Reminded, find_reminded
from service.workflows.learning.show_sitting import Card, show_sitting
from service.workflows.learning.situate_learner import Recommending
from service.workflows.platform.authenticate import Caller


@dataclass(frozen=True, slots=True)
class OpenedReminder:
    """The question of the card `impression_id`, to be answered by `caller` under `answer_key`.

    `spent_by` tells the form that answered it, where `is_answered`; None: a process was stopped before it was noted.
    """

    caller: Caller
    reminder_id: str
    impression_id: str
    micro_module_id: MicroModuleId
    item_id: ItemId
    answer_key: str
    is_answered: bool
    spent_by: str | None


def open_reminder(token: str, *, rng: random.Random, recommending: Recommending) -> OpenedReminder | LinkEnd:
    """The question, answered or not; opening it spends nothing: mail filters open what they let through.

    `NOTHING_LEFT`: nothing is due any more, or its question was answered elsewhere.
    """
    found = find_reminded(token, database=recommending.database)
    if isinstance(found, LinkEnd):
        return found
    impression_id = found.reminder.impression_id or _bind(found, rng, recommending)
    if impression_id is None:
        return LinkEnd.NOTHING_LEFT
    with recommending.database.reading(found.caller.tenant) as work:
        shown = work.impressions.get(impression_id, of=found.caller.principal)
        is_done = any((shown.launched_at, shown.completed_at, shown.dismissed_at))
        if shown.micro_module_id is None or shown.item_id is None or (is_done and not found.is_answered):
            return LinkEnd.NOTHING_LEFT
        if not found.is_answered and shown.item_id in work.quarantine.of(shown.micro_module_id):
            return LinkEnd.NOTHING_LEFT
    return OpenedReminder(
        caller=found.caller,
        reminder_id=found.reminder.id,
        impression_id=impression_id,
        micro_module_id=shown.micro_module_id,
        item_id=shown.item_id,
        answer_key=found.answer_key,
        is_answered=found.is_answered,
        spent_by=found.reminder.spent_by,
    )


def _bind(found: Reminded, rng: random.Random, recommending: Recommending) -> str | None:
    """The card that the link opens from now on; None: no review is due."""
    card = _first_review(found.caller, recommending)
    if card is None and begin_sitting(
        _learner_of(found.caller), rng=rng, caller=found.caller, recommending=recommending
    ):
        card = _first_review(found.caller, recommending)
    if card is None:
        return None
    with recommending.database.unit_of_work(found.caller.tenant, label="open_reminder") as work:
        row = work.reminders.get(found.reminder.id)
        row.impression_id = row.impression_id or card.id
        return row.impression_id


def _first_review(caller: Caller, recommending: Recommending) -> Card | None:
    sitting = show_sitting(_learner_of(caller), caller=caller, recommending=recommending)
    return next((card for card in sitting.left if card.kind is Offer.REVIEW), None)


def _learner_of(caller: Caller) -> LearnerId:
    return LearnerId(caller.learner_id or "")
