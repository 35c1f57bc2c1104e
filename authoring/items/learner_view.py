"""An item as a learner meets it: stem and choices, never a key, a rationale or an id that tells one.

The classes here have no field for a key, so none can slip through. Choices carry ids made with a secret: the draft's
own ids ("a", "b") follow the order in which the engine wrote key and distractors.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256

from authoring.items.grading import Answer, AnswerDoesNotFit, Recall, is_self_marked
from authoring.items.typed_number import readings
from authoring.types import Item, ItemType, Option, Pair

_ID_LENGTH = 22  # hexadecimal characters, 88 bits: no two choices of an item meet


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose, under an id that says nothing."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class LearnerItem:
    """`options` to choose from; `lefts` to be matched with `rights`; `steps` to be put in order; else free text.

    `choose_several` tells multiple response from one choice. `unit` is the one that a number is asked in.
    """

    id: str
    type: ItemType
    stem: str
    choose_several: bool = False
    is_self_marked: bool = False
    options: tuple[Choice, ...] = ()
    lefts: tuple[Choice, ...] = ()
    rights: tuple[Choice, ...] = ()
    steps: tuple[Choice, ...] = ()
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class ChosenPair:
    """Ids of one left and one right side."""

    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Given:
    """What a learner sent, in ids of `Choice`."""

    option_ids: tuple[str, ...] = ()
    text: str | None = None
    order: tuple[str, ...] = ()
    pairs: tuple[ChosenPair, ...] = ()
    recall: Recall | None = None


def show_item(item: Item, *, secret: bytes) -> LearnerItem:
    """The item without its key. The same secret gives the same ids and the same order of choices."""
    units = {accepted.unit for accepted in item.accepted_answers if accepted.unit}
    return LearnerItem(
        id=item.id,
        type=item.type,
        stem=item.stem,
        choose_several=item.type is ItemType.MULTIPLE_RESPONSE,
        is_self_marked=is_self_marked(item),
        options=_options(item, secret),
        lefts=tuple(Choice(choice_id(secret, item, "left", pair.left), pair.left) for pair in item.pairs),
        rights=_shuffled(_choices(item, secret, "right", (pair.right for pair in item.pairs))),
        steps=_shuffled(_choices(item, secret, "step", item.order)),
        unit=units.pop() if len(units) == 1 and item.type is ItemType.NUMERIC else None,
    )


def resolve(item: Item, given: Given, *, secret: bytes) -> Answer:
    """What was given, in the item's own ids and texts. Raises `AnswerDoesNotFit` for an id the item does not have."""
    own_option = _own(item, secret, "option", (option.id for option in item.options))
    own_step = _own(item, secret, "step", item.order)
    own_left = _own(item, secret, "left", (pair.left for pair in item.pairs))
    own_right = _own(item, secret, "right", (pair.right for pair in item.pairs))
    return Answer(
        option_ids=tuple(own_option(sent) for sent in given.option_ids),
        text=given.text,
        order=tuple(own_step(sent) for sent in given.order),
        pairs=tuple(Pair(own_left(pair.left), own_right(pair.right)) for pair in given.pairs),
        recall=given.recall,
    )


def choice_id(secret: bytes, item: Item, part: str, own: str) -> str:
    """The opaque id of the item's own option id, step or side; `part` keeps equal texts of two parts apart."""
    message = "\x1f".join((item.id, part, own))
    return hmac.new(secret, message.encode(), sha256).hexdigest()[:_ID_LENGTH]


def _options(item: Item, secret: bytes) -> tuple[Choice, ...]:
    choices = tuple(Choice(choice_id(secret, item, "option", option.id), option.text) for option in item.options)
    return choices if _has_natural_order(item) else _shuffled(choices)


def _choices(item: Item, secret: bytes, part: str, texts: Iterable[str]) -> tuple[Choice, ...]:
    return tuple(Choice(choice_id(secret, item, part, text), text) for text in dict.fromkeys(texts))


def _shuffled(choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
    return tuple(sorted(choices, key=lambda choice: choice.id))


def _has_natural_order(item: Item) -> bool:
    """True before false, how binding a rule is, numbers and numbered labels as they rise: these are never shuffled."""
    if item.type is ItemType.TRUE_FALSE or item.pattern == "P16":
        return True
    numbers = [_number_in(option) for option in item.options]
    known = [number for number in numbers if number is not None]
    return len(known) == len(numbers) and known == sorted(known)


def _number_in(option: Option) -> float | None:
    found = re.search(r"\d[\d.,]*", option.text)
    numbers = readings(found.group()) if found else ()
    return numbers[0] if numbers else None


def _own(item: Item, secret: bytes, part: str, own: Iterable[str]) -> Callable[[str], str]:
    known = {choice_id(secret, item, part, one): one for one in own}

    def find(sent: str) -> str:
        if sent not in known:
            raise AnswerDoesNotFit(item.id, expected=_expected(item), detail=f"{sent!r} is no choice of this item")
        return known[sent]

    return find


def _expected(item: Item) -> str:
    if item.options:
        return "option_ids"
    return "pairs" if item.pairs else "order" if item.order else "text"
