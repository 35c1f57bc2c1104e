"""Grade a response to an item: rules only, no model, the same answer always the same score."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from authoring.items.typed_number import TypedNumber, readings, typed_number
from authoring.items.units import units_in
from authoring.types import AcceptedAnswer, Item, ItemType, Pair

OPEN_RECALL = "P26"  # items.md: the learner writes, sees the key points and marks the own recall
MISSING_WORD = "P23"  # the one pattern that asks for a word as it stands
_AUTHORS_OWN = {"P1", ""}  # taken over or written by the author: no pattern says how the answer is given
LONGEST_TYPED = 4  # words of an answer that a learner can be asked to type; a clause is told in own words
_ARTICLES = {"a", "an", "the", "il", "lo", "la", "i", "gli", "le", "un", "uno", "una"}


class Recall(StrEnum):
    """What a learner says of the own recall, from worst to best."""

    AGAIN = "again"
    NEARLY = "nearly"
    GOT_IT = "got_it"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a learner chose: the part that fits the item's type, the others left empty.

    `option_ids` are the item's own option ids; `order` and `pairs` hold the item's own texts; `recall` belongs to
    open recall alone.
    """

    option_ids: tuple[str, ...] = ()
    text: str | None = None
    order: tuple[str, ...] = ()
    pairs: tuple[Pair, ...] = ()
    recall: Recall | None = None


@dataclass(frozen=True, slots=True)
class Grading:
    """`score` is 0 to 1, `correct` a full score; both None where the learner marks the own answer."""

    correct: bool | None
    score: float | None


class AnswerDoesNotFit(Exception):
    """The answer is not of the kind that the item asks for; `expected` names the field that is."""

    def __init__(self, item_id: str, *, expected: str, detail: str) -> None:
        self.item_id = item_id
        self.expected = expected
        self.detail = detail
        super().__init__(f"item {item_id}: {detail}; answer with `{expected}`")


def grade(item: Item, answer: Answer) -> Grading:
    """Score `answer`. Raises `AnswerDoesNotFit`, also for an option, step or left side that the item does not have.

    Multiple response gives (right − wrong choices) / keys, never below 0; matching the share of right pairs;
    ordering Kendall's tau (1938), never below 0, so that chance earns nothing; everything else is all or nothing.
    """
    if is_self_marked(item):
        return _mark_own(item, answer)
    score = _GRADERS[item.type](item, answer)
    return Grading(correct=score == 1.0, score=score)


def is_self_marked(item: Item) -> bool:
    """Open recall: written in own words, compared with the model answer by the learner, never scored.

    The pattern decides, so that an edit changes no typed answer into a told one or back.
    """
    if item.type is not ItemType.SHORT_ANSWER or item.options:
        return False
    if item.pattern not in _AUTHORS_OWN:
        return item.pattern != MISSING_WORD
    return not any(len(answer.value.split()) <= LONGEST_TYPED for answer in item.accepted_answers)


def _mark_own(item: Item, answer: Answer) -> Grading:
    if answer.option_ids or answer.order or answer.pairs or (answer.text is None and answer.recall is None):
        raise AnswerDoesNotFit(item.id, expected="text", detail="open recall takes your own words")
    return Grading(correct=None, score=None)


def _grade_one_choice(item: Item, answer: Answer) -> float:
    chosen = _chosen(item, answer)
    if len(chosen) != 1:
        raise AnswerDoesNotFit(item.id, expected="option_ids", detail="choose exactly one option")
    return 1.0 if chosen <= _keys(item) else 0.0


def _grade_several_choices(item: Item, answer: Answer) -> float:
    chosen, keys = _chosen(item, answer), _keys(item)
    return max(0.0, (len(chosen & keys) - len(chosen - keys)) / len(keys))


def _grade_text(item: Item, answer: Answer) -> float:
    if item.options:
        return _grade_one_choice(item, answer)
    text = _text(item, answer)
    return 1.0 if any(_plain(text) == _plain(accepted.value) for accepted in item.accepted_answers) else 0.0


def _grade_number(item: Item, answer: Answer) -> float:
    if item.options:
        return _grade_one_choice(item, answer)
    text = _text(item, answer)
    return 1.0 if any(_equals_number(text, accepted) for accepted in item.accepted_answers) else 0.0


def _grade_pairs(item: Item, answer: Answer) -> float:
    lefts = [pair.left for pair in answer.pairs]
    if not lefts or len(set(lefts)) != len(lefts) or not set(lefts) <= {pair.left for pair in item.pairs}:
        raise AnswerDoesNotFit(item.id, expected="pairs", detail="give each left side of the item once")
    return len(set(answer.pairs) & set(item.pairs)) / len(item.pairs)


def _grade_order(item: Item, answer: Answer) -> float:
    if sorted(answer.order) != sorted(item.order):
        raise AnswerDoesNotFit(item.id, expected="order", detail="give every step of the item once")
    return kendall_tau([item.order.index(text) for text in answer.order])


def kendall_tau(places: Sequence[int]) -> float:
    """Agreement of an order with the right one, 0 (chance or worse) to 1; `places` are the right places from 0."""
    pairs = list(combinations(places, 2))
    if not pairs:
        return 1.0
    concordant = sum(earlier < later for earlier, later in pairs)
    return max(0.0, 2 * concordant / len(pairs) - 1)


_GRADERS: dict[ItemType, Callable[[Item, Answer], float]] = {
    ItemType.MULTIPLE_CHOICE: _grade_one_choice,
    ItemType.TRUE_FALSE: _grade_one_choice,
    ItemType.MULTIPLE_RESPONSE: _grade_several_choices,
    ItemType.CLOZE: _grade_text,
    ItemType.SHORT_ANSWER: _grade_text,
    ItemType.NUMERIC: _grade_number,
    ItemType.MATCHING: _grade_pairs,
    ItemType.ORDERING: _grade_order,
}


def _keys(item: Item) -> set[str]:
    return {option.id for option in item.options if option.correct}


def _chosen(item: Item, answer: Answer) -> set[str]:
    chosen = set(answer.option_ids)
    if not chosen or not chosen <= {option.id for option in item.options}:
        raise AnswerDoesNotFit(item.id, expected="option_ids", detail="choose among the options of the item")
    return chosen


def _text(item: Item, answer: Answer) -> str:
    if answer.text is None:
        raise AnswerDoesNotFit(item.id, expected="text", detail="the answer is written, not chosen")
    return answer.text


def _plain(text: str) -> str:
    """Words only: case, punctuation, hyphens and a leading article say nothing about knowing."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    words = re.findall(r"[^\W_]+(?:[.,][^\W_]+)*", folded)
    if len(words) > 1 and words[0] in _ARTICLES:
        words = words[1:]
    return " ".join(words) or folded.strip()


def _equals_number(text: str, accepted: AcceptedAnswer) -> bool:
    typed, right = typed_number(text), readings(accepted.value)[:1]
    if typed is None or _is_of_another_unit(typed, accepted.unit):
        return False
    tolerance = (accepted.tolerance or 0.0) + 1e-9
    return any(abs(read - value) <= tolerance for read in typed.values for value in right)


def _is_of_another_unit(typed: TypedNumber, unit: str | None) -> bool:
    """Whether both units are known and differ; where no unit is typed, the one asked for is meant."""
    asked = units_in(unit or "")
    return bool(typed.units and asked) and typed.units.isdisjoint(asked)
