"""Questions out of a table: the answer by letter, number or words, and the type where it is not said."""

from __future__ import annotations

import pytest

from authoring.imported_items import GivenItem
from authoring.types import ItemType
from service.errors import InvalidContent
from service.interchange.items_csv import read_items_csv

HEADER = "Question;Answer;Option A;Option B;Option C;Type;Explanation;Source\n"


def one(row: str, header: str = HEADER) -> GivenItem:
    (read,) = read_items_csv((header + row + "\n").encode(), mapping={})
    assert read.item is not None, read.refusal
    return read.item


def keys(given: GivenItem) -> list[str]:
    return [option.text for option in given.options if option.correct]


@pytest.mark.parametrize("answer", ["B", "b)", "2", "a badge", "A Badge."])
def test_the_answer_names_an_option(answer: str) -> None:
    given = one(f"What?;{answer};a tie;a badge;a hat;;Because.;It says so.")
    assert (given.type, keys(given)) == (ItemType.MULTIPLE_CHOICE, ["a badge"])
    assert (given.feedback, given.source) == ("Because.", "It says so.")


def test_several_answers_are_several_keys() -> None:
    given = one('Which?;"A;C";a tie;a badge;a hat;;;')
    assert (given.type, keys(given)) == (ItemType.MULTIPLE_RESPONSE, ["a tie", "a hat"])


def test_wrong_answers_in_one_cell_stand_beside_the_right_one() -> None:
    given = one("What?,a badge,a tie|a hat", "question,correct answer,wrong answers\n")
    assert [(option.text, option.correct) for option in given.options] == [
        ("a badge", True),
        ("a tie", False),
        ("a hat", False),
    ]


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ("It is so.;vero;;;;;;", ItemType.TRUE_FALSE),
        ("What?;badge;;;;;;", ItemType.SHORT_ANSWER),
        ("A ____ is worn.;badge;;;;;;", ItemType.CLOZE),
        ("How many?;30;;;;Numerical;;", ItemType.NUMERIC),
        ('Order?;"a;b;c";;;;ordering;;', ItemType.ORDERING),
        ('Match?;"a -> b; c → d; e=>f";;;;matching;;', ItemType.MATCHING),
    ],
)
def test_the_type_is_told_or_seen(row: str, kind: ItemType) -> None:
    assert one(row).type is kind


def test_pairs_and_steps_are_parted() -> None:
    assert one('Order?;"a;b|c";;;;order;;').order == ("a", "b", "c")
    assert [(pair.left, pair.right) for pair in one('M?;"a -> b; c → d";;;;match;;').pairs] == [("a", "b"), ("c", "d")]


@pytest.mark.parametrize(
    "row",
    [
        ";A;x;y;z;;;",
        "What?;;x;y;z;;;",
        "What?;A;x;y;z;riddle;;",
        "It is.;perhaps;;;;true false;;",
        'Which?;"A;gloves";x;y;z;;;',
        'Match?;"a, b";;;;matching;;',
        "What?;A;x;y;z;;;;extra",
    ],
)
def test_a_row_that_does_not_fit_is_refused_by_itself(row: str) -> None:
    read = read_items_csv((HEADER + row + "\nWhat?;A;x;y;z;;;\n").encode(), mapping={})
    assert [(one.line, one.item is not None) for one in read] == [(2, False), (3, True)]
    assert read[0].refusal


def test_a_table_without_questions_or_answers_is_refused() -> None:
    for header in ("question;hint\n", "answer;hint\n"):
        with pytest.raises(InvalidContent):
            read_items_csv((header + "a;b\n").encode(), mapping={})
    named = read_items_csv(b"q;hint\na;b\n", mapping={"stem": ["q"], "answer": ["hint"]})
    assert len(named) == 1


@pytest.mark.timeout(60)
def test_long_runs_of_blanks_are_parted_in_no_time() -> None:
    """A pattern that looks for blanks before a separator tries each of them: two seconds for each of these rows."""
    row = f"What?;a{' ' * 19_000}b|;;;;short;;\n"
    read = read_items_csv((HEADER + row * 200).encode(), mapping={})
    assert {len(one.item.accepted_answers) for one in read if one.item is not None} == {2}
