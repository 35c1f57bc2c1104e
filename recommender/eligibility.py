"""Eligibility: what may be shown to a learner at all, whatever speaks for it."""

from __future__ import annotations

from datetime import timedelta

from recommender.candidates import Situation
from recommender.types import FROM_PEOPLE, Contribution, ContributionId, ObjectiveId, Offer, Reference

TIRED_AFTER = 4  # showings without being taken up …
REST = timedelta(days=3)  # … give this long a pause


def is_eligible(reference: Reference, situation: Situation) -> bool:
    """Published, visible, not done, not dismissed, nothing missing that it builds on."""
    kind, identifier = reference
    if reference in situation.learner.dismissed:
        return False
    if kind is Offer.MICRO_MODULE:
        return _may_be_learned(ObjectiveId(identifier), situation)
    if kind is Offer.REVIEW:
        return _may_be_reviewed(ObjectiveId(identifier), situation)
    contribution = situation.catalogue.contributions.get(ContributionId(identifier))
    return contribution is not None and contribution.kind is kind and _may_be_seen(contribution, situation)


def is_rested(reference: Reference, situation: Situation) -> bool:
    """Not shown again and again lately without being taken up. What must be learned, or repeated, never rests."""
    shown = situation.learner.shown.get(reference)
    if shown is None or shown.times < TIRED_AFTER or reference[0] is Offer.REVIEW:
        return True
    if situation.now - shown.last_at >= REST:
        return True
    assigned = {one for assignment in situation.learner.assignments for one in assignment.micro_modules}
    return reference[0] is Offer.MICRO_MODULE and reference[1] in assigned


def _may_be_learned(objective: ObjectiveId, situation: Situation) -> bool:
    micro_module = situation.catalogue.micro_modules.get(objective)
    if micro_module is None or situation.state(objective).completed_at is not None:
        return False
    return all(situation.state(before).completed_at is not None for before in micro_module.requires)


def _may_be_reviewed(objective: ObjectiveId, situation: Situation) -> bool:
    micro_module, memory = situation.catalogue.micro_modules.get(objective), situation.state(objective).memory
    return bool(micro_module and micro_module.items and memory and memory.due_at <= situation.now)


def _may_be_seen(contribution: Contribution, situation: Situation) -> bool:
    learner = situation.learner
    if contribution.audience is not None and not contribution.audience & learner.cohorts:
        return False
    is_own = contribution.author == learner.id or learner.id in contribution.taken_up_by
    return (
        not is_own and (contribution.kind, str(contribution.id)) not in learner.taken_up and _is_current(contribution)
    )


def _is_current(contribution: Contribution) -> bool:
    """Polls and questions end; threads do not."""
    return contribution.kind in FROM_PEOPLE and (contribution.kind is Offer.THREAD or contribution.is_open)
