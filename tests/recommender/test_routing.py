"""Whom to ask and when: waves, load caps, opt-out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.expertise import Expertise, Ground, Term
from recommender.routing import Availability, RoutingConfig, next_wave, next_wave_at, rank_helpers

ASKED = datetime(2026, 3, 2, 9, tzinfo=UTC)
WAVES = ((timedelta(0), 2), (timedelta(hours=1), 3), (timedelta(days=1), 5))
CONFIG = RoutingConfig(waves=WAVES)


def an_expert(name: str, score: float = 1.0) -> Expertise:
    return Expertise(name, (Term(Ground.ANSWERED, score, ("t",)),))


EXPERTS = [an_expert(name) for name in "abcdefg"]
FREE = {name: Availability() for name in "abcdefg"}


def names(found: list[Expertise]) -> list[str]:
    return [one.person for one in found]


@pytest.mark.parametrize(
    "busy",
    [
        Availability(is_active=False),
        Availability(has_opted_out=True),
        Availability(may_see=False),
        Availability(open_requests=3),
        Availability(recent_requests=5),
    ],
)
def test_nobody_is_asked_who_left_does_not_want_it_may_not_see_it_or_has_enough(busy: Availability) -> None:
    assert names(rank_helpers(EXPERTS[:2], FREE | {"a": busy})) == ["b"]


def test_a_person_of_whom_nothing_is_known_is_not_asked() -> None:
    assert names(rank_helpers(EXPERTS[:2], {"b": Availability()})) == ["b"]


def test_the_asker_and_whoever_was_asked_already_are_left_out() -> None:
    assert names(rank_helpers(EXPERTS[:3], FREE, without={"a", "c"})) == ["b"]


def test_who_hardly_has_a_ground_is_not_bothered() -> None:
    assert names(rank_helpers([an_expert("a", 0.001), an_expert("b")], FREE)) == ["b"]


def test_waves_come_one_after_another_and_end() -> None:
    helpers = list(EXPERTS)
    sizes, at, done = [], ASKED, 0
    while (wave := next_wave(helpers, done=done, asked_at=ASKED, now=at, config=CONFIG)) is not None:
        sizes.append((wave.number, len(wave.helpers), at - ASKED))
        helpers = helpers[len(wave.helpers) :]
        done, at = wave.number, wave.next_at or at
    assert sizes == [(1, 2, timedelta(0)), (2, 3, timedelta(hours=1)), (3, 2, timedelta(days=1))]


def test_a_wave_is_not_sent_before_its_time() -> None:
    almost = ASKED + timedelta(minutes=59)
    assert next_wave(EXPERTS, done=1, asked_at=ASKED, now=almost, config=CONFIG) is None
    assert next_wave_at(1, ASKED, CONFIG) == ASKED + timedelta(hours=1)
    assert next_wave_at(3, ASKED, CONFIG) is None


def test_after_an_outage_one_wave_stands_for_all_that_were_due() -> None:
    wave = next_wave(EXPERTS, done=0, asked_at=ASKED, now=ASKED + timedelta(days=2), config=CONFIG)
    assert wave is not None
    assert (wave.number, len(wave.helpers), wave.next_at) == (3, 5, None)


def test_waves_out_of_order_are_refused() -> None:
    with pytest.raises(ValueError, match="order"):
        RoutingConfig(waves=((timedelta(hours=1), 3), (timedelta(0), 3)))


@given(st.lists(st.integers(0, 60 * 48), max_size=12))
def test_however_often_one_looks_nobody_is_asked_twice_and_no_wave_comes_twice(minutes: list[int]) -> None:
    asked: list[str] = []
    done = 0
    for minute in sorted(minutes):
        helpers = rank_helpers(EXPERTS, FREE, without=asked)
        wave = next_wave(helpers, done=done, asked_at=ASKED, now=ASKED + timedelta(minutes=minute), config=CONFIG)
        if wave is not None:
            assert wave.number > done
            done = wave.number
            asked += [one.person for one in wave.helpers]
    assert len(asked) == len(set(asked))
    assert len(asked) <= sum(size for _, size in WAVES)
