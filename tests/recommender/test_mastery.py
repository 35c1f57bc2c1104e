"""Mastery: who answers well is able, what is answered badly is hard, and guessing earns less than knowing."""

from __future__ import annotations

import random
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from recommender.mastery import Difficulty, Mastery, Standing
from recommender.types import Belief

MASTERY = Mastery()


def a_standing(*, hardness: float = 0.5) -> Standing:
    """A new learner before a new item; `hardness` is what its author expects to go wrong."""
    return Standing(
        MASTERY.new_ability(),
        MASTERY.new_objective_ability(),
        Difficulty(MASTERY.new_objective_difficulty(), MASTERY.new_item_difficulty(hardness)),
    )


def after(standing: Standing, *scores: float, guess: float = 0.0) -> Standing:
    for score in scores:
        standing = MASTERY.observe(standing, score=score, guess=guess)
    return standing


def test_right_answers_raise_mastery_and_wrong_ones_lower_it() -> None:
    new = MASTERY.mastery(a_standing())
    assert MASTERY.mastery(after(a_standing(), 1.0)) > new > MASTERY.mastery(after(a_standing(), 0.0))
    assert MASTERY.mastery(after(a_standing(), *[1.0] * 6)) > 0.8
    assert MASTERY.mastery(after(a_standing(), *[0.0] * 6)) < 0.35


def test_a_right_answer_that_may_be_a_guess_says_less() -> None:
    typed = MASTERY.mastery(after(a_standing(), 1.0))
    chosen = MASTERY.mastery(after(a_standing(), 1.0, guess=0.25))
    tossed = MASTERY.mastery(after(a_standing(), 1.0, guess=0.5))
    assert MASTERY.mastery(a_standing()) < tossed < chosen < typed


def test_nobody_falls_below_the_chance_of_guessing() -> None:
    hopeless = after(a_standing(), *[0.0] * 30, guess=0.25)
    assert 0.25 < MASTERY.chance(hopeless, guess=0.25) < 0.35


def test_a_failed_item_is_harder_than_before_and_a_failed_learner_less_able() -> None:
    failed = after(a_standing(), 0.0)
    assert failed.difficulty.item.mean > 0 > failed.ability.lasting.mean


def test_what_is_well_known_moves_less_than_what_is_not() -> None:
    known = replace(a_standing(), difficulty=Difficulty(Belief(0.0, 0.01), Belief(0.0, 0.01)))
    failed = after(known, 0.0)
    assert failed.difficulty.item.mean < 0.02
    assert failed.ability.lasting.mean < after(a_standing(), 0.0).ability.lasting.mean


def test_an_item_its_author_calls_hard_is_expected_to_go_wrong() -> None:
    assert MASTERY.chance(a_standing(hardness=0.8), guess=0) < MASTERY.chance(a_standing(hardness=0.2), guess=0)


def test_the_same_item_again_goes_as_it_went() -> None:
    failed = after(a_standing(), 0.0)
    assert MASTERY.chance(failed, guess=0) < MASTERY.chance(replace(failed, surprise=0.0), guess=0)


def test_hard_items_and_weak_learners_are_told_apart() -> None:
    """Ten learners of known ability answer five items of known difficulty: the order of both is found."""
    rng = random.Random(5)  # noqa: S311  a drawing that is the same in every run
    abilities = [MASTERY.new_ability() for _ in range(10)]
    items = [MASTERY.new_item_difficulty() for _ in range(5)]
    for _ in range(60):
        learner, item = rng.randrange(10), rng.randrange(5)
        is_right = rng.random() < 1 / (1 + 2.718 ** -((learner - 4.5) / 2 - (item - 2)))
        common = Standing(
            abilities[learner], MASTERY.new_objective_ability(), Difficulty(Belief(0.0, 0.0), items[item])
        )
        seen = MASTERY.observe(common, score=float(is_right), guess=0.0)
        abilities[learner], items[item] = seen.ability, seen.difficulty.item
    assert max(items[:2], key=lambda item: item.mean).mean < min(items[3:], key=lambda item: item.mean).mean
    assert sum(one.lasting.mean for one in abilities[:4]) < sum(one.lasting.mean for one in abilities[6:])


@given(st.lists(st.tuples(st.floats(0, 1), st.sampled_from([0.0, 0.25, 0.5])), max_size=60))
def test_whatever_is_answered_a_chance_stays_a_chance_and_doubt_stays_positive(
    answers: list[tuple[float, float]],
) -> None:
    standing = a_standing()
    for score, guess in answers:
        standing = MASTERY.observe(standing, score=score, guess=guess)
        assert 0 < MASTERY.chance(standing, guess=guess) < 1
        assert all(part.variance > 0 for part in standing.parts())
