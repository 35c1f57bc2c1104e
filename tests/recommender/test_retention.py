"""Retention: known sequences of FSRS-6, and what is ours: guesses, clocks, probes, the order of what is due."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.retention import Retention, RetentionConfig, choose_probe
from recommender.types import Memory, ObjectiveId, ObjectiveState
from tests.support.learners import a_micro_module, an_item

RETENTION = Retention()
START = datetime(2026, 11, 2, 9, tzinfo=UTC)


def remembered(*scores: float, guess: float = 0.0, start: datetime = START) -> Memory:
    """The memory after reviews that each came just when they were due."""
    memory, now = RETENTION.review(None, score=scores[0], guess=guess, now=start), start
    for score in scores[1:]:
        now = memory.due_at
        memory = RETENTION.review(memory, score=score, guess=guess, now=now)
    return memory


def test_intervals_grow_with_every_recall_and_shrink_after_a_lapse() -> None:
    days = [(remembered(*[1.0] * count).due_at - remembered(*[1.0] * count).reviewed_at).days for count in (1, 2, 3, 4)]
    assert days == [2, 11, 46, 163]  # FSRS-6 with its default parameters, rated good each time
    lapsed = remembered(1.0, 1.0, 1.0, 0.0)
    assert (lapsed.due_at - lapsed.reviewed_at).days == 3
    assert (lapsed.reviews, lapsed.lapses) == (4, 1)


def test_what_was_failed_first_is_due_the_next_day_and_is_no_lapse() -> None:
    memory = remembered(0.0)
    assert memory.due_at == START + timedelta(days=1)
    assert memory.lapses == 0


def test_it_falls_due_when_its_chance_of_recall_has_come_down_to_what_is_desired() -> None:
    memory = remembered(1.0, 1.0, 1.0)
    assert RETENTION.retrievability(memory, now=memory.reviewed_at) == 1.0
    assert RETENTION.retrievability(memory, now=memory.due_at) == pytest.approx(0.9, abs=0.01)
    keen = Retention(RetentionConfig(desired_retention=0.97))
    assert (
        keen.review(memory, score=1.0, guess=0.0, now=memory.due_at).due_at
        < RETENTION.review(memory, score=1.0, guess=0.0, now=memory.due_at).due_at
    )


def test_a_right_answer_that_may_be_a_guess_is_seen_again_sooner() -> None:
    assert remembered(1.0, guess=0.5).due_at == remembered(1.0).due_at
    shaky = Retention()
    memory = remembered(1.0)
    late = memory.due_at + timedelta(days=400)
    typed, tossed = (shaky.review(memory, score=1.0, guess=guess, now=late) for guess in (0.0, 0.9))
    assert tossed.due_at < typed.due_at


def test_half_an_answer_is_seen_again_sooner_than_a_whole_one() -> None:
    assert remembered(0.5).due_at < remembered(1.0).due_at


def test_a_clock_that_went_back_loses_no_review() -> None:
    memory = remembered(1.0)
    again = RETENTION.review(memory, score=1.0, guess=0.0, now=START - timedelta(hours=1))
    assert again.reviewed_at == START
    assert again.due_at >= memory.due_at


def test_the_most_endangered_of_what_is_due_comes_first() -> None:
    states = {
        ObjectiveId("fresh"): ObjectiveState(memory=remembered(1.0, 1.0, 1.0)),
        ObjectiveId("shaky"): ObjectiveState(memory=remembered(0.0)),
        ObjectiveId("older"): ObjectiveState(memory=remembered(1.0)),
        ObjectiveId("unasked"): ObjectiveState(),
    }
    due = RETENTION.endangered(states, now=START + timedelta(days=20))
    assert [objective for objective, _ in due] == ["shaky", "older"]
    assert due[0][1] < due[1][1] < 0.9


def test_a_probe_asks_what_was_never_asked_then_what_was_asked_longest_ago() -> None:
    items = [an_item(name) for name in ("a", "b", "c")]
    micro_module = a_micro_module("m", items=items)
    asked = {items[0].id: START}
    assert choose_probe(micro_module, asked) is items[1]
    asked |= {items[1].id: START + timedelta(days=1), items[2].id: START + timedelta(days=2)}
    assert choose_probe(micro_module, asked) is items[0]
    assert choose_probe(a_micro_module("m", items=[]), {}) is None


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(-5, 4000)), min_size=1, max_size=40))
def test_a_review_never_vanishes(answers: list[tuple[float, int]]) -> None:
    """Whatever is answered whenever, clocks going back included, it is due again within a year of its last answer."""
    memory, now = None, START
    for score, hours in answers:
        now += timedelta(hours=hours)
        memory = RETENTION.review(memory, score=score, guess=0.25, now=now)
        assert timedelta(hours=23) <= memory.due_at - memory.reviewed_at <= timedelta(days=366)
        assert 0 < RETENTION.retrievability(memory, now=now) <= 1
