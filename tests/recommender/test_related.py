"""What is related to what: threads that ask the same, threads and micro-modules about the same passage."""

from __future__ import annotations

import numpy as np
import pytest

from recommender.related import RelatedConfig, RelatedText, rank_across, rank_threads
from recommender.words import lexical_cosine, shared_share, weigh_words
from tests.support.embedders import HashedWordsEmbedder

BADGE = "Where do I get a new badge after I lost mine?"
TEXTS = (
    BADGE,
    "My badge is gone. How do I get a new one?",
    "How long is the visitor log kept after a visit?",
    "Where do I park my car at the depot?",
)
WEIGHTS = weigh_words(TEXTS)


def a_text(name: str, *passages: str) -> RelatedText:
    return RelatedText(name, passages, HashedWordsEmbedder().embed(passages))


def test_a_thread_that_asks_the_same_in_other_words_comes_first() -> None:
    threads = [a_text(str(number), text) for number, text in enumerate(TEXTS) if text != BADGE]
    found = rank_threads(a_text("asked", BADGE), threads, WEIGHTS)
    assert found[0].id == "1"
    assert [one.rank_score for one in found] == sorted((one.rank_score for one in found), reverse=True)


def test_the_score_is_what_its_terms_say() -> None:
    config = RelatedConfig(words_weight=0.25)
    asked = a_text("asked", BADGE)
    for rank in (rank_threads, rank_across):
        for one in rank(asked, [a_text("1", TEXTS[1]), a_text("2", TEXTS[2], TEXTS[3])], WEIGHTS, config):
            assert one.rank_score == pytest.approx(one.meaning + 0.25 * one.words)


def test_the_matching_passages_are_named() -> None:
    module = a_text("m", "Cars are parked behind the hall.", "The visitor log is kept for 30 days.")
    (found,) = rank_across(a_text("t", "Hello all", "How long is the log of visitors kept?"), [module], WEIGHTS)
    assert (found.match.ours, found.match.theirs) == (1, 1)


def test_a_short_question_finds_the_long_text_that_answers_one_part_of_it() -> None:
    long = a_text(
        "long",
        "Everybody at the depot wears shoes with steel caps.",
        "The visitor log is kept for 30 days.",
        "Lorries stand at dock four until they are called.",
    )
    short = a_text("short", "How long shall the depot wait?")
    ranked = rank_across(a_text("asked", "visitor log kept how long"), [long, short], WEIGHTS)
    assert [one.id for one in ranked] == ["long", "short"]


def test_equals_stand_in_the_order_of_their_ids() -> None:
    found = rank_threads(a_text("asked", BADGE), [a_text("b", TEXTS[2]), a_text("a", TEXTS[2])], WEIGHTS)
    assert [one.id for one in found] == ["a", "b"]


def test_a_text_is_wholly_like_itself_and_rare_words_count_for_more() -> None:
    assert lexical_cosine(BADGE, BADGE, WEIGHTS) == pytest.approx(1.0)
    assert shared_share("visitor badge", TEXTS[2], WEIGHTS) > shared_share("the badge", TEXTS[2], WEIGHTS)
    assert lexical_cosine(BADGE, "", WEIGHTS) == shared_share(BADGE, "", WEIGHTS) == 0.0


def test_endings_do_not_hide_a_word() -> None:
    assert shared_share("forklifts", "the forklift", WEIGHTS) == pytest.approx(1.0)


def test_a_text_whose_passages_cancel_out_is_like_nothing() -> None:
    vectors = np.array([[1.0, 0.0], [-1.0, 0.0]], dtype=np.float32)
    nowhere = RelatedText("n", ("a", "b"), vectors)
    other = RelatedText("o", ("c",), np.array([[1.0, 0.0]], dtype=np.float32))
    (found,) = rank_threads(other, [nowhere], WEIGHTS)
    assert found.meaning == 0.0
