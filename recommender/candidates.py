"""Candidates: named generators, each one reason why something might be right for a learner now.

A generator proposes; it neither filters nor compares. What several propose is one candidate with several terms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from itertools import islice, takewhile

from recommender.catalogue import Catalogue
from recommender.mastery import Difficulty, Mastery, Standing
from recommender.peers import FEWEST_TOGETHER
from recommender.retention import Retention
from recommender.types import (
    Ability,
    Belief,
    Contribution,
    Learner,
    MicroModule,
    ObjectiveId,
    ObjectiveState,
    Offer,
    Probability,
    Reference,
)

Evidence = Mapping[str, str | float]

ENOUGH = 40  # candidates a generator: ranking ten times as many changed nothing on top of the list
_ANCHORS = 3  # micro-modules that the learner went deepest into lately
_DEEP = 0.5
_RECENT = 50  # micro-modules that the learner took up last, to which things are related
_OF_ONE = 10  # conversations about one micro-module, the latest; who reads all of them looks into it itself
_NEWNESS = timedelta(days=14)
_CONVERSATION = timedelta(days=30)
_MASTERED = 0.7
_WEAK = 0.6
_UNKNOWN = ObjectiveState()


@dataclass(frozen=True)
class Situation:
    """A learner before a catalogue at one moment, with what several generators ask of it."""

    learner: Learner
    catalogue: Catalogue
    now: datetime
    mastery: Mastery = field(default_factory=Mastery)
    retention: Retention = field(default_factory=Retention)

    def state(self, objective: ObjectiveId) -> ObjectiveState:
        """What the learner did with it; nothing, where it is new to them."""
        return self.learner.objectives.get(objective, _UNKNOWN)

    def mastery_of(self, micro_module: MicroModule) -> Probability:
        """The chance that the learner can do what it teaches."""
        return self.mastery.mastery(self._standing(micro_module))

    def chance_of_success(self, micro_module: MicroModule) -> Probability:
        """The chance of a right answer to an item of it, guesses included."""
        guess = sum(item.guess for item in micro_module.items) / len(micro_module.items) if micro_module.items else 0.0
        return self.mastery.chance(self._standing(micro_module), guess=guess)

    @cached_property
    def engaged(self) -> list[tuple[MicroModule, datetime, float]]:
        """What the learner took up, with when and how deeply; latest first."""
        found = [
            (self.catalogue.micro_modules[objective], state.engaged_at, state.depth)
            for objective, state in self.learner.objectives.items()
            if state.engaged_at is not None and objective in self.catalogue.micro_modules
        ]
        return sorted(found, key=lambda one: (one[1], one[0].id), reverse=True)

    def _standing(self, micro_module: MicroModule) -> Standing:
        here: Ability = self.state(micro_module.id).ability or self.mastery.new_objective_ability()
        return Standing(self.learner.ability, here, Difficulty(micro_module.difficulty, Belief(0.0, 0.0)))


@dataclass(frozen=True, slots=True)
class Proposal:
    """One thing for one reason. `strength` is 0 to 1; `evidence` the facts it rests on."""

    reference: Reference
    code: str
    strength: float
    evidence: Evidence


Generator = Callable[[Situation], Iterator[Proposal]]


def assigned(situation: Situation) -> Iterator[Proposal]:
    """What an enrolment asks for: overdue, mandatory, or for some day."""
    for assignment in situation.learner.assignments:
        facts: dict[str, str | float] = {"enrolment": assignment.enrolment}
        if assignment.due_at is not None:
            facts["due_at"] = assignment.due_at.isoformat()
        is_late = assignment.due_at is not None and assignment.due_at <= situation.now
        code = "overdue" if is_late else "mandatory" if assignment.mandatory else "assigned"
        for objective in assignment.micro_modules:
            yield Proposal((Offer.MICRO_MODULE, objective), code, _urgency(assignment.due_at, situation.now), facts)


def due(situation: Situation) -> Iterator[Proposal]:
    """Reviews, the most endangered first."""
    for objective, recall in situation.retention.endangered(situation.learner.objectives, now=situation.now):
        memory = situation.state(objective).memory
        days = 0.0 if memory is None else (situation.now - memory.reviewed_at) / timedelta(days=1)
        facts: Evidence = {"recall": round(recall, 4), "days": float(int(days))}
        yield Proposal((Offer.REVIEW, objective), "due", 1 - recall, facts)


def goal(situation: Situation) -> Iterator[Proposal]:
    """What leads to what the learner wants; the first goals count most."""
    for place, wanted in enumerate(situation.learner.goals):
        for objective, relevance in situation.catalogue.shelf.goals.relevant(wanted).items():
            facts: Evidence = {"goal": wanted.text, "relevance": round(relevance, 4)}
            yield Proposal((Offer.MICRO_MODULE, objective), "goal", relevance * 0.9**place, facts)


def gap(situation: Situation) -> Iterator[Proposal]:
    """What a goal needs and the learner tried, but does not master yet."""
    for wanted in situation.learner.goals:
        for objective, relevance in situation.catalogue.shelf.goals.relevant(wanted).items():
            if situation.state(objective).ability is None:
                continue
            mastery = situation.mastery_of(situation.catalogue.micro_modules[objective])
            if mastery < _WEAK:
                facts: Evidence = {"goal": wanted.text, "mastery": round(mastery, 4)}
                yield Proposal((Offer.MICRO_MODULE, objective), "gap", relevance * (1 - mastery), facts)


def next_in_document(situation: Situation) -> Iterator[Proposal]:
    """What follows in a document where the learner was last; fades as weeks go by."""
    seen: set[str] = set()
    for last, at, _ in situation.engaged:
        if last.document_id in seen:
            continue
        seen.add(last.document_id)
        rest = (one for one in situation.catalogue.shelf.by_document[last.document_id] if one.position > last.position)
        following = next((one for one in rest if situation.state(one.id).completed_at is None), None)
        if following is not None:
            facts: Evidence = {"after": last.title, "after_id": last.id}
            strength = _fading(situation.now - at, half_life=timedelta(days=14))
            yield Proposal((Offer.MICRO_MODULE, following.id), "next_in_document", strength, facts)


def similar(situation: Situation) -> Iterator[Proposal]:
    """What is near in meaning to what the learner went deeply into."""
    vectors = situation.catalogue.vectors
    deep = [one for one, _, depth in situation.engaged if depth >= _DEEP and one.id in vectors.rows][:_ANCHORS]
    nearest: dict[ObjectiveId, tuple[float, MicroModule]] = {}
    for anchor in deep:
        for objective, near in vectors.neighbours(anchor.id):
            if objective not in nearest or near > nearest[objective][0]:
                nearest[objective] = (near, anchor)
    for objective, (near, anchor) in sorted(nearest.items(), key=lambda one: (-one[1][0], one[0]))[:ENOUGH]:
        facts: Evidence = {"to": anchor.title, "to_id": anchor.id, "nearness": round(near, 4)}
        yield Proposal((Offer.MICRO_MODULE, objective), "similar", near, facts)


def co_engaged(situation: Situation) -> Iterator[Proposal]:
    """What those took up who took up the same as the learner."""
    peers = situation.catalogue.peers
    for one, _, _ in situation.engaged[:20]:
        for other, count in islice(peers.together.get(one.id, ()), ENOUGH):
            cosine = count / (peers.engaged.get(one.id, count) * peers.engaged.get(other, count)) ** 0.5
            facts: Evidence = {"with": one.title, "with_id": one.id}
            yield Proposal((Offer.MICRO_MODULE, other), "co_engaged", min(1.0, cosine), facts)


def cohort(situation: Situation) -> Iterator[Proposal]:
    """What many of the learner's cohort took up."""
    peers = situation.catalogue.peers
    for name in sorted(situation.learner.cohorts):
        for objective, share in islice(peers.by_cohort.get(name, ()), ENOUGH):
            yield Proposal((Offer.MICRO_MODULE, objective), "cohort", share, {"cohort": name})


