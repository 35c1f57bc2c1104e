"""Grade what a learner answered on a session card that `believe_card` believed."""

from __future__ import annotations

from collections.abc import Sequence

from authoring.items.learner_view import Given
from service.db.base import ItemId, MicroModuleId, TenantId
from service.db.learners import Learner, LearnerId
from service.db.principals import PrincipalKind
from service.db.responses import Response
from service.db.unit_of_work import Database
from service.errors import CardRefused, IdempotencyConflict
from service.interchange.card_token import CardToken
from service.interchange.session_cards import GradedCard
from service.security import Scope
from service.workflows.learning.grade_response import Submission, grade_response
from service.workflows.platform.authenticate import Caller


def answer_card(token: CardToken, answer: Sequence[str], *, database: Database) -> GradedCard:
    """The grading of the first answer to this card, whatever is sent later.

    `answer` are ids of options; or one line of text, which may have come apart at its commas.
    Raises CardRefused for a learner who left, AnswerDoesNotFit, NotFound for what was withdrawn.
    """
    with database.reading(TenantId(token.tenant)) as work:
        learner = work.learners.find([LearnerId(token.learner_id)]).get(LearnerId(token.learner_id))
    if learner is None or not learner.is_active:
        raise CardRefused("its learner is not here any more")
    given = Given(option_ids=tuple(answer)) if token.chooses else Given(text=",".join(answer))
    return _card(_graded(token, learner, given, database), learner)


def _graded(token: CardToken, learner: Learner, given: Given, database: Database) -> Response:
    key = f"card/{token.nonce}"
    caller = Caller(
        tenant=TenantId(token.tenant),
        principal=learner.principal_id,
        kind=PrincipalKind.LEARNER,
        learner_id=token.learner_id,
        scopes=frozenset({Scope.RESPONSES_WRITE}),
        key_id=key,
    )
    submission = Submission(MicroModuleId(token.micro_module_id), ItemId(token.item_id), given, token.impression_id)
    try:
        return grade_response(submission, idempotency_key=key, caller=caller, database=database).response
    except IdempotencyConflict:  # another answer to the same card: what was graded first stands
        with database.reading(caller.tenant) as work:
            first = work.responses.find(by=learner.principal_id, idempotency_key=key)
        if first is None:
            raise
        return first


def _card(response: Response, learner: Learner) -> GradedCard:
    citation = response.grading.get("citation")
    return GradedCard(
        language="it" if (learner.locale or "").lower().startswith("it") else "en",
        score=response.score,
        rationale=str(response.grading.get("rationale") or ""),
        quote=str(citation["quote"]) if isinstance(citation, dict) else "",
    )
