"""Which items a quiz shows: a graded choice before an open question on the same rule, each rule once."""

from __future__ import annotations

from dataclasses import replace

from authoring.extractive.candidates import Candidate
from authoring.extractive.ranker import Admission
from authoring.extractive.selection import Scored, score, select
from authoring.types import AcceptedAnswer, BlockId, Citation, Item, ItemType, Option, Span

CITED = (Citation(BlockId("b1"), Span(0, 11), "The warden."),)
STEM = "Which gate does the warden lock?"


def choice(pattern: str = "P8", *, frame: str = "", standing: Admission = Admission.SHOWN) -> Scored:
    options = tuple(
        Option(name, text, name == "a", "Because.") for name, text in zip("ab", ("north", "south"), strict=True)
    )
    item = Item("i0000000000000", ItemType.MULTIPLE_CHOICE, STEM, "Because.", pattern, CITED, options=options)
    candidate = Candidate(pattern, ItemType.MULTIPLE_CHOICE, STEM, CITED, frame=frame)
    return Scored(item, candidate, score(item, candidate, "en", chance=0.6), standing)


def open_question(pattern: str = "P8", *, frame: str = "", standing: Admission = Admission.SHOWN) -> Scored:
    stem = "Which gate must the warden lock at night?"
    answers = (AcceptedAnswer("the north gate, and the gate to the yard"),)
    item = Item("i0000000000001", ItemType.SHORT_ANSWER, stem, "Because.", pattern, CITED, accepted_answers=answers)
    candidate = Candidate(pattern, ItemType.SHORT_ANSWER, stem, CITED, frame=frame)
    return Scored(item, candidate, score(item, candidate, "en", chance=0.6), standing)


def test_a_sound_item_is_shown() -> None:
    assert len(select([choice()], "en").shown) == 1


def test_of_one_rule_the_graded_choice_is_shown_and_the_open_question_kept() -> None:
    selection = select([open_question(frame="rule 1"), choice(frame="rule 1")], "en")
    assert [item.type for item in selection.shown] == [ItemType.MULTIPLE_CHOICE]
    assert [item.type for item in selection.bank] == [ItemType.SHORT_ANSWER]


def test_what_is_not_admitted_and_hardly_likely_fills_an_empty_quiz_only() -> None:
    unlikely = replace(open_question("P33", standing=Admission.BANK), chance=0.3)
    alone = select([unlikely], "en")
    assert ([item.pattern for item in alone.shown], alone.is_admitted) == (["P33"], False)
    both = select([choice("P8"), unlikely], "en")
    assert ([item.pattern for item in both.shown], both.is_admitted) == (["P8"], True)
    assert [item.pattern for item in both.bank] == ["P33"]


def test_what_two_of_three_would_ship_stands_in_up_to_three() -> None:
    stands_in = replace(open_question("P33", standing=Admission.BANK), chance=0.6)
    both = select([choice("P8"), stands_in], "en")
    assert ([item.pattern for item in both.shown], both.is_admitted) == (["P8", "P33"], True)
    as_likely_as_not = replace(stands_in, chance=0.5)
    assert [item.pattern for item in select([choice("P8"), as_likely_as_not], "en").shown] == ["P8"]


def test_what_is_off_stands_nowhere() -> None:
    selection = select([choice("P33", standing=Admission.OFF)], "en")
    assert (selection.shown, selection.bank) == ((), ())


def test_the_likelier_item_ranks_first() -> None:
    item, candidate = choice().item, choice().candidate
    assert score(item, candidate, "en", chance=0.9) > score(item, candidate, "en", chance=0.6)


def statement(*, frame: str, chance: float) -> Scored:
    options = (Option("a", "True", True, "Because."), Option("b", "False", False, "Because."))
    stem = "The warden may lock the south gate before noon."
    item = Item("i0000000000002", ItemType.TRUE_FALSE, stem, "Because.", "P21", CITED, options=options)
    candidate = Candidate("P21", ItemType.TRUE_FALSE, stem, CITED, frame=frame)
    return Scored(item, candidate, score(item, candidate, "en", chance=chance), Admission.BANK, chance)


def test_a_rule_told_true_or_false_is_not_asked_openly() -> None:
    asked = open_question("P42", frame="rule 1")
    told = select([asked, statement(frame="rule 1", chance=0.7)], "en")
    assert ([item.pattern for item in told.shown], [item.pattern for item in told.bank]) == (["P21"], ["P42"])
    unlikely = select([asked, statement(frame="rule 1", chance=0.3)], "en")
    assert [item.pattern for item in unlikely.shown] == ["P42"]
    graded = select([choice("P8", frame="rule 1"), statement(frame="rule 1", chance=0.7)], "en")
    assert [item.pattern for item in graded.shown] == ["P8"]
    elsewhere = select([asked, statement(frame="rule 2", chance=0.7)], "en")
    assert {item.pattern for item in elsewhere.shown} == {"P21", "P42"}
