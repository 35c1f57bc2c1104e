"""Grading by rule: partial credit where an item has several right parts, and nothing for chance."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authoring.items.grading import Answer, AnswerDoesNotFit, Grading, Recall, grade, is_self_marked, kendall_tau
from authoring.types import AcceptedAnswer, Item, ItemType, Option, Origin, Pair


def item(type_: ItemType, **parts: object) -> Item:
    return Item(id="i1", type=type_, stem="Which?", rationale="So.", pattern="P8", citations=(), **parts)  # type: ignore[arg-type]  # parts vary by test


def options(*correct: bool) -> tuple[Option, ...]:
    return tuple(
        Option(id="abcdef"[n], text=f"Option {n}", correct=is_key, rationale="") for n, is_key in enumerate(correct)
    )


def score(of: Item, answer: Answer) -> float:
    result = grade(of, answer).score
    assert result is not None
    return result


@pytest.mark.parametrize("type_", [ItemType.MULTIPLE_CHOICE, ItemType.TRUE_FALSE, ItemType.CLOZE, ItemType.NUMERIC])
def test_one_choice_is_all_or_nothing(type_: ItemType) -> None:
    asked = item(type_, options=options(False, True))
    assert grade(asked, Answer(option_ids=("b",))) == Grading(correct=True, score=1.0)
    assert grade(asked, Answer(option_ids=("a",))) == Grading(correct=False, score=0.0)


def test_two_choices_do_not_fit_an_item_with_one_key() -> None:
    with pytest.raises(AnswerDoesNotFit) as caught:
        grade(item(ItemType.MULTIPLE_CHOICE, options=options(True, False)), Answer(option_ids=("a", "b")))
    assert caught.value.expected == "option_ids"


@pytest.mark.parametrize(
    ("chosen", "expected"), [("ab", 1.0), ("a", 0.5), ("abc", 0.5), ("ac", 0.0), ("cd", 0.0), ("abcd", 0.0)]
)
def test_wrong_choices_cost_as_much_as_right_ones_earn(chosen: str, expected: float) -> None:
    asked = item(ItemType.MULTIPLE_RESPONSE, options=options(True, True, False, False))
    assert score(asked, Answer(option_ids=tuple(chosen))) == expected


def test_an_option_of_another_item_is_refused() -> None:
    with pytest.raises(AnswerDoesNotFit):
        grade(item(ItemType.MULTIPLE_RESPONSE, options=options(True, True)), Answer(option_ids=("z",)))


@pytest.mark.parametrize("written", ["the Curtailment", "curtailment.", " CURTAILMENT "])
def test_case_article_and_punctuation_do_not_matter_in_words(written: str) -> None:
    asked = replace(item(ItemType.SHORT_ANSWER, accepted_answers=(AcceptedAnswer("curtailment"),)), pattern="P23")
    assert score(asked, Answer(text=written)) == 1.0


WORD, CLAUSE = "curtailment", "keep the gate shut until the bell rings"


@pytest.mark.parametrize("origin", [Origin.GENERATED, Origin.EDITED])
@pytest.mark.parametrize(
    ("pattern", "answer", "is_marked_by_learner"),
    [
        ("P8", WORD, True),  # an open question's answer is told in own words, however short
        ("P8", CLAUSE, True),
        ("P23", WORD, False),
        ("P26", WORD, True),
    ],
)
def test_the_pattern_says_whether_an_answer_is_told_or_typed_edited_or_not(
    origin: Origin, pattern: str, answer: str, is_marked_by_learner: bool
) -> None:
    asked = item(ItemType.SHORT_ANSWER, accepted_answers=(AcceptedAnswer(answer),))
    assert is_self_marked(replace(asked, origin=origin, pattern=pattern)) is is_marked_by_learner


@pytest.mark.parametrize("pattern", ["P1", ""])
@pytest.mark.parametrize("origin", [Origin.SOURCE, Origin.EDITED])
def test_the_authors_own_question_takes_a_few_words_typed_and_a_clause_told(origin: Origin, pattern: str) -> None:
    asked = replace(item(ItemType.SHORT_ANSWER), origin=origin, pattern=pattern)
    assert not is_self_marked(replace(asked, accepted_answers=(AcceptedAnswer(CLAUSE), AcceptedAnswer("keep it shut"))))
    assert is_self_marked(replace(asked, accepted_answers=(AcceptedAnswer(CLAUSE),)))


def test_a_hyphen_counts_as_a_space_but_another_word_does_not() -> None:
    asked = item(ItemType.CLOZE, accepted_answers=(AcceptedAnswer("on-call lead"),))
    assert score(asked, Answer(text="on call lead")) == 1.0
    assert score(asked, Answer(text="on call")) == 0.0
    assert score(asked, Answer(text="")) == 0.0


@pytest.mark.parametrize("written", ["30", "30 minutes", "about 30 Minute", "30,0", "29.5"])
def test_a_number_is_right_within_its_tolerance(written: str) -> None:
    asked = item(ItemType.NUMERIC, accepted_answers=(AcceptedAnswer("30", "minutes", 0.5),))
    assert score(asked, Answer(text=written)) == 1.0


@pytest.mark.parametrize("written", ["30 hours", "29", "thirty", "-30", "300", ""])
def test_another_unit_or_number_is_wrong(written: str) -> None:
    asked = item(ItemType.NUMERIC, accepted_answers=(AcceptedAnswer("30", "minutes", 0.5),))
    assert score(asked, Answer(text=written)) == 0.0


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [
        ("30", "minutes", "at least 30"),
        ("30", "minutes", "30 min"),
        ("30", "minutes", "30 minutes before the driver's shift"),
        ("24", "hours", "24h"),
        ("24", "hours", "a 24-hour limit"),
        ("24", "hours", "24 ore"),
        ("10", "percent", "10%"),
        ("25", "%", "25 percent"),
        ("25", "%", "25 per cento"),
        ("100", "euros", "€100"),
        ("5", "days", "5 working days"),
        ("5", "working days", "5 days"),
        ("5", "days", "five days"),
        ("20", "giorni", "venti giorni"),
        ("3", "failed attempts", "3 tries"),
    ],
)
def test_a_right_number_may_stand_among_other_words_and_ways_to_write_its_unit(
    value: str, unit: str, written: str
) -> None:
    assert score(item(ItemType.NUMERIC, accepted_answers=(AcceptedAnswer(value, unit),)), Answer(text=written)) == 1.0


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [
        ("30", "minutes", "about 30 ore"),
        ("5", "working days", "5 weeks"),
        ("100", "euros", "$100"),
        ("10", "percent", "10 euros"),
        ("5", "days", "six days"),
        ("5", "euros", "5 thousand euros"),
        ("20", "days", "twenty-five days"),
        ("2", "hours", "2 hours 30 minutes"),
        ("5", "days", "5-7 days"),
    ],
)
def test_a_number_with_another_unit_or_as_part_of_another_number_is_wrong(value: str, unit: str, written: str) -> None:
    assert score(item(ItemType.NUMERIC, accepted_answers=(AcceptedAnswer(value, unit),)), Answer(text=written)) == 0.0


@pytest.mark.parametrize("written", ["1500", "1,500", "1.500", "1 500"])
def test_thousands_are_read_in_english_and_italian(written: str) -> None:
    assert score(item(ItemType.NUMERIC, accepted_answers=(AcceptedAnswer("1,500"),)), Answer(text=written)) == 1.0


@pytest.mark.parametrize("written", ["1.5", "0.15", "1.50"])
def test_a_dot_that_groups_no_three_digits_marks_no_thousands(written: str) -> None:
    for key in ("15", "150"):
        assert score(item(ItemType.NUMERIC, accepted_answers=(AcceptedAnswer(key),)), Answer(text=written)) == 0.0


def test_dotted_thousands_may_have_a_decimal_comma() -> None:
    asked = item(ItemType.NUMERIC, accepted_answers=(AcceptedAnswer("1500.5"),))
    assert score(asked, Answer(text="1.500,5")) == 1.0


def test_a_decimal_comma_in_the_key_is_no_thousands_separator() -> None:
    asked = item(ItemType.NUMERIC, accepted_answers=(AcceptedAnswer("1,5"),))
    assert score(asked, Answer(text="1.5")) == 1.0
    assert score(asked, Answer(text="15")) == 0.0


def test_matching_earns_the_share_of_right_pairs() -> None:
    pairs = (Pair("SEV-1", "now"), Pair("SEV-2", "today"), Pair("SEV-3", "this week"))
    asked = item(ItemType.MATCHING, pairs=pairs)
    swapped = (Pair("SEV-1", "now"), Pair("SEV-2", "this week"), Pair("SEV-3", "today"))
    assert score(asked, Answer(pairs=tuple(reversed(pairs)))) == 1.0
    assert score(asked, Answer(pairs=swapped)) == pytest.approx(1 / 3)
    assert grade(asked, Answer(pairs=pairs[:2])).correct is False


def test_a_left_side_given_twice_does_not_fit() -> None:
    asked = item(ItemType.MATCHING, pairs=(Pair("a", "1"), Pair("b", "2")))
    with pytest.raises(AnswerDoesNotFit):
        grade(asked, Answer(pairs=(Pair("a", "1"), Pair("a", "2"))))


@pytest.mark.parametrize(("order", "expected"), [("abcd", 1.0), ("abdc", 2 / 3), ("dcba", 0.0), ("badc", 1 / 3)])
def test_ordering_earns_the_agreement_of_all_pairs(order: str, expected: float) -> None:
    assert score(item(ItemType.ORDERING, order=tuple("abcd")), Answer(order=tuple(order))) == pytest.approx(expected)


def test_a_missing_step_does_not_fit() -> None:
    with pytest.raises(AnswerDoesNotFit):
        grade(item(ItemType.ORDERING, order=("a", "b", "c")), Answer(order=("a", "b")))


def test_open_recall_is_marked_by_the_learner_and_not_scored() -> None:
    asked = Item(
        id="i", type=ItemType.SHORT_ANSWER, stem="In one sentence: why?", rationale="", pattern="P26", citations=()
    )
    assert grade(asked, Answer(text="because", recall=Recall.NEARLY)) == Grading(correct=None, score=None)
    with pytest.raises(AnswerDoesNotFit):
        grade(asked, Answer())


@given(st.permutations(range(6)))
def test_agreement_is_full_only_in_the_right_order(places: list[int]) -> None:
    agreement = kendall_tau(places)
    assert 0.0 <= agreement <= 1.0
    assert (agreement == 1.0) is (places == sorted(places))
