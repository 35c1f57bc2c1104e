"""Grade what a learner answered on a session card; the card's signed token is the only key."""

from __future__ import annotations

from collections.abc import Sequence

from authoring.items.learner_view import Given
from service.db.base import ItemId, MicroModuleId, TenantId
from service.db.learners import Learner, LearnerId
from service.db.principals import PrincipalKind
from service.db.responses import Response
from service.db.unit_of_work import Database
from service.errors import CardRefused, IdempotencyConflict, NotFound
from service.interchange.card_token import CardToken, read_token, tenant_of_token
from service.interchange.session_cards import GradedCard
from service.security import Scope
from service.workflows.learning.grade_response import Submission, grade_response
from service.workflows.platform.authenticate import Caller


def answer_card(written: str, answer: Sequence[str], *, database: Database) -> GradedCard:
    """The grading of the first answer to this card, whatever is sent later.

    `answer` are ids of options; or one line of text, which may have come apart at its commas.
    Raises CardRefused, AnswerDoesNotFit, NotFound for what was withdrawn.
    """
    tenant = TenantId(tenant_of_token(written))
    with database.reading(tenant) as work:
        found = work.tenants.find()
        token = read_token(written, secret=None if found is None else found.card_secret, now=work.now)
        try:
            learner = work.learners.get(LearnerId(token.learner_id))
        except NotFound:
            raise CardRefused("its learner is not here any more") from None
        if not learner.is_active:
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
