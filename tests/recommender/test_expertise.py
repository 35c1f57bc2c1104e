"""Who is likely to know: near, recent and accepted answers count, and every score is the sum of its reasons."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.expertise import Answer, ExpertiseConfig, Ground, Mastered, estimate_expertise, most_active

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def an_answer(
    person: str, *, similarity: float = 0.6, days: float = 1, accepted: bool = False, thread: str = "t"
) -> Answer:
    return Answer(person, thread, similarity, NOW - timedelta(days=days), accepted)


def names(answers: list[Answer], mastered: list[Mastered] | None = None) -> list[str]:
    return [one.person for one in estimate_expertise(answers, mastered or [], now=NOW)]


def test_who_answered_near_questions_comes_before_who_answered_more_of_others() -> None:
    busy = [an_answer("busy", similarity=0.2, thread=str(number)) for number in range(5)]
    assert names([*busy, an_answer("near", similarity=0.8)]) == ["near", "busy"]


def test_an_accepted_answer_counts_twice() -> None:
    assert names([an_answer("a", accepted=False), an_answer("b", accepted=True)]) == ["b", "a"]


def test_an_answer_counts_half_after_a_half_life() -> None:
    (old,) = estimate_expertise([an_answer("a", days=30)], now=NOW)
    (fresh,) = estimate_expertise([an_answer("a", days=0)], now=NOW)
    assert old.rank_score == pytest.approx(fresh.rank_score / 2)


def test_an_answer_of_the_future_counts_as_one_of_now() -> None:
    (ahead,) = estimate_expertise([an_answer("a", days=-3)], now=NOW)
    (fresh,) = estimate_expertise([an_answer("a", days=0)], now=NOW)
    assert ahead.rank_score == fresh.rank_score


def test_who_holds_the_matter_may_be_asked_and_who_does_not_may_not() -> None:
    held = [Mastered("knows", "mm_1", 0.7, 0.9, NOW), Mastered("guesses", "mm_1", 0.7, 0.4, NOW)]
    (found,) = estimate_expertise([], held, now=NOW)
    assert found.person == "knows"
    assert [(term.ground, term.about) for term in found.terms] == [(Ground.MASTERED, ("mm_1",))]


def test_the_reasons_name_the_threads_that_counted_most_first() -> None:
    far = an_answer("a", thread="far", similarity=0.3)
    answers = [far, an_answer("a", thread="near"), far]
    (found,) = estimate_expertise(answers, now=NOW)
    assert found.terms[0].about == ("near", "far")


def test_what_has_nothing_in_common_is_no_reason() -> None:
    (found,) = estimate_expertise([an_answer("a", similarity=-0.1)], now=NOW)
    assert found.terms == ()
    assert found.rank_score == 0


@given(
    st.lists(
        st.builds(
            an_answer,
            st.sampled_from("abc"),
            similarity=st.floats(-1, 1),
            days=st.floats(0, 400),
            accepted=st.booleans(),
            thread=st.sampled_from(["t1", "t2"]),
        )
    )
)
def test_every_score_can_be_reckoned_again_from_the_answers_its_reasons_name(answers: list[Answer]) -> None:
    config = ExpertiseConfig()
    for one in estimate_expertise(answers, now=NOW, config=config):
        named = {(term.ground, thread) for term in one.terms for thread in term.about}
        again = sum(
            (1 + config.accepted * answer.is_accepted)
            * 0.5 ** ((NOW - answer.answered_at) / config.half_life)
            * max(0.0, answer.similarity) ** config.focus
            for answer in answers
            if answer.person == one.person
            and (Ground.ACCEPTED if answer.is_accepted else Ground.ANSWERED, answer.thread) in named
        )
        assert one.rank_score == pytest.approx(again)


def test_the_most_active_are_counted_whatever_was_asked() -> None:
    assert most_active([an_answer("a"), an_answer("b"), an_answer("b")]) == ["b", "a"]
