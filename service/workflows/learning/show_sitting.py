"""The cards that a learner was dealt last, which of them are done, and what is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from recommender.candidates import Situation
from recommender.recommend import describe_again
from recommender.types import FROM_PEOPLE, ContributionId, ObjectiveId, Offer, Reason, Recommendation, Reference
from service.db.base import ItemId, MicroModuleId
from service.db.impressions import ImpressionRow
from service.db.learners import LearnerId
from service.workflows.learning.situate_learner import Recommending, Situated, situate_learner
from service.workflows.platform.authenticate import Caller

SURFACE = "today"
LASTS = timedelta(hours=12)  # who comes back the next day is dealt anew


@dataclass(frozen=True, slots=True)
class Card:
    """One thing to do; `id` is its impression's. `object_id` is what it is about: a review's is its micro-module.

    `micro_module_id` None: it belongs to none. `item_id` None: it asks nothing. `reasons` empty: it is done.
    """

    id: str
    kind: Offer
    object_id: str
    micro_module_id: MicroModuleId | None
    item_id: ItemId | None
    title: str
    seconds: int
    reasons: tuple[Reason, ...]
    is_done: bool


@dataclass(frozen=True, slots=True)
class Sitting:
    """The cards in order, without those that may be shown no more. `begun_at` None: none were dealt lately."""

    begun_at: datetime | None
    cards: Sequence[Card]

    @property
    def left(self) -> Sequence[Card]:
        """The cards that are not done."""
        return [card for card in self.cards if not card.is_done]

    @property
    def left_seconds(self) -> int:
        """What they take."""
        return sum(card.seconds for card in self.left)

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to do of it, or it never was."""
        return not self.left

    def find(self, card_id: str) -> Card | None:
        """The card under the id; None: it is not of this sitting, or may be shown no more."""
        return next((card for card in self.cards if card.id == card_id), None)

    def next_after(self, card_id: str | None) -> Card | None:
        """The first card that is left behind this one; None after the last. `card_id` None: the first of all."""
        place = next((place for place, card in enumerate(self.cards, start=1) if card.id == card_id), 0)
        return next((card for card in self.cards[place:] if not card.is_done), None)


def show_sitting(
    learner_id: LearnerId, *, language: str | None = None, caller: Caller, recommending: Recommending
) -> Sitting:
    """With reasons in this language, None: the learner's. Raises NotFound, also for what the caller does not reach."""
    situated = situate_learner(learner_id, caller=caller, recommending=recommending)
    with recommending.database.reading(caller.tenant) as work:
        rows = work.impressions.latest(situated.principal_id, surface=SURFACE, since=work.now - LASTS)
    if situated.learner is None or not rows:
        return Sitting(None, ())
    situation = Situation(situated.learner, situated.catalogue, situated.now)
    shown = [row for row in rows if _is_shown(row, situated)]
    known = describe_again([_reference(row) for row in shown], situation, language=language)
    cards = [_card(row, known[_reference(row)]) for row in shown if _reference(row) in known]
    return Sitting(rows[0].shown_at, cards)


def _reference(row: ImpressionRow) -> Reference:
    return Offer(row.kind), row.object_id


def _is_shown(row: ImpressionRow, situated: Situated) -> bool:
    """Whether its learner may see it still: cohorts change, and items are taken out."""
    kind, object_id = _reference(row)
    if kind in FROM_PEOPLE:
        contribution = situated.catalogue.contributions.get(ContributionId(object_id))
        cohorts = frozenset() if situated.learner is None else situated.learner.cohorts
        return contribution is not None and (contribution.audience is None or bool(contribution.audience & cohorts))
    micro_module = situated.catalogue.micro_modules.get(ObjectiveId(object_id))
    if micro_module is None:
        return False
    return kind is not Offer.REVIEW or any(str(item.id) == row.item_id for item in micro_module.items)


def _card(row: ImpressionRow, found: Recommendation) -> Card:
    is_done = any((row.launched_at, row.completed_at, row.dismissed_at))
    return Card(
        id=row.id,
        kind=found.kind,
        object_id=row.object_id,
        micro_module_id=row.micro_module_id,
        item_id=row.item_id,
        title=found.title,
        seconds=found.seconds,
        reasons=() if is_done else found.reasons,
        is_done=is_done,
    )
