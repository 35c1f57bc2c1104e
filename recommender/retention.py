"""What a learner still remembers: FSRS-6 for each objective, with its items as probes.

An objective is remembered, not a sentence: every item of its micro-module asks for it, each review another one. There
are no steps of minutes: whoever comes for three minutes a day repeats after a day at the earliest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property

from fsrs import Card, Rating, Scheduler, State

from recommender.types import Item, ItemId, Memory, MicroModule, ObjectiveId, ObjectiveState, Probability

_RIGHT = 1.0 - 1e-9
_HALF_RIGHT = 0.5
_CONVINCING = 0.6  # below it a right answer was as likely a guess: it counts as recalled with effort
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class RetentionConfig:
    """`desired_retention` is the chance of recall at which a review falls due."""

    desired_retention: float = 0.9
    longest_interval_days: int = 365


@dataclass(frozen=True)
class Retention:
    """The schedule of reviews."""

    config: RetentionConfig = field(default_factory=RetentionConfig)

    def review(self, memory: Memory | None, *, score: float, guess: float, now: datetime) -> Memory:
        """The memory after a response graded `score` (0 to 1) at `now`; None: the first of its objective.

        A clock that went back changes no order: the response counts from the last one on.
        """
        now = now if memory is None else max(now, memory.reviewed_at)
        rating = self._rating(memory, score=score, guess=guess, now=now)
        card, _ = self._scheduler.review_card(_card(memory, now), rating, review_datetime=now)
        failed = rating is Rating.Again and memory is not None
        return Memory(
            stability=float(card.stability or 0.0),
            difficulty=float(card.difficulty or 0.0),
            reviewed_at=now,
            due_at=card.due,
            reviews=1 if memory is None else memory.reviews + 1,
            lapses=0 if memory is None else memory.lapses + failed,
        )

    def retrievability(self, memory: Memory, *, now: datetime) -> Probability:
        """The chance that it is recalled now: FSRS's curve, with parts of days counted."""
        days = max(0.0, (now - memory.reviewed_at) / timedelta(days=1))
        decay = -self._scheduler.parameters[20]
        factor = 0.9 ** (1 / decay) - 1
        return Probability((1 + factor * days / memory.stability) ** decay)

    def endangered(
        self, objectives: Mapping[ObjectiveId, ObjectiveState], *, now: datetime
    ) -> list[tuple[ObjectiveId, Probability]]:
        """What is due, with its chance of recall; the most endangered first."""
        due = [
            (objective, self.retrievability(state.memory, now=now))
            for objective, state in objectives.items()
            if state.memory is not None and state.memory.due_at <= now
        ]
        return sorted(due, key=lambda pair: (pair[1], pair[0]))

    @cached_property
    def _scheduler(self) -> Scheduler:
        return Scheduler(
            desired_retention=self.config.desired_retention,
            learning_steps=(),
            relearning_steps=(),
            maximum_interval=self.config.longest_interval_days,
            enable_fuzzing=False,
        )

    def _rating(self, memory: Memory | None, *, score: float, guess: float, now: datetime) -> Rating:
        if score < _HALF_RIGHT:
            return Rating.Again
        recalled = 0.5 if memory is None else self.retrievability(memory, now=now)
        was_known = recalled / (recalled + (1 - recalled) * guess)
        return Rating.Good if score >= _RIGHT and was_known >= _CONVINCING else Rating.Hard


def choose_probe(micro_module: MicroModule, asked: Mapping[ItemId, datetime]) -> Item | None:
    """The item that asks for the objective next: never asked before the rest, else asked longest ago; None: no item.

    Of several that were never asked the one that stands first in the quiz.
    """
    return min(micro_module.items, key=lambda item: asked.get(item.id, _NEVER), default=None)


def _card(memory: Memory | None, now: datetime) -> Card:
    if memory is None:
        return Card(card_id=0, due=now)
    return Card(
        card_id=0,
        state=State.Review,
        stability=memory.stability,
        difficulty=memory.difficulty,
        due=memory.due_at,
        last_review=memory.reviewed_at,
    )
