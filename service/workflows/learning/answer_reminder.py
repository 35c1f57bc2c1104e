"""Answer the question of a reminder, once: the link is the only key, and the answer spends it."""

from __future__ import annotations

import random
from dataclasses import dataclass

from authoring.items.learner_view import Given
from service.db.learners import LearnerId
from service.errors import IdempotencyConflict, NotFound
from service.workflows.learning.find_reminded import LinkEnd
from service.workflows.learning.grade_response import GradedResponse, Submission, grade_response
from service.workflows.learning.open_reminder import OpenedReminder, open_reminder
from service.workflows.learning.situate_learner import Recommending
from service.workflows.learning.take_feedback import Action, take_feedback


@dataclass(frozen=True, slots=True)
class AnsweredReminder:
    """The question and what came of its answer."""

    opened: OpenedReminder
    graded: GradedResponse


def answer_reminder(
    token: str, given: Given, *, once: str, rng: random.Random, recommending: Recommending
) -> AnsweredReminder | LinkEnd:
    """The grading. `once` tells one form from the next: the form that spent the link, sent again, gives the same, and
    may say how well its reader recalled what nobody else can grade.

    Raises AnswerDoesNotFit; the link is good for another answer then.
    """
    opened = open_reminder(token, rng=rng, recommending=recommending)
    if isinstance(opened, LinkEnd):
        return opened
    if opened.is_answered and opened.spent_by not in (None, once):
        return LinkEnd.USED
    marks_recall = opened.is_answered and given.recall is not None
    key = f"{opened.answer_key}/recall" if marks_recall else opened.answer_key
    submission = Submission(opened.micro_module_id, opened.item_id, given, opened.impression_id)
    try:
        graded = grade_response(submission, idempotency_key=key, caller=opened.caller, database=recommending.database)
    except IdempotencyConflict:  # another answer was quicker
        return LinkEnd.USED
    except NotFound:
        return LinkEnd.NOTHING_LEFT
    _spend(opened, once, recommending)
    return AnsweredReminder(opened, graded)


def _spend(opened: OpenedReminder, once: str, recommending: Recommending) -> None:
    with recommending.database.unit_of_work(opened.caller.tenant, label="spend_reminder") as work:
        row = work.reminders.get(opened.reminder_id)
        row.spent_by = row.spent_by or once
    take_feedback(
        LearnerId(opened.caller.learner_id or ""),
        opened.impression_id,
        Action.COMPLETED,
        caller=opened.caller,
        recommending=recommending,
    )
