"""Grade a learner's response once, keep it, and show why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from authoring.items.grading import AnswerDoesNotFit, Recall, grade
from authoring.items.learner_view import Given, resolve
from authoring.items.reveal import reveal
from authoring.learner_micro_module import asked_only
from authoring.micro_module_json import micro_module_from_json
from service.db.base import ItemId, Json, MicroModuleId, PrincipalId
from service.db.evidence import EvidenceKind, EvidenceSource, Fact
from service.db.learners import LearnerId
from service.db.publications import Publication
from service.db.responses import Graded, Response
from service.db.unit_of_work import Database, UnitOfWork
from service.errors import IdempotencyConflict, NotFound
from service.workflows.learning.reach_learner import reach_learner
from service.workflows.learning.record_evidence import Answered, record_evidence
from service.workflows.platform.authenticate import Caller
from service.workflows.platform.idempotent_request import do_once

RECALLED = {Recall.AGAIN: 0.0, Recall.NEARLY: 0.5, Recall.GOT_IT: 1.0}


@dataclass(frozen=True, slots=True)
class Submission:
    """What a learner sent for an item of a published micro-module. `impression_id` None: not shown by us.

    `learner_id` None: whoever calls answers for themselves.
    """

    micro_module_id: MicroModuleId
    item_id: ItemId
    given: Given
    impression_id: str | None = None
    learner_id: LearnerId | None = None


class NoLongerAsked(NotFound):
    """The answer fits a version of the quiz that was withdrawn or replaced, or an item that waits for its author."""

    def __init__(self, item_id: ItemId) -> None:
        super().__init__("item", item_id)
        self.args = ("The quiz that this answers is no longer shown; open it again.",)


@dataclass(frozen=True, slots=True)
class GradedResponse:
    """`next_review_at` None: whoever answered is no learner, or said nothing about the own recall."""

    response: Response
    next_review_at: datetime | None


def grade_response(
    submission: Submission, *, idempotency_key: str | None, caller: Caller, database: Database
) -> GradedResponse:
    """The graded response; a repeat under the same key gives the first grading, whatever was published since.

    Raises NotFound, also for what was withdrawn and for a learner whom the key does not reach; AnswerDoesNotFit;
    IdempotencyConflict for another answer under the same key.
    """
    sent = _as_json(submission)
    with database.reading(caller.tenant) as work:
        answerer = _answerer(submission, caller, work)
        first = _first(sent, idempotency_key, answerer, work)
        if first is not None:
            return first
        graded, answered = _grade(submission, sent, work)

    def keep() -> GradedResponse:
        with database.unit_of_work(caller.tenant, label="response") as work:
            again = _first(sent, idempotency_key, answerer, work)
            if again is not None:
                return again
            response = work.responses.add(graded, by=answerer, idempotency_key=idempotency_key)
            return GradedResponse(response, _learned(response, answered, work))

    return do_once(keep)


def _learned(response: Response, answered: Answered, work: UnitOfWork) -> datetime | None:
    """When to review it; None: whoever answered is no learner, or said nothing about the own recall."""
    if response.principal_id not in work.learners.of_principals([response.principal_id]):
        return None
    fact = Fact(
        response.principal_id,
        response.micro_module_id,
        EvidenceKind.ANSWERED,
        EvidenceSource.RESPONSE,
        response.id,
        response.created_at,
        item_id=response.item_id,
        score=response.score,
    )
    return record_evidence(fact, answered, work=work).due_at


def _answerer(submission: Submission, caller: Caller, work: UnitOfWork) -> PrincipalId:
    if submission.learner_id is None:
        return caller.principal
    return reach_learner(submission.learner_id, caller=caller, work=work).principal_id


def _first(sent: Json, idempotency_key: str | None, answerer: PrincipalId, work: UnitOfWork) -> GradedResponse | None:
    """What was given under the key before; None: nothing. Raises IdempotencyConflict when it was something else."""
    if idempotency_key is None:
        return None
    first = work.responses.find(by=answerer, idempotency_key=idempotency_key)
    if first is not None and first.given != sent:
        raise IdempotencyConflict(idempotency_key)
    if first is None:
        return None
    state = work.knowledge.find_state(answerer, first.micro_module_id)
    return GradedResponse(first, None if state is None else state.due_at)


def _grade(submission: Submission, sent: Json, work: UnitOfWork) -> tuple[Graded, Answered]:
    answerable = work.publications.answerable(submission.micro_module_id)
    put_away = work.quarantine.of(submission.micro_module_id)
    if submission.item_id in put_away:
        raise NoLongerAsked(submission.item_id)
    refusal: AnswerDoesNotFit | None = None
    for publication in answerable:
        try:
            graded = _graded(submission, sent, publication, work.publications.content_now(publication))
        except AnswerDoesNotFit as fault:
            refusal = refusal or fault
            continue
        if graded is not None:
            kept, answered = graded
            return kept, replace(answered, micro_module=asked_only(answered.micro_module, put_away))
    if refusal is None:
        raise NotFound("item", submission.item_id)
    if any(_fits(submission, sent, earlier) for earlier in work.publications.before(answerable[0])):
        raise NoLongerAsked(submission.item_id)
    raise refusal


def _fits(submission: Submission, sent: Json, publication: Publication) -> bool:
    try:
        return _graded(submission, sent, publication, publication.content) is not None
    except AnswerDoesNotFit:
        return False


def _graded(
    submission: Submission, sent: Json, publication: Publication, content: Json
) -> tuple[Graded, Answered] | None:
    """Graded by this version, `content` as it cites its document now, with what it answers; None: it does not ask the
    item. Raises AnswerDoesNotFit."""
    micro_module = micro_module_from_json(content)
    item = next((item for item in micro_module.items if item.id == submission.item_id), None)
    if item is None:
        return None
    secret = publication.choice_secret
    answer = resolve(item, submission.given, secret=secret)
    grading = grade(item, answer)
    recall = submission.given.recall
    answered = Answered(item, micro_module, publication, None if recall is None else RECALLED[recall])
    graded = Graded(
        micro_module_id=submission.micro_module_id,
        publication_number=publication.number,
        item_id=submission.item_id,
        given=sent,
        score=grading.score,
        grading=reveal(item, grading, micro_module, secret=secret),
    )
    return graded, answered


def _as_json(submission: Submission) -> Json:
    given = submission.given
    return {
        "item_id": submission.item_id,
        "impression_id": submission.impression_id,
        "option_ids": list(given.option_ids),
        "text": given.text,
        "order": list(given.order),
        "pairs": [{"left": pair.left, "right": pair.right} for pair in given.pairs],
        "recall": given.recall.value if given.recall else None,
    }
