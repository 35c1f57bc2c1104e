"""GIFT: questions as Moodle writes them, and as we write them, back again."""

from __future__ import annotations

import pytest

from authoring.imported_items import GivenItem
from authoring.items.grading import is_self_marked
from authoring.types import Item, ItemType
from service.errors import InvalidContent
from service.interchange.gift import as_gift
from service.interchange.items_gift import read_gift
from service.interchange.published import Course
from tests.support.courses import a_course, awkward_course


def one(text: str) -> GivenItem:
    (read,) = read_gift(text.encode())
    assert read.item is not None, read.refusal
    return read.item


def refusal(text: str) -> str:
    (read,) = read_gift(text.encode())
    assert read.item is None
    return read.refusal


def test_a_choice_has_options_feedback_and_a_key() -> None:
    given = one("::Badges::[html]<p>What must a <b>visitor</b> wear?</p>{=a badge#Yes ~a tie#No ~%-50%a hat}####Always")
    assert refusal("x") == "It asks for no answer: there are no braces."
    given = one("::Badges::[html]<p>What must a <b>visitor</b> wear?</p>{=a badge#Yes ~a tie#No ~%-50%a hat####Always}")
    assert (given.type, given.stem) == (ItemType.MULTIPLE_CHOICE, "What must a visitor wear?")
    assert [(option.text, option.correct, option.feedback) for option in given.options] == [
        ("a badge", True, "Yes"),
        ("a tie", False, "No"),
        ("a hat", False, ""),
    ]
    assert given.feedback == "Always"


@pytest.mark.parametrize(
    ("text", "kind", "keys"),
    [
        ("Which two? {~%50%a ~%50%b ~%-100%c}", ItemType.MULTIPLE_RESPONSE, ["a", "b"]),
        ("Which? {~%100%a ~%0%b}", ItemType.MULTIPLE_CHOICE, ["a"]),
        ("It is so. {T}", ItemType.TRUE_FALSE, ["True"]),
        ("It is so.{FALSE#no#yes}", ItemType.TRUE_FALSE, ["False"]),
        ("A visitor wears a {=badge =tag} here.", ItemType.CLOZE, ["badge", "tag"]),
        ("A visitor wears a {=badge ~tie} here.", ItemType.CLOZE, ["badge"]),
        ("What? {=badge =%50%tag}", ItemType.SHORT_ANSWER, ["badge", "tag"]),
        ("When? {#1822:5}", ItemType.NUMERIC, ["1822"]),
        ("When? {#1.5..2.5}", ItemType.NUMERIC, ["2"]),
        ("Pi? {#=3.14:0.01 =%50%3:0}", ItemType.NUMERIC, ["3.14", "3"]),
        ("Why? {####Because.}", ItemType.SHORT_ANSWER, ["Because."]),
    ],
)
def test_every_kind_is_read_with_its_key(text: str, kind: ItemType, keys: list[str]) -> None:
    given = one(text)
    assert given.type is kind
    assert [option.text for option in given.options if option.correct] or [
        answer.value for answer in given.accepted_answers
    ] == keys
    if given.options:
        assert [option.text for option in given.options if option.correct] == keys


def test_pairs_are_matched_and_places_are_an_order() -> None:
    assert [(pair.left, pair.right) for pair in one("Match. {=a -> b =c -> d =e -> f}").pairs] == [
        ("a", "b"),
        ("c", "d"),
        ("e", "f"),
    ]
    assert one("Order. {=first -> 1 =then -> 2 =last -> 3}").order == ("first", "then", "last")


def test_a_file_has_many_questions_at_their_lines() -> None:
    text = (
        "// mine\n$CATEGORY: a/b\n\nOne? {T}\r\n\r\n::two::Two?{\n=a\n~b\n}\n   \n\nWhy? {}\nno blank line\n\nNo braces"
    )
    read = read_gift(text.encode())
    assert [(item.line, item.item is not None) for item in read] == [(4, True), (6, True), (12, False), (15, False)]


def test_escaped_signs_are_letters() -> None:
    given = one(r"2 \{\} 3 \= 5\: a \~ b \# c \\ d?{=\=x\n y ~z\}}")
    assert given.stem == r"2 {} 3 = 5: a ~ b # c \ d?"
    assert [option.text for option in given.options] == ["=x\ny", "z}"]


@pytest.mark.parametrize("text", ["Why? {}", "{=a ~b}", "a {=b} c {=d}", "When? {#soon}", "What? {a}"])
def test_what_cannot_be_asked_here_is_refused_by_itself(text: str) -> None:
    assert refusal(text)


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(InvalidContent):
        read_gift(b"\xff\xfe\x00")


def words(text: str) -> str:
    return " ".join(text.replace("->", "→").split())


def assert_same(item: Item, given: GivenItem) -> None:
    kind = item.type
    if is_self_marked(item) or (kind is ItemType.CLOZE and not item.options):
        kind = ItemType.SHORT_ANSWER  # an essay that shows its answer; a gap at the end of its sentence
    if kind is ItemType.NUMERIC and item.options:
        kind = ItemType.MULTIPLE_CHOICE
    assert given.type in (kind, ItemType.MULTIPLE_CHOICE if item.options else kind)
    assert words(given.stem).startswith(words(item.stem))
    assert [(words(one.text), one.correct) for one in given.options if one.correct] == [
        (words(one.text), True) for one in item.options if one.correct
    ]
    assert [words(step) for step in given.order] == [words(step) for step in item.order]
    assert [(words(pair.left), words(pair.right)) for pair in given.pairs] == [
        (words(pair.left), words(pair.right)) for pair in item.pairs
    ]


@pytest.mark.parametrize("course", [a_course(), awkward_course()], ids=["plain", "awkward"])
def test_what_we_write_is_read_back(course: Course) -> None:
    read = read_gift(as_gift(course))
    items = [item for _, item in course.items()]
    assert len(read) == len(items) == 9
    for back, item in zip(read, items, strict=True):
        assert back.item is not None, (item.type, back.refusal)
        assert_same(item, back.item)
