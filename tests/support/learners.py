"""Builders for the recommender: learners and a catalogue with valid defaults."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from recommender.catalogue import Catalogue, Shelf
from recommender.conversations import Conversations
from recommender.mastery import Mastery
from recommender.types import (
    Contribution,
    ContributionId,
    Item,
    ItemId,
    Learner,
    LearnerId,
    Memory,
    MicroModule,
    ObjectiveId,
    ObjectiveState,
    Offer,
    Peers,
    Probability,
)
from recommender.vectors import stacked
from tests.support.embedders import HashedWordsEmbedder

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
        published_at=NOW - timedelta(days=60),
        requires=frozenset(ObjectiveId(one) for one in requires),
    )


def a_learner(name: str = "anna") -> Learner:
    return Learner(LearnerId(name), MASTERY.new_ability())


def a_contribution(
    name: str = "t1",
    *,
    kind: Offer = Offer.THREAD,
    about: Mapping[str, float] | None = None,
    audience: frozenset[str] | None = None,
    author: str | None = None,
    seconds: int = 30,
) -> Contribution:
    return Contribution(
        id=ContributionId(name),
        kind=kind,
        title=f"Title of {name}",
        seconds=seconds,
        language="en",
        about={ObjectiveId(one): nearness for one, nearness in (about or {}).items()},
        posted_at=NOW,
        author=None if author is None else LearnerId(author),
        audience=audience,
        is_open=kind is not Offer.THREAD,
    )


def a_catalogue(
    micro_modules: Sequence[MicroModule], contributions: Sequence[Contribution] = (), peers: Peers | None = None
) -> Catalogue:
    """Vectors of hashed words, as in `HashedWordsEmbedder`."""
    texts = {one.id: f"{one.title} {one.objective}" for one in micro_modules}
    vectors = list(HashedWordsEmbedder().embed(list(texts.values()))) if texts else []
    shelf = Shelf.of(micro_modules, stacked(dict(zip(texts, vectors, strict=True))), peers)
    return Catalogue(shelf, Conversations.of(contributions))


def a_memory(*, days_ago: float = 10, stability: float = 3.0) -> Memory:
    """Answered then, due after `stability` days."""
    reviewed_at = NOW - timedelta(days=days_ago)
    return Memory(stability, 5.0, reviewed_at, reviewed_at + timedelta(days=stability))


def completed(*, days_ago: float = 10, stability: float = 3.0, depth: float = 0.8) -> ObjectiveState:
    at = NOW - timedelta(days=days_ago)
    return ObjectiveState(
        ability=MASTERY.new_objective_ability(),
        memory=a_memory(days_ago=days_ago, stability=stability),
        engaged_at=at,
        completed_at=at,
        depth=depth,
    )
