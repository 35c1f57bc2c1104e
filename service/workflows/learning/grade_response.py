"""Grade a learner's response once, keep it, and show why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from authoring.items.grading import AnswerDoesNotFit, grade
from authoring.items.learner_view import Given, resolve
from authoring.items.reveal import reveal
from authoring.micro_module_json import micro_module_from_json
from authoring.types import Item, MicroModule
from service.db.base import ItemId, Json, MicroModuleId
from service.db.publications import Publication
from service.db.responses import Graded, Response
from service.db.unit_of_work import Database, UnitOfWork
from service.errors import AlreadyExists, IdempotencyConflict, NotFound
from service.workflows.platform.authenticate import Caller


@dataclass(frozen=True, slots=True)
class Submission:
    """What a learner sent for an item of a published micro-module. `impression_id` None: not shown by us."""

    micro_module_id: MicroModuleId
    item_id: ItemId
    given: Given
    impression_id: str | None = None


def grade_response(
    submission: Submission, *, idempotency_key: str | None, caller: Caller, database: Database
) -> Response:
    """The graded response; a repeat under the same key gives the first grading, whatever was published since.

    Raises NotFound, AnswerDoesNotFit, IdempotencyConflict for another answer under the same key.
    """
    try:
        return _grade_once(submission, idempotency_key, caller, database)
    except AlreadyExists:  # the same response a moment ago, in parallel: now it can be found
        return _grade_once(submission, idempotency_key, caller, database)


def _grade_once(submission: Submission, idempotency_key: str | None, caller: Caller, database: Database) -> Response:
    sent = _as_json(submission)
    with database.unit_of_work(caller.tenant, label="response") as work:
        if idempotency_key is not None:
            first = work.responses.find(by=caller.principal, idempotency_key=idempotency_key)
            if first is not None and first.given != sent:
                raise IdempotencyConflict(idempotency_key)
            if first is not None:
                return first
        return work.responses.add(_grade(submission, sent, work), by=caller.principal, idempotency_key=idempotency_key)


def _grade(submission: Submission, sent: Json, work: UnitOfWork) -> Graded:
    current = work.publications.current(submission.micro_module_id)
    refusal: AnswerDoesNotFit | None = None
    for publication in _shown_to_learners(current, work):
        micro_module = micro_module_from_json(publication.content)
        item = next((item for item in micro_module.items if item.id == submission.item_id), None)
        if item is None:
            continue
        try:
            return _graded(submission, sent, item, micro_module, publication)
        except AnswerDoesNotFit as fault:
            refusal = refusal or fault
    raise refusal or NotFound("item", submission.item_id)


def _shown_to_learners(current: Publication, work: UnitOfWork) -> Iterator[Publication]:
    """The current version, then the one before: a learner may have opened the quiz just before it was replaced."""
    yield current
    if current.number > 1:
        yield work.publications.get(current.micro_module_id, current.number - 1)


def _graded(
    submission: Submission, sent: Json, item: Item, micro_module: MicroModule, publication: Publication
) -> Graded:
    secret = publication.choice_secret
    answer = resolve(item, submission.given, secret=secret)
    grading = grade(item, answer)
    return Graded(
        micro_module_id=submission.micro_module_id,
        publication_number=publication.number,
        item_id=submission.item_id,
        given=sent,
        score=grading.score,
        grading=reveal(item, grading, micro_module, secret=secret),
    )


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
