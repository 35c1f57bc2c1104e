"""Ranking: each candidate's rank score as a sum of named terms, so that every reason is one of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from recommender.candidates import Evidence, Proposal, Situation
from recommender.types import ContributionId, MicroModule, ObjectiveId, Offer, RankScore, Reference

_WEIGHTS = {
    # What must be done goes before everything, what is due before what is new; among the rest what the learner said
    # themselves counts most, what others did least. Measured by the replay of docs/scorecard.md, which moves little
    # while these keep their order.
    "overdue": 6.0,
    "mandatory": 4.0,
    "due": 2.0,
    "asked_you": 1.5,
    "assigned": 1.5,
    "goal": 1.2,
    "can_answer": 0.8,
    "next_in_document": 0.8,
    "gap": 0.6,
    "same_passage": 0.6,
    "similar": 0.5,
    "co_engaged": 0.8,
    "cohort": 0.4,
    "new": 0.2,
    "popular": 0.2,
    "start": 0.1,
    "from_colleagues": 0.1,
}
_COLLABORATIVE = frozenset({"co_engaged", "cohort", "popular"})


@dataclass(frozen=True, slots=True)
class RankingConfig:
    """`known_after` learners half of an item's collaborative terms count: before, few are chance.

    The chance of success is best between `easiest` and `hardest`: easier is no effort, harder no encouragement.
    """

    weights: Mapping[str, float] = field(default_factory=lambda: _WEIGHTS)
    known_after: float = 10.0
    hardest: float = 0.6
    easiest: float = 0.85
    right_difficulty: float = 0.2
    other_language: float = -1.5
    shown_before: float = -0.1


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate with its terms, whose sum is its rank score; `evidence` by term, `generators` in the order in which
    they proposed it."""

    reference: Reference
    terms: Mapping[str, float]
    evidence: Mapping[str, Evidence]
    generators: tuple[str, ...]
    rank_score: RankScore = field(init=False)

    def __post_init__(self) -> None:
        score = RankScore(sum(self.terms[code] for code in sorted(self.terms)))  # always added in the same order
        object.__setattr__(self, "rank_score", score)


def rank(proposals: Iterable[tuple[str, Proposal]], situation: Situation, config: RankingConfig) -> list[Scored]:
    """One candidate a reference, best first. Each proposal comes with its generator's name."""
    drafts: dict[Reference, _Draft] = {}
    for generator, proposal in proposals:
        draft = drafts.setdefault(proposal.reference, _Draft())
        draft.add(generator, proposal, config.weights[proposal.code] * _trust(proposal, situation, config))
    for reference, draft in drafts.items():
        _adjust(reference, draft, situation, config)
    scored = [
        Scored(reference, draft.terms, draft.evidence, tuple(draft.generators)) for reference, draft in drafts.items()
    ]
    return sorted(scored, key=lambda one: (-one.rank_score, one.reference))


@dataclass(slots=True)
class _Draft:
    terms: dict[str, float] = field(default_factory=dict)
    evidence: dict[str, Evidence] = field(default_factory=dict)
    generators: dict[str, None] = field(default_factory=dict)

    def add(self, generator: str, proposal: Proposal, weight: float) -> None:
        """Of several proposals for the same reason the strongest counts, with its evidence."""
        self.generators[generator] = None
        term = weight * proposal.strength
        if term > self.terms.get(proposal.code, float("-inf")):
            self.terms[proposal.code], self.evidence[proposal.code] = term, proposal.evidence


def _trust(proposal: Proposal, situation: Situation, config: RankingConfig) -> float:
    """What others did counts by how many did it; nearness in meaning is what there is until then."""
    if proposal.code not in _COLLABORATIVE and proposal.code != "similar":
        return 1.0
    engaged = situation.catalogue.peers.engaged.get(ObjectiveId(proposal.reference[1]), 0)
    known = engaged / (engaged + config.known_after)
    return known if proposal.code in _COLLABORATIVE else 1 - known / 2


def _adjust(reference: Reference, draft: _Draft, situation: Situation, config: RankingConfig) -> None:
    """What is no reason by itself: difficulty, language, and having been shown before."""
    kind, identifier = reference
    micro_module = situation.catalogue.micro_modules.get(ObjectiveId(identifier))
    if kind is Offer.MICRO_MODULE and micro_module is not None:
        _adjust_difficulty(micro_module, draft, situation, config)
    language = _language(reference, situation)
    spoken = (situation.learner.locale or "en").partition("-")[0].lower()
    if kind is not Offer.REVIEW and language is not None and language.partition("-")[0].lower() != spoken:
        draft.terms["other_language"], draft.evidence["other_language"] = config.other_language, {"language": language}
    shown = situation.learner.shown.get(reference)
    if shown is not None and kind is not Offer.REVIEW:
        fresh = 0.5 ** ((situation.now - shown.last_at) / timedelta(days=7))
        draft.terms["shown_before"] = config.shown_before * shown.times * fresh
        draft.evidence["shown_before"] = {"times": float(shown.times)}


def _adjust_difficulty(micro_module: MicroModule, draft: _Draft, situation: Situation, config: RankingConfig) -> None:
    """By how much is known of the learner: of a new one nothing can be said."""
    prior, doubt = situation.mastery.config.ability_variance, situation.learner.ability.lasting.variance
    known = max(0.0, 1 - doubt / prior)
    if not micro_module.items or known == 0:
        return
    chance = situation.chance_of_success(micro_module)
    beyond = max(config.hardest - chance, chance - config.easiest, 0.0)
    draft.terms["right_difficulty"] = known * config.right_difficulty * (1 - 4 * beyond)
    draft.evidence["right_difficulty"] = {"chance": round(chance, 4)}


def _language(reference: Reference, situation: Situation) -> str | None:
    kind, identifier = reference
    if kind in (Offer.MICRO_MODULE, Offer.REVIEW):
        micro_module = situation.catalogue.micro_modules.get(ObjectiveId(identifier))
        return None if micro_module is None else micro_module.language
    contribution = situation.catalogue.contributions.get(ContributionId(identifier))
    return None if contribution is None else contribution.language
