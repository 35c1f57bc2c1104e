"""Routing: whom to ask next, and when: in waves, the likeliest first, nobody too often, nobody who does not want it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from recommender.expertise import Expertise


@dataclass(frozen=True, slots=True)
class Availability:
    """Whether a person may be asked. `open_requests` wait for an answer; `recent_requests` came within a week."""

    is_active: bool = True
    has_opted_out: bool = False
    may_see: bool = True
    open_requests: int = 0
    recent_requests: int = 0


@dataclass(frozen=True, slots=True)
class RoutingConfig:
    """`waves`: how many people at what age of the question.

    First a few, so that nobody answers in vain; more when those kept silent for an hour of work, then for a day.
    The caps are what a person can answer beside their work.
    """

    waves: tuple[tuple[timedelta, int], ...] = ((timedelta(0), 3), (timedelta(hours=1), 3), (timedelta(days=1), 5))
    max_open_requests: int = 3
    max_recent_requests: int = 5
    least_score: float = 0.02  # one answer a month old in a thread with a cosine of .2, which is what strangers have

    def __post_init__(self) -> None:
        """Waves follow one another."""
        ages = [age for age, _ in self.waves]
        if ages != sorted(ages):
            message = "waves must be in order of age"
            raise ValueError(message)


RECENT = timedelta(days=7)
"""What `recent_requests` counts."""

DEFAULTS = RoutingConfig()


@dataclass(frozen=True, slots=True)
class Wave:
    """Who is asked now. `number` counts from 1; `next_at` None: this is the last wave."""

    number: int
    helpers: tuple[Expertise, ...]
    next_at: datetime | None


def rank_helpers(
    estimates: Sequence[Expertise],
    availability: Mapping[str, Availability],
    *,
    without: Collection[str] = (),
    config: RoutingConfig = DEFAULTS,
) -> list[Expertise]:
    """Those who may be asked, in the order of the estimates; a person without availability is unknown: never asked.

    `without` are those who asked, answered or were asked already.
    """
    return [
        one
        for one in estimates
        if one.person not in without
        and one.rank_score >= config.least_score
        and (known := availability.get(one.person)) is not None
        and _may_be_asked(known, config)
    ]


def next_wave(
    helpers: Sequence[Expertise],
    *,
    done: int,
    asked_at: datetime,
    now: datetime,
    config: RoutingConfig = DEFAULTS,
) -> Wave | None:
    """The wave that is due after `done` waves; None: the next is not due yet, or all are done.

    A late look makes one wave of all that are due, so that a question never floods after an outage.
    """
    due = [number for number, (age, _) in enumerate(config.waves, start=1) if number > done and asked_at + age <= now]
    if not due:
        return None
    number = due[-1]
    return Wave(number, tuple(helpers[: config.waves[number - 1][1]]), next_wave_at(number, asked_at, config))


def next_wave_at(done: int, asked_at: datetime, config: RoutingConfig = DEFAULTS) -> datetime | None:
    """When the wave after `done` waves is due; None: there is no further one."""
    return asked_at + config.waves[done][0] if done < len(config.waves) else None


def _may_be_asked(known: Availability, config: RoutingConfig) -> bool:
    return (
        known.is_active
        and not known.has_opted_out
        and known.may_see
        and known.open_requests < config.max_open_requests
        and known.recent_requests < config.max_recent_requests
    )
