"""A distractor is of the key's kind."""

from __future__ import annotations

import pytest

from authoring.items.distractors import is_of_kind, key_echoes_stem, lengths_agree, one_is_absolute, overlaps

STEM = "What does the night guard check?"


@pytest.mark.parametrize(
    ("key", "distractor"),
    [
        ("the back door", "the back door."),  # the same
        ("the back door", "the back door of the hall"),  # includes it
        ("the back door", "checking the lamps"),  # another form
        ("the back door", "the lamps"),  # another number
        ("3 days", "3 metres"),  # another unit
        ("3 days", "the back door"),  # no amount
        ("the back door", "the guard book"),  # repeats the stem
        ("Customer Desk", "the lower cellar"),  # a name against a thing
        ("the back door", "never the cellar"),  # absolute
    ],
)
def test_what_is_not_of_the_keys_kind_is_refused(key: str, distractor: str) -> None:
    assert not is_of_kind(key, distractor, STEM, "en")


@pytest.mark.parametrize(
    ("key", "distractor"),
    [("the back door", "the fire alarm"), ("3 days", "2 weeks"), ("lock the door", "call the desk")],
)
def test_what_is_of_the_keys_kind_passes(key: str, distractor: str) -> None:
    assert is_of_kind(key, distractor, STEM, "en")


def test_a_key_that_alone_repeats_the_stem_is_a_cue() -> None:
    assert key_echoes_stem("the guard book", ["the lamp", "the door"], STEM, "en")
    assert not key_echoes_stem("the guard book", ["the guard dog", "the door"], STEM, "en")


def test_lengths_may_differ_by_a_third_or_be_alike_among_themselves() -> None:
    assert lengths_agree(
        "lock all the doors of the hall", ["open all windows of the hall", "call all people in the hall"]
    )
    assert not lengths_agree(
        "lock all the doors of the hall before you leave at night", ["open it", "call the desk", "wait"]
    )


def test_an_absolute_word_sets_its_option_apart_unless_another_has_one() -> None:
    assert one_is_absolute(["only by the guard", "by the porter", "by the driver"])
    assert not one_is_absolute(["only by the guard", "by every porter", "by the driver"])
    assert not one_is_absolute(["by the guard", "by the porter", "by the driver"])


def test_texts_overlap_when_one_holds_the_others_words() -> None:
    assert overlaps("lock the door", "lock the back door at night", "en")
    assert not overlaps("8 characters", "12 characters", "en")
