"""The catalogue: what may be recommended now, with what is looked up in it again and again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from recommender.conversations import Conversations
from recommender.goals import GoalFinder
from recommender.types import Contribution, ContributionId, MicroModule, ObjectiveId, Peers
from recommender.vectors import Vectors


@dataclass(frozen=True)
class Shelf:
    """The micro-modules of a tenant and what learners took up of them; never changed, so what is derived is kept."""

    micro_modules: Mapping[ObjectiveId, MicroModule] = field(default_factory=dict)
    goals: GoalFinder = field(default_factory=GoalFinder)
    peers: Peers = field(default_factory=Peers)

    @classmethod
    def of(cls, micro_modules: Iterable[MicroModule], vectors: Vectors, peers: Peers | None = None) -> Shelf:
        """These and no others."""
        return cls().changed((), list(micro_modules), vectors, peers or Peers())

    def changed(
        self, gone: Collection[ObjectiveId], fresh: Collection[MicroModule], vectors: Vectors, peers: Peers
    ) -> Shelf:
        """This one without those that are gone, with the fresh ones in the place of what they were before."""
        kept = {one: micro_module for one, micro_module in self.micro_modules.items() if one not in gone}
        texts = {one.id: f"{one.title}\n{one.objective}" for one in fresh}
        return Shelf({**kept, **{one.id: one for one in fresh}}, self.goals.changed(gone, texts, vectors), peers)

    @cached_property
    def by_document(self) -> Mapping[str, Sequence[MicroModule]]:
        """The micro-modules of each document, in order."""
        found: defaultdict[str, list[MicroModule]] = defaultdict(list)
        for micro_module in sorted(self.micro_modules.values(), key=lambda one: (one.position, one.id)):
            found[micro_module.document_id].append(micro_module)
        return found

    @cached_property
    def newest(self) -> Sequence[MicroModule]:
        """All micro-modules, those published last first."""
        return sorted(self.micro_modules.values(), key=lambda one: (one.published_at, one.id), reverse=True)

    @cached_property
    def first_steps(self) -> Sequence[MicroModule]:
        """All micro-modules: what most learners engaged with first, of equals what stands first in its document."""
        engaged = self.peers.engaged
        return sorted(
            self.micro_modules.values(),
            key=lambda one: (-engaged.get(one.id, 0), one.position, one.document_id, one.id),
        )


@dataclass(frozen=True)
class Catalogue:
    """All that may be recommended to somebody of one tenant."""

    shelf: Shelf = field(default_factory=Shelf)
    conversations: Conversations = field(default_factory=Conversations)

    @property
    def micro_modules(self) -> Mapping[ObjectiveId, MicroModule]:
        """What is taught, by id."""
        return self.shelf.micro_modules

    @property
    def vectors(self) -> Vectors:
        """Of the micro-modules that have one."""
        return self.shelf.goals.vectors

    @property
    def peers(self) -> Peers:
        """What learners took up."""
        return self.shelf.peers

    @property
    def contributions(self) -> Mapping[ContributionId, Contribution]:
        """What people say, by id."""
        return self.conversations.by_id