def new(situation: Situation) -> Iterator[Proposal]:
    """What was published lately, where most was not: in a new catalogue nothing is news."""
    latest = list(
        takewhile(
            lambda one: situation.now - one.published_at < _NEWNESS, islice(situation.catalogue.shelf.newest, ENOUGH)
        )
    )
    if 2 * len(latest) > len(situation.catalogue.micro_modules):
        return
    for one in latest:
        age = max(situation.now - one.published_at, timedelta())
        facts: Evidence = {"published_at": one.published_at.isoformat()}
        yield Proposal((Offer.MICRO_MODULE, one.id), "new", 1 - age / _NEWNESS, facts)


def same_passage(situation: Situation) -> Iterator[Proposal]:
    """What colleagues write about what the learner took up; a question is better answered than read."""
    about = situation.catalogue.conversations.about
    for one, _, _ in situation.engaged[:_RECENT]:
        for contribution in islice(about.get(one.id, ()), _OF_ONE):
            lively = _fading(situation.now - contribution.posted_at, half_life=_CONVERSATION)
            facts: Evidence = {"about": one.title, "about_id": one.id}
            strength = contribution.about[one.id] * (0.5 + 0.5 * lively)
            yield Proposal((contribution.kind, contribution.id), "same_passage", strength, facts)


