"""Builders for the recommender: learners and a catalogue with valid defaults."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from recommender.mastery import Mastery
from recommender.types import Item, ItemId, Learner, LearnerId, MicroModule, ObjectiveId, Probability

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
MASTERY = Mastery()


def an_item(name: str = "i1", *, seconds: int = 20, guess: float = 0.25) -> Item:
    return Item(ItemId(name), seconds, Probability(guess), MASTERY.new_item_difficulty())


def a_micro_module(
    name: str = "m1",
    *,
    document: str = "d1",
    position: int = 1,
    title: str | None = None,
    seconds: int = 90,
    items: Sequence[Item] | None = None,
    requires: frozenset[str] = frozenset(),
) -> MicroModule:
    return MicroModule(
        id=ObjectiveId(name),
        document_id=document,
        position=position,
        title=title or f"Title of {name}",
        objective=f"Objective of {name}",
        seconds=seconds,
        language="en",
        items=tuple([an_item(f"{name}-i1"), an_item(f"{name}-i2")] if items is None else items),
        difficulty=MASTERY.new_objective_difficulty(),
        published_at=NOW,
        requires=frozenset(ObjectiveId(one) for one in requires),
    )


def a_learner(name: str = "anna") -> Learner:
    return Learner(LearnerId(name), MASTERY.new_ability())
