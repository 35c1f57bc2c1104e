"""Let answers to an item that was withdrawn count no more in what its learners are believed to be able to do."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from authoring.items.effort import chance_of_guessing
from authoring.micro_module_json import micro_module_from_json
from recommender.mastery import Difficulty, Mastery, Standing
from recommender.types import Ability, Belief
from service.db.base import ItemId, MicroModuleId, PrincipalId
from service.db.evidence import EvidenceRow
from service.db.knowledge import DifficultyRow
from service.db.unit_of_work import UnitOfWork

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


def discount_item(item_id: ItemId, *, of: MicroModuleId, work: UnitOfWork) -> None:
    """What everybody who answered it is able to do is reckoned anew from all their other answers.

    How hard other things are stays as it is believed to be; the item itself asks something else from now on. When to
    review stays, since the micro-module was thought of all the same, and so does what was completed.
    """
    learners = sorted(work.evidence.discount(item_id))
    work.knowledge.forget_difficulty(item_id)
    facts = {one: work.evidence.graded(one) for one in learners}
    about = {of, *(fact.micro_module_id for answers in facts.values() for fact in answers)}
    subjects = {*about, *(str(fact.item_id) for answers in facts.values() for fact in answers)}
    known = _Known(_items(about, work), work.knowledge.difficulties(sorted(subjects)))
    for principal_id in learners:
        work.knowledge.lock(principal_id, of)
        _believe_anew(principal_id, facts[principal_id], known, work)
        state = work.knowledge.state(principal_id, of)
        state.asked = {one: last for one, last in state.asked.items() if one != item_id}
        if all(fact.micro_module_id != of for fact in facts[principal_id]):
            state.ability = None


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