def can_answer(situation: Situation) -> Iterator[Proposal]:
    """Open questions about what the learner masters, and those they were asked."""
    if not situation.learner.may_be_asked:
        return
    conversations = situation.catalogue.conversations
    asked = (conversations.by_id.get(one) for one in sorted(situation.learner.asked_for))
    for question in (one for one in asked if one is not None and _is_open_question(one)):
        yield Proposal((Offer.QUESTION, question.id), "asked_you", 1.0, {})
    for one, _, _ in situation.engaged[:_RECENT]:
        questions = [other for other in conversations.about.get(one.id, ()) if _is_open_question(other)]
        if questions and situation.state(one.id).ability is not None:
            yield from _within_reach(situation, one, questions[:ENOUGH])


def from_colleagues(situation: Situation) -> Iterator[Proposal]:
    """The latest conversations, for who has nothing nearer."""
    for contribution in islice(situation.catalogue.conversations.latest(), 2 * ENOUGH):
        lively = _fading(situation.now - contribution.posted_at, half_life=_CONVERSATION)
        facts: Evidence = {"posted_at": contribution.posted_at.isoformat()}
        yield Proposal((contribution.kind, contribution.id), "from_colleagues", lively, facts)


GENERATORS: Mapping[str, Generator] = {
    "assigned": assigned,
    "due": due,
    "goal": goal,
    "gap": gap,
    "next_in_document": next_in_document,
    "similar": similar,
    "co_engaged": co_engaged,
    "cohort": cohort,
    "new": new,
    "same_passage": same_passage,
    "can_answer": can_answer,
    "from_colleagues": from_colleagues,
}
"""All but the fallback, by name."""


def fallback(situation: Situation, *, is_wanted: Callable[[Reference], bool]) -> Iterator[Proposal]:
    """Where to begin: what most colleagues took up, then what stands first; only what may be shown."""
    peers = situation.catalogue.peers
    wanted = (one for one in situation.catalogue.shelf.first_steps if is_wanted((Offer.MICRO_MODULE, one.id)))
    for place, one in enumerate(islice(wanted, ENOUGH)):
        engaged = peers.engaged.get(one.id, 0)
        code = "popular" if engaged >= FEWEST_TOGETHER else "start"
        facts: Evidence = {} if code == "popular" else {"position": float(one.position)}
        yield Proposal((Offer.MICRO_MODULE, one.id), code, 1 - place / ENOUGH, facts)


def _within_reach(
    situation: Situation, micro_module: MicroModule, questions: Sequence[Contribution]
) -> Iterator[Proposal]:
    mastery = situation.mastery_of(micro_module)
    if mastery < _MASTERED:
        return
    facts: Evidence = {"about": micro_module.title, "about_id": micro_module.id, "mastery": round(mastery, 4)}
    for question in questions:
        strength = question.about[micro_module.id] * mastery
        yield Proposal((Offer.QUESTION, question.id), "can_answer", strength, facts)


def _is_open_question(one: Contribution) -> bool:
    return one.kind is Offer.QUESTION and one.is_open


def _urgency(due_at: datetime | None, now: datetime) -> float:
    """From 0.3 for some day to 1 for what is due; half of the way a week before."""
    if due_at is None:
        return 0.3
    return 0.3 + 0.7 * _fading(max(due_at - now, timedelta()), half_life=timedelta(days=7))


def _fading(age: timedelta, *, half_life: timedelta) -> float:
    return float(0.5 ** (max(age, timedelta()) / half_life))
