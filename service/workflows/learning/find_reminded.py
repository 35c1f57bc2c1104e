"""Whom the link of a reminder names, and what it still lets them do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from service.db.principals import PrincipalKind
from service.db.reminders import Reminder
from service.db.sign_ins import tenant_of_token
from service.db.unit_of_work import Database
from service.security import Scope
from service.workflows.platform.authenticate import Caller


class LinkEnd(StrEnum):
    """Why a link leads nowhere."""

    UNKNOWN = "unknown"
    OVER = "over"
    USED = "used"
    NOTHING_LEFT = "nothing_left"


@dataclass(frozen=True, slots=True)
class Reminded:
    """`caller` may answer and nothing else. `is_answered`: the one answer that the link is good for was given."""

    caller: Caller
    reminder: Reminder
    answer_key: str
    is_answered: bool


def find_reminded(token: str, *, database: Database) -> Reminded | LinkEnd:
    """What an old link, one of ours or of nobody's, is good for; says nothing of any learner."""
    tenant = tenant_of_token(token)
    if tenant is None:
        return LinkEnd.UNKNOWN
    with database.reading(tenant) as work:
        row = work.reminders.find(token)
        learner = None if row is None else work.learners.of_principals([row.principal_id]).get(row.principal_id)
        if row is None or learner is None or not learner.is_active:
            return LinkEnd.UNKNOWN
        answer_key = f"reminder/{row.id}"
        is_answered = work.responses.find(by=row.principal_id, idempotency_key=answer_key) is not None
        if row.is_over(work.now):
            return LinkEnd.USED if is_answered else LinkEnd.OVER
    caller = Caller(
        tenant=tenant,
        principal=row.principal_id,
        kind=PrincipalKind.LEARNER,
        learner_id=learner.learner_id,
        scopes=frozenset({Scope.RESPONSES_WRITE}),
        key_id=answer_key,
    )
    return Reminded(caller, row, answer_key, is_answered)
