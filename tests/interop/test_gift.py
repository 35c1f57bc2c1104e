"""GIFT as gift-pegjs reads it, a parser written after Moodle's own: types and keys are those of the source."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from authoring.items.grading import is_self_marked
from authoring.types import Item, ItemType
from service.interchange import gift
from service.interchange.gift import as_gift
from service.interchange.published import Course
from tests.support.courses import AWKWARD, a_course, awkward_course
from tests.support.node import run_node

pytestmark = pytest.mark.interop
KINDS = {
    ItemType.MULTIPLE_CHOICE: "MC",
    ItemType.MULTIPLE_RESPONSE: "MC",
    ItemType.TRUE_FALSE: "TF",
    ItemType.CLOZE: "Short",
    ItemType.SHORT_ANSWER: "Short",
    ItemType.NUMERIC: "Numerical",
    ItemType.MATCHING: "Matching",
    ItemType.ORDERING: "Matching",
}


def read(course: Course) -> list[dict[str, Any]]:
    done = run_node("read_gift.cjs", as_gift(course))
    assert done.returncode == 0, done.stderr.decode()
    return [one for one in json.loads(done.stdout) if one["type"] != "Category"]


def one_line(text: str) -> str:
    """As the parser gives plain text: white space is one space. An arrow is written as one letter."""
    return " ".join(text.replace("->", "→").split())


def keys_of(item: Item) -> set[str]:
    if item.type is ItemType.TRUE_FALSE:
        return {str(next(option.text for option in item.options if option.correct) == "True")}
    if item.options:
        return {one_line(option.text) for option in item.options if option.correct}
    if item.type is ItemType.NUMERIC:
        return {str(float(answer.value)) for answer in item.accepted_answers}
    pairs = {f"{one_line(pair.left)}|{one_line(pair.right)}" for pair in item.pairs}
    steps = {f"{one_line(step)}|{place}" for place, step in enumerate(item.order, start=1)}
    return pairs | steps | {one_line(answer.value) for answer in item.accepted_answers}


def decoded(text: str) -> str:
    """The parser leaves its own marks for escaped signs in the right side of a pair."""
    return re.sub(r"&&(\d{3});?", lambda found: chr(int(found[1])), text)


def keys_read(question: dict[str, Any]) -> set[str]:
    if question["type"] == "TF":
        return {str(question["isTrue"])}
    if question["type"] == "Matching":
        pairs = [(one["subquestion"]["text"], decoded(one["subanswer"])) for one in question["matchPairs"]]
        return {f"{one_line(left)}|{one_line(right)}" for left, right in pairs}
    if question["type"] == "Numerical":
        return {str(float(one["text"]["number"])) for one in question["choices"]}
    return {
        one_line(one["text"]["text"]) for one in question["choices"] if one["isCorrect"] or (one["weight"] or 0) > 0
    }


def assert_read_as_written(course: Course) -> None:
    questions, items = read(course), [item for _, item in course.items()]
    assert len(questions) == len(items) > 0
    for question, item in zip(questions, items, strict=True):
        assert one_line(question["stem"]["text"]).startswith(one_line(item.stem))
        if is_self_marked(item):
            assert question["type"] == "Essay"
        else:
            assert question["type"] == KINDS[item.type]
            assert keys_read(question) == keys_of(item)


def test_types_stems_and_keys_are_those_of_the_source() -> None:
    assert_read_as_written(a_course())


def test_text_that_looks_like_gift_stays_text() -> None:
    assert all(sign in AWKWARD for sign in "}~=#:{\\")
    assert_read_as_written(awkward_course())


@pytest.mark.parametrize("sign", "}~=#:{")
def test_a_sign_that_is_not_escaped_is_caught(monkeypatch: pytest.MonkeyPatch, sign: str) -> None:
    monkeypatch.setattr(gift, "_SPECIAL", gift._SPECIAL.replace(sign, ""))
    with pytest.raises(AssertionError):
        assert_read_as_written(awkward_course())
