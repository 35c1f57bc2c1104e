"""Each of the nineteen item-writing flaws is found where it is, and nowhere in a sound item."""

from __future__ import annotations

from dataclasses import replace

import pytest

from authoring.checks.flaws import check_flaws
from authoring.items.flaws import Flaw, find_flaws
from authoring.types import BlockId, Citation, Item, ItemType, Option, Origin, Severity, Span

SOUND = ("the back door", "the fire alarm", "the front lamp", "the side gate")


def an_item(
    *texts: str, stem: str = "What is checked first at night?", key: int = 0, kind: str = "multiple_choice"
) -> Item:
    options = tuple(Option("abcdefgh"[i], text, i == key, "Because.") for i, text in enumerate(texts or SOUND))
    cited = (Citation(BlockId("b1"), Span(0, 4), "text"),)
    return Item("i1", ItemType(kind), stem, "Because.", "P3", cited, options=options)


def test_a_sound_item_has_no_flaw() -> None:
    assert find_flaws(an_item(), "en") == ()


FLAWED = [
    (Flaw.ALL_OF_THE_ABOVE, an_item("the door", "the alarm", "the lamp", "all of the above")),
    (Flaw.NONE_OF_THE_ABOVE, an_item("the door", "the alarm", "the lamp", "None of these")),
    (Flaw.COMPLEX_OPTIONS, an_item("the door", "the alarm", "the lamp", "a and b")),
    (Flaw.NEGATIVE_STEM, an_item(stem="Which of these is not checked at night?")),
    (Flaw.UNFOCUSED_STEM, an_item(stem="The night guard.")),
    (Flaw.AMBIGUOUS, an_item(stem="What is checked at night, on Sundays etc.?")),
    (Flaw.GRATUITOUS, an_item(stem="word " * 40 + "what is checked?")),
    (Flaw.GAP_IN_CHOICE, an_item(stem="At night the guard checks ____?")),
    (Flaw.TRUE_FALSE_IN_CHOICE, an_item("True, by rule", "False, by habit", "the lamp")),
    (
        Flaw.LONGEST_IS_KEY,
        an_item("the back door with both of its old locks and bolts", "the lamp", "the gate", "the bin"),
    ),
    (Flaw.WORD_REPEAT, an_item("the night door", "the alarm", "the lamp", "the gate")),
    (Flaw.CONVERGENCE, an_item("red lamp", "red door", "green lamp", "blue gate with a lamp")),
    (Flaw.LOGICAL_CUE, an_item("the back door", "the old back door", "the alarm", "the lamp")),
    (Flaw.GRAMMATICAL_CUE, an_item("to lock", "checking it", "walking on", "calling out")),
    (Flaw.ABSOLUTE_TERM, an_item("the door", "always the alarm", "the lamp", "the gate")),
    (Flaw.VAGUE_TERM, an_item("the door", "usually the alarm", "the lamp", "the gate")),
    (Flaw.LOST_SEQUENCE, an_item("3 days", "10 days", "5 days", "7 days")),
    (Flaw.IMPLAUSIBLE_DISTRACTOR, an_item("door", "alarm", "lamp", "the gate " * 12)),
    (Flaw.SEVERAL_KEYS, an_item(key=7)),
]


@pytest.mark.parametrize(("flaw", "item"), FLAWED, ids=[flaw.value for flaw, _ in FLAWED])
def test_each_flaw_is_found(flaw: Flaw, item: Item) -> None:
    assert flaw in {found.flaw for found in find_flaws(item, "en")}


def test_every_flaw_of_the_list_has_its_test() -> None:
    assert {flaw for flaw, _ in FLAWED} == set(Flaw)


def test_a_blocking_flaw_is_only_advice_on_the_authors_own_question() -> None:
    item = an_item(stem="Which of these is not checked at night?")
    assert [finding.severity for finding in check_flaws(item, "en")] == [Severity.BLOCKER]
    own = replace(item, origin=Origin.SOURCE)
    assert [finding.severity for finding in check_flaws(own, "en")] == [Severity.ADVICE]
