"""Remember what was shown to a learner, and why: each with an id by which they say what they make of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from recommender.types import Offer, Recommendation
from service.db.base import Json, new_id
from service.workflows.learning.situate_learner import Recommending, Situated
from service.workflows.platform.authenticate import Caller


@dataclass(frozen=True, slots=True)
class Impression:
    """A recommendation as it was shown."""

    id: str
    recommendation: Recommendation


def remember_shown(
    recommendations: Sequence[Recommendation],
    situated: Situated,
    *,
    surface: str,
    first_slot: int = 1,
    caller: Caller,
    recommending: Recommending,
) -> list[Impression]:
    """The impressions, in order; they are written a moment later, with those of others."""
    shown = [Impression(new_id("imp"), one) for one in recommendations]
    rows = [
        _row(impression, situated, surface=surface, slot=slot)
        for slot, impression in enumerate(shown, start=first_slot)
    ]
    recommending.impressions.add(caller.tenant, rows)
    return shown


def _row(impression: Impression, situated: Situated, *, surface: str, slot: int) -> Json:
    one = impression.recommendation
    kind, object_id = one.reference
    return {
        "id": impression.id,
        "principal_id": situated.principal_id,
        "kind": kind.value,
        "object_id": object_id,
        "micro_module_id": one.micro_module_id,
        "item_id": one.id if kind is Offer.REVIEW else None,
        "surface": surface,
        "slot": slot,
        "rank_score": one.rank_score,
        "terms": dict(one.terms),
        "generators": list(one.generators),
        "propensity": one.propensity,
        "shown_at": situated.now,
    }
