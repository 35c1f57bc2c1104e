"""Reckon anew what learners are able to do, of whose answers some count no more: their item was withdrawn."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from authoring.items.effort import chance_of_guessing
from authoring.micro_module_json import micro_module_from_json
from recommender.mastery import Difficulty, Mastery, Standing
from recommender.types import Ability, Belief
from service.db.base import ItemId, MicroModuleId, PrincipalId, TenantId
from service.db.evidence import EvidenceRow
from service.db.knowledge import DifficultyRow
from service.db.unit_of_work import Database, UnitOfWork

_MASTERY = Mastery()
_UNKNOWN_GUESS = 0.25  # of an item that is shown no more: one of four options, as most have


@dataclass(frozen=True, slots=True)
class _Asked:
    guess: float
    difficulty: Belief


@dataclass(frozen=True, slots=True)
class _Known:
    """What is believed of items and micro-modules, and what is known of items that nobody answered."""

    items: Mapping[str, _Asked]
    difficulties: Mapping[str, DifficultyRow]

    def guess(self, item_id: ItemId) -> float:
        asked = self.items.get(item_id)
        return _UNKNOWN_GUESS if asked is None else asked.guess

    def difficulty(self, micro_module_id: MicroModuleId, item_id: ItemId) -> Difficulty:
        objective, item, asked = (
            self.difficulties.get(micro_module_id),
            self.difficulties.get(item_id),
            self.items.get(item_id),
        )
        prior = _MASTERY.new_item_difficulty() if asked is None else asked.difficulty
        return Difficulty(
            _MASTERY.new_objective_difficulty() if objective is None else objective.belief,
            prior if item is None else item.belief,
        )


def recount_learners(tenant: TenantId, *, database: Database) -> int:
    """How many learners' abilities were reckoned anew from the answers of theirs that still count.

    Each in a transaction of its own, so that a killed process leaves the rest to the next and nobody waits for long.
    How hard other things are stays as it is believed to be. When to review stays, since the micro-module was thought of
    all the same, and so does what was completed.
    """
    with database.reading(tenant) as work:
        waiting = work.evidence.uncounted()
    for principal_id in waiting:
        with database.unit_of_work(tenant, label="recount") as work:
            _recount(principal_id, work)
    return len(waiting)


def _recount(principal_id: PrincipalId, work: UnitOfWork) -> None:
    work.knowledge.lock_learner(principal_id)
    withdrawn = work.evidence.take_uncounted(principal_id)
    if not withdrawn:  # another process was quicker
        return
    facts = work.evidence.graded(principal_id)
    about = {fact.micro_module_id for fact in facts}
    subjects = {*about, *(str(fact.item_id) for fact in facts)}
    known = _Known(_items(about, work), work.knowledge.difficulties(sorted(subjects)))
    _believe_anew(principal_id, facts, known, work)
    for fact in withdrawn:
        state = work.knowledge.state(principal_id, fact.micro_module_id)
        state.asked = {item_id: last for item_id, last in state.asked.items() if not _tells_of(item_id, last, fact)}
        if fact.micro_module_id not in about:
            state.ability = None


def _tells_of(item_id: str, last: object, fact: EvidenceRow) -> bool:
    """Whether the last answer to an item is one that was withdrawn, and none to what it asks since then."""
    if item_id != fact.item_id or fact.discounted_at is None or not isinstance(last, dict):
        return False
    return datetime.fromisoformat(str(last["at"])) <= fact.discounted_at


def _believe_anew(principal_id: PrincipalId, facts: Collection[EvidenceRow], known: _Known, work: UnitOfWork) -> None:
    general = _MASTERY.new_ability()
    objectives: dict[MicroModuleId, Ability] = {}
    surprises: dict[ItemId, float] = {}
    for fact in facts:
        if fact.item_id is None or fact.score is None:
            continue
        standing = Standing(
            general,
            objectives.get(fact.micro_module_id) or _MASTERY.new_objective_ability(),
            known.difficulty(fact.micro_module_id, fact.item_id),
            surprises.get(fact.item_id, 0.0),
        )
        seen = _MASTERY.observe(standing, score=fact.score, guess=known.guess(fact.item_id))
        general, objectives[fact.micro_module_id] = seen.ability, seen.at_objective
        surprises[fact.item_id] = seen.surprise
    work.knowledge.keep_ability(principal_id, general)
    for micro_module_id, ability in objectives.items():
        work.knowledge.state(principal_id, micro_module_id).ability = ability


def _items(micro_module_ids: Collection[MicroModuleId], work: UnitOfWork) -> Mapping[str, _Asked]:
    return {
        item.id: _Asked(chance_of_guessing(item), _MASTERY.new_item_difficulty(item.difficulty))
        for shelved in work.publications.shelved(sorted(micro_module_ids))
        for item in micro_module_from_json(shelved.content).items
    }
