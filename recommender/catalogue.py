"""The catalogue: what may be recommended now, with what is looked up in it again and again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from recommender.goals import GoalFinder
from recommender.types import Contribution, ContributionId, MicroModule, ObjectiveId, Peers, Vectors


@dataclass(frozen=True)
class Catalogue:
    """All that may be recommended to somebody of one tenant; never changed, so what is derived from it is kept."""

    micro_modules: Mapping[ObjectiveId, MicroModule]
    contributions: Mapping[ContributionId, Contribution] = field(default_factory=dict)
    vectors: Vectors = field(default_factory=Vectors)
    peers: Peers = field(default_factory=Peers)

    @cached_property
    def by_document(self) -> Mapping[str, Sequence[MicroModule]]:
        """The micro-modules of each document, in order."""
        found: defaultdict[str, list[MicroModule]] = defaultdict(list)
        for micro_module in sorted(self.micro_modules.values(), key=lambda one: (one.position, one.id)):
            found[micro_module.document_id].append(micro_module)
        return found

    @cached_property
    def goals(self) -> GoalFinder:
        """What leads to a goal; remembers what it found."""
        texts = {one.id: f"{one.title}\n{one.objective}" for one in self.micro_modules.values()}
        return GoalFinder(texts, self.vectors)

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

    @cached_property
    def about(self) -> Mapping[ObjectiveId, Sequence[Contribution]]:
        """The contributions about each micro-module, latest first."""
        found: defaultdict[ObjectiveId, list[Contribution]] = defaultdict(list)
        for contribution in self.latest:
            for objective in contribution.about:
                found[objective].append(contribution)
        return found

    @cached_property
    def latest(self) -> Sequence[Contribution]:
        """All contributions, latest first."""
        return sorted(self.contributions.values(), key=lambda one: (one.posted_at, one.id), reverse=True)
