"""The nouns of recommending: learners with what they know and remember, and what there is for them.

Nothing here knows a database: whoever calls translates. To make a kind of thing recommendable, give it as a
`Contribution` (what people wrote or ask) or as a `MicroModule`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType

import numpy as np
from numpy.typing import NDArray

ObjectiveId = NewType("ObjectiveId", str)
"""A micro-module's id: it has exactly one learning objective, whatever its version."""

ItemId = NewType("ItemId", str)
ContributionId = NewType("ContributionId", str)
LearnerId = NewType("LearnerId", str)
"""Any id that tells learners apart."""

Probability = NewType("Probability", float)
RankScore = NewType("RankScore", float)
"""Orders what is recommended in one answer, and means nothing beside another answer's."""

Vector = NDArray[np.float32]
"""One unit vector, shape `(dimensions,)`."""


class Offer(StrEnum):
    """What a session or a list of recommendations is made of."""

    REVIEW = "review"
    MICRO_MODULE = "micro_module"
    THREAD = "thread"
    QUESTION = "question"
    POLL = "poll"


FROM_PEOPLE = frozenset({Offer.THREAD, Offer.QUESTION, Offer.POLL})

Reference = tuple[Offer, str]
"""What an impression or a dismissal speaks of. A review's is its objective's."""


@dataclass(frozen=True, slots=True)
class Belief:
    """A normal distribution over a number on the logit scale."""

    mean: float
    variance: float


@dataclass(frozen=True, slots=True)
class Ability:
    """What a learner can do, in general or at one objective; `form` is how it goes lately."""

    lasting: Belief
    form: Belief


@dataclass(frozen=True, slots=True)
class Item:
    """A question that can be asked. `guess` is the chance of a right answer without knowing anything."""

    id: ItemId
    seconds: int
    guess: Probability
    difficulty: Belief


@dataclass(frozen=True, slots=True)
class MicroModule:
    """One that is published and may be shown to every learner of the catalogue.

    `position` orders the micro-modules of a document. `difficulty` is what all its items have in common. `language`
    None: not known. `requires` must be completed before.
    """

    id: ObjectiveId
    document_id: str
    position: int
    title: str
    objective: str
    seconds: int
    language: str | None
    items: tuple[Item, ...]
    difficulty: Belief
    published_at: datetime
    requires: frozenset[ObjectiveId] = frozenset()


@dataclass(frozen=True, slots=True)
class Contribution:
    """A thread, a question or a poll. `seconds` is what reading it, or answering it, takes.

    `about` are the micro-modules whose passages it is about, each with a similarity from 0 to 1. `audience` None:
    everybody; else whoever is in one of the cohorts. `author` None: nobody whom we know. `is_open`: a question without
    an accepted answer, a poll that still takes votes; a thread never is. `taken_up_by` are those who answered or voted.
    """

    id: ContributionId
    kind: Offer
    title: str
    seconds: int
    language: str | None
    about: Mapping[ObjectiveId, float]
    posted_at: datetime
    author: LearnerId | None = None
    audience: frozenset[str] | None = None
    is_open: bool = False
    taken_up_by: frozenset[LearnerId] = frozenset()


@dataclass(frozen=True, slots=True)
class Peers:
    """What others did. `engaged` counts learners a micro-module; `together` those who engaged with both of two;
    `by_cohort` the share of a cohort that engaged with one; of the last two the most first, and those few are left out
    that would be chance, or tell who they are."""

    engaged: Mapping[ObjectiveId, int] = field(default_factory=dict)
    together: Mapping[ObjectiveId, Sequence[tuple[ObjectiveId, int]]] = field(default_factory=dict)
    by_cohort: Mapping[str, Sequence[tuple[ObjectiveId, float]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Memory:
    """FSRS's state of one objective: days of `stability`, `difficulty` from 1 to 10, when it was last asked, when it
    is due. `lapses` counts failed reviews."""

    stability: float
    difficulty: float
    reviewed_at: datetime
    due_at: datetime
    reviews: int = 1
    lapses: int = 0


@dataclass(frozen=True, slots=True)
class ObjectiveState:
    """What one learner did with one micro-module. `engaged_at`, `completed_at` None: not yet.

    `ability` and `memory` None: no item was answered. `asked` says when each item was last asked. `depth` from 0 to
    1: how far it went: opened, answered, completed, found helpful.
    """

    ability: Ability | None = None
    memory: Memory | None = None
    asked: Mapping[ItemId, datetime] = field(default_factory=dict)
    engaged_at: datetime | None = None
    completed_at: datetime | None = None
    depth: float = 0.0


@dataclass(frozen=True, slots=True)
class Goal:
    """What the learner wants to become able to do. `vector` None: found by words alone."""

    text: str
    vector: Vector | None = None


@dataclass(frozen=True, slots=True)
class Assignment:
    """What an enrolment asks of the learner and is not completed. `due_at` None: at any time."""

    enrolment: str
    micro_modules: tuple[ObjectiveId, ...]
    due_at: datetime | None
    mandatory: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """How often something was shown lately without being taken up, and when last."""

    times: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Learner:
    """A learner as the recommender sees one. `locale` None: English.

    `dismissed` never comes back; `taken_up` are contributions that were opened or answered; `asked_for` are questions
    that wait for this learner's answer.
    """

    id: LearnerId
    ability: Ability
    locale: str | None = None
    cohorts: frozenset[str] = frozenset()
    goals: tuple[Goal, ...] = ()
    objectives: Mapping[ObjectiveId, ObjectiveState] = field(default_factory=dict)
    assignments: tuple[Assignment, ...] = ()
    dismissed: frozenset[Reference] = frozenset()
    taken_up: frozenset[Reference] = frozenset()
    shown: Mapping[Reference, Shown] = field(default_factory=dict)
    asked_for: frozenset[ContributionId] = frozenset()
    may_be_asked: bool = True


@dataclass(frozen=True, slots=True)
class Reason:
    """Why this one: `text` in the learner's language, `evidence` the facts that it names.

    `code` is the term of the rank score that it stands for.
    """

    code: str
    text: str
    evidence: Mapping[str, str | float]


@dataclass(frozen=True, slots=True)
class Recommendation:
    """`terms` add up to `rank_score`; `reasons` are made of the strongest of them. `generators` proposed it.

    `id` is what to open: for a review the item to ask. `micro_module_id` None: it belongs to none.
    `propensity` is the chance with which this one stood in this slot.
    """

    kind: Offer
    id: str
    title: str
    seconds: int
    rank_score: RankScore
    terms: Mapping[str, float]
    reasons: tuple[Reason, ...]
    generators: tuple[str, ...]
    micro_module_id: ObjectiveId | None
    propensity: Probability = Probability(1.0)

    @property
    def reference(self) -> Reference:
        """What an impression of it speaks of."""
        return (self.kind, self.micro_module_id if self.kind is Offer.REVIEW and self.micro_module_id else self.id)
