"""Recommend: candidates → eligibility → ranking → re-ranking → reasons.

    recommend(learner, catalogue, now=now)

A new learner, no goals, an empty history: the fallback speaks, never an error.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from recommender.candidates import GENERATORS, Proposal, Situation, fallback
from recommender.catalogue import Catalogue
from recommender.eligibility import is_eligible, is_rested
from recommender.mastery import Mastery
from recommender.ranking import RankingConfig, Scored, rank
from recommender.reasons import reasons_of
from recommender.reranking import Placed, RerankingConfig, rerank
from recommender.retention import Retention, choose_probe
from recommender.types import (
    FROM_PEOPLE,
    ContributionId,
    Learner,
    ObjectiveId,
    Offer,
    Probability,
    Recommendation,
    Reference,
)

EVERY_KIND = frozenset(Offer)


@dataclass(frozen=True, slots=True)
class RecommenderConfig:
    """How each stage works."""

    ranking: RankingConfig = field(default_factory=RankingConfig)
    reranking: RerankingConfig = field(default_factory=RerankingConfig)
    mastery: Mastery = field(default_factory=Mastery)
    retention: Retention = field(default_factory=Retention)


DEFAULTS = RecommenderConfig()


def recommend(
    learner: Learner,
    catalogue: Catalogue,
    *,
    now: datetime,
    limit: int = 10,
    kinds: Collection[Offer] = EVERY_KIND,
    rng: random.Random | None = None,
    config: RecommenderConfig = DEFAULTS,
) -> list[Recommendation]:
    """At most `limit` things of these kinds for the learner, in the order in which to show them.

    `rng` draws what stands in the exploring slots; None: seeded with the day, so that a list holds still for it.
    """
    situation = Situation(learner, catalogue, now, config.mastery, config.retention)
    ranked = [one for one in find_candidates(situation, config) if one.reference[0] in kinds]
    placed = rerank(
        ranked,
        situation,
        limit=limit,
        rng=rng or random.Random(f"{learner.id}/{now.date()}"),  # noqa: S311  which of several things, no secret
        config=config.reranking,
        people_only=FROM_PEOPLE.issuperset(kinds),
    )
    return [describe(one, situation) for one in placed]


def find_candidates(
    situation: Situation, config: RecommenderConfig = DEFAULTS, *, longest_seconds: int | None = None
) -> list[Scored]:
    """Everything that may be shown, best first; `longest_seconds` None: however long it takes.

    What was shown too often lately comes back when nothing else is left.
    """

    def fits(reference: Reference) -> bool:
        if not is_eligible(reference, situation):
            return False
        return longest_seconds is None or seconds_of(reference, situation) <= longest_seconds

    def is_fresh(reference: Reference) -> bool:
        return fits(reference) and is_rested(reference, situation)

    fresh = [(name, one) for name, one in _proposals(situation) if is_fresh(one.reference)]
    fresh += [("fallback", one) for one in fallback(situation, is_wanted=is_fresh)]
    if not fresh:
        fresh = [(name, one) for name, one in _proposals(situation) if fits(one.reference)]
        fresh += [("fallback", one) for one in fallback(situation, is_wanted=fits)]
    return rank(fresh, situation, config.ranking)


def seconds_of(reference: Reference, situation: Situation) -> int:
    """How long it takes: reading a micro-module, answering one item of a review, reading what somebody wrote."""
    kind, identifier = reference
    if kind in FROM_PEOPLE:
        return situation.catalogue.contributions[ContributionId(identifier)].seconds
    micro_module = situation.catalogue.micro_modules[ObjectiveId(identifier)]
    if kind is Offer.MICRO_MODULE:
        return micro_module.seconds
    probe = choose_probe(micro_module, situation.state(micro_module.id).asked)
    return 0 if probe is None else probe.seconds


def describe(placed: Placed, situation: Situation, *, language: str | None = None) -> Recommendation:
    """The recommendation as it is given: what to open, how long it takes, and why, in the language or the learner's."""
    scored = placed.scored
    kind, identifier = scored.reference
    micro_module = None if kind in FROM_PEOPLE else situation.catalogue.micro_modules[ObjectiveId(identifier)]
    title = (
        situation.catalogue.contributions[ContributionId(identifier)].title
        if micro_module is None
        else (micro_module.title)
    )
    opens = identifier
    if kind is Offer.REVIEW and micro_module is not None:
        probe = choose_probe(micro_module, situation.state(micro_module.id).asked)
        opens = identifier if probe is None else probe.id
    return Recommendation(
        kind=kind,
        id=opens,
        title=title,
        seconds=seconds_of(scored.reference, situation),
        rank_score=scored.rank_score,
        terms=scored.terms,
        reasons=reasons_of(scored.terms, scored.evidence, locale=language or situation.learner.locale),
        generators=scored.generators,
        micro_module_id=None if micro_module is None else micro_module.id,
        propensity=placed.propensity,
    )


def describe_again(
    references: Collection[Reference],
    situation: Situation,
    *,
    language: str | None = None,
    config: RecommenderConfig = DEFAULTS,
) -> dict[Reference, Recommendation]:
    """Those of the references that the catalogue still holds, as they would be recommended now.

    `language` is that of the reasons, None: the learner's. What nothing proposes any more, as it was done meanwhile,
    has no reasons and a rank score of 0.
    """
    proposed = {one.reference: one for one in find_candidates(situation, config)}
    return {
        reference: describe(
            Placed(proposed.get(reference) or _unproposed(reference), Probability(1.0)), situation, language=language
        )
        for reference in references
        if _is_known(reference, situation.catalogue)
    }


def _unproposed(reference: Reference) -> Scored:
    return Scored(reference, {}, {}, ())


def _is_known(reference: Reference, catalogue: Catalogue) -> bool:
    kind, identifier = reference
    if kind in FROM_PEOPLE:
        return ContributionId(identifier) in catalogue.contributions
    return ObjectiveId(identifier) in catalogue.micro_modules


def _proposals(situation: Situation) -> Iterator[tuple[str, Proposal]]:
    for name, generate in GENERATORS.items():
        for proposal in generate(situation):
            yield name, proposal
