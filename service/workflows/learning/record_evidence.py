"""Take a fact about a learner in: it becomes evidence once, and changes what is believed, remembered, completed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from authoring.items.effort import chance_of_guessing
from authoring.items.grading import is_self_marked
from authoring.types import Item, MicroModule
from recommender.mastery import Difficulty, Mastery, Standing
from recommender.retention import Retention
from service.db.base import ItemId, Json
from service.db.evidence import EvidenceKind, EvidenceSource, Fact
from service.db.knowledge import ObjectiveStateRow
from service.db.publications import Publication
from service.db.unit_of_work import UnitOfWork
from service.interchange.xapi import Verb
from service.workflows.learning.tell_completion import tell_completion
from service.workflows.learning.tell_deed import tell_deed

PASSED = 0.7  # mean score of a quiz: two of three items, or more of longer ones
_VERBS = {
    EvidenceKind.OPENED: Verb.EXPERIENCED,
    EvidenceKind.COMPLETED: Verb.EXPERIENCED,  # read; a quiz that was passed is told by itself
    EvidenceKind.ANSWERED: Verb.ANSWERED,
}
_MASTERY = Mastery()
_RETENTION = Retention()


@dataclass(frozen=True, slots=True)
class Answered:
    """What an answer was to: an item of a published version. `recalled` is the learner's own mark where there is no
    score, 0 to 1; None: neither."""

    item: Item
    micro_module: MicroModule
    publication: Publication
    recalled: float | None = None


def record_evidence(fact: Fact, of: Answered | Publication | None = None, *, work: UnitOfWork) -> ObjectiveStateRow:
    """What the learner knows of the micro-module from now on.

    `of` is what was answered, or the version that was completed elsewhere; None: it was opened, or its reader says it
    is read, which completes no quiz.

    Raises AlreadyExists when the source told the fact before.
    """
    work.knowledge.lock(fact.principal_id, fact.micro_module_id)
    work.evidence.add(fact)
    state = work.knowledge.state(fact.principal_id, fact.micro_module_id)
    state.engaged_at = state.engaged_at or fact.happened_at
    before = state.completed_number
    if isinstance(of, Answered):
        _learn(fact, of, state, work)
        _complete_quiz(fact.happened_at, of, state)
    elif of is not None:
        _complete(fact.happened_at, of, fact.score, state)
    elif fact.kind is EvidenceKind.COMPLETED:
        state.read_at = state.read_at or fact.happened_at
    if fact.source is not EvidenceSource.STATEMENT:  # what a statement told is known where statements are kept
        shown = of.publication if isinstance(of, Answered) else of
        version = None if shown is None else shown.number
        tell_deed(fact, _VERBS[fact.kind], version=version, score=fact.score, work=work)
    if state.completed_number != before:
        tell_completion(state, fact, work=work)
    return state


def _learn(fact: Fact, answered: Answered, state: ObjectiveStateRow, work: UnitOfWork) -> None:
    guess = chance_of_guessing(answered.item)
    surprise = 0.0
    if fact.score is not None:
        surprise = _estimate(fact, answered.item, guess, state, work)
    recalled = answered.recalled if fact.score is None else fact.score
    if recalled is not None:
        state.memory = _RETENTION.review(state.memory, score=recalled, guess=guess, now=fact.happened_at)
    said: Json = {"at": fact.happened_at.isoformat(), "score": fact.score, "surprise": surprise}
    state.asked = {**state.asked, answered.item.id: said}


def _estimate(fact: Fact, item: Item, guess: float, state: ObjectiveStateRow, work: UnitOfWork) -> float:
    """How far the score was above or below what was expected; all beliefs that it touches are moved."""
    score = fact.score or 0.0
    subjects = (fact.micro_module_id, ItemId(item.id))
    known = work.knowledge.difficulties(subjects)
    objective, this = (known.get(subject) for subject in subjects)
    ability = work.knowledge.ability(fact.principal_id)
    standing = Standing(
        _MASTERY.new_ability() if ability is None else ability.ability,
        state.ability or _MASTERY.new_objective_ability(),
        Difficulty(
            _MASTERY.new_objective_difficulty() if objective is None else objective.belief,
            _MASTERY.new_item_difficulty(item.difficulty) if this is None else this.belief,
        ),
        state.surprise(ItemId(item.id)),
    )
    seen = _MASTERY.observe(standing, score=score, guess=guess)
    state.ability = seen.at_objective
    work.knowledge.keep_ability(fact.principal_id, seen.ability)
    for subject, belief in zip(subjects, (seen.difficulty.objective, seen.difficulty.item), strict=True):
        work.knowledge.keep_difficulty(subject, belief, score=score)
    return seen.surprise


def _complete_quiz(now: datetime, answered: Answered, state: ObjectiveStateRow) -> None:
    """Completed: every item of the version was answered, and those that are graded were passed together."""
    number = answered.publication.number
    if state.completed_number is not None and state.completed_number >= number:
        return
    last = [state.asked.get(item.id) for item in answered.micro_module.items]
    if not all(isinstance(one, dict) for one in last):
        return
    graded = [
        float(str(one["score"]))
        for item, one in zip(answered.micro_module.items, last, strict=True)
        if isinstance(one, dict) and one["score"] is not None and not is_self_marked(item)
    ]
    mean = sum(graded) / len(graded) if graded else None
    if mean is None or mean >= PASSED:
        _complete(now, answered.publication, mean, state)


def _complete(now: datetime, publication: Publication, score: float | None, state: ObjectiveStateRow) -> None:
    state.completed_at, state.completed_number = now, publication.number
    state.completed_digest, state.completed_score = publication.content_digest, score
