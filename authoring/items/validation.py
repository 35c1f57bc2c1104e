"""Whether an item of each of the eight types is whole; says nothing about whether it is true."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from authoring.types import Item, ItemType

MAX_STEM_WORDS = 35  # measure S1
GAP = "____"


def faults_of_form(item: Item) -> tuple[str, ...]:
    """What is wrong with the item's parts, as sentences; none for a whole item."""
    return (*_faults_of_stem(item), *_FAULTS[item.type](item))


def _faults_of_stem(item: Item) -> Iterator[str]:
    words = len(item.stem.split())
    if words == 0:
        yield "The stem is empty."
    elif words > MAX_STEM_WORDS:
        yield f"The stem has {words} words; at most {MAX_STEM_WORDS} are read in one go."
    if not item.citations:
        yield "No source is cited."
    if not item.rationale.strip():
        yield "There is no rationale."


def _faults_of_options(item: Item) -> Iterator[str]:
    texts = [_plain(option.text) for option in item.options]
    if len(set(texts)) < len(texts):
        yield "Two options are equal."
    if any(not text for text in texts):
        yield "An option is empty."
    if len({option.id for option in item.options}) < len(item.options):
        yield "Two options have one id."
    if any(not option.rationale.strip() for option in item.options):
        yield "An option has no rationale."


def _multiple_choice(item: Item) -> Iterator[str]:
    yield from _faults_of_options(item)
    if not 2 <= len(item.options) <= 8:
        yield "A choice needs two to eight options."
    if _count_correct(item) != 1:
        yield "A choice has exactly one right option."


def _multiple_response(item: Item) -> Iterator[str]:
    yield from _faults_of_options(item)
    if len(item.options) < 3:
        yield "Several right options need at least three options."
    if not 1 <= _count_correct(item) < len(item.options):
        yield "At least one option is right and at least one wrong."


def _true_false(item: Item) -> Iterator[str]:
    yield from _faults_of_options(item)
    if len(item.options) != 2 or _count_correct(item) != 1:
        yield "True or false has two options, one of them right."


def _cloze(item: Item) -> Iterator[str]:
    if item.stem.count(GAP) != 1:
        yield f"A gap text has exactly one gap, written {GAP}."
    if not item.accepted_answers and _count_correct(item) != 1:
        yield "A gap needs an accepted answer or one right option."
    yield from _faults_of_options(item)


def _matching(item: Item) -> Iterator[str]:
    if len(item.pairs) < 3:
        yield "Matching needs at least three pairs."
    for side in ("left", "right"):
        texts = [_plain(getattr(pair, side)) for pair in item.pairs]
        if len(set(texts)) < len(texts) or not all(texts):
            yield f"The {side} sides are not all different."


def _ordering(item: Item) -> Iterator[str]:
    if len(item.order) < 3:
        yield "Ordering needs at least three steps."
    if len({_plain(text) for text in item.order}) < len(item.order):
        yield "Two steps are equal."


def _numeric(item: Item) -> Iterator[str]:
    if not item.accepted_answers:
        yield "A number is asked and none is accepted."
    for answer in item.accepted_answers:
        if not _is_number(answer.value):
            yield f"The accepted answer {answer.value!r} is no number."
        if answer.tolerance is not None and answer.tolerance < 0:
            yield "The tolerance is below zero."


def _short_answer(item: Item) -> Iterator[str]:
    if not any(answer.value.strip() for answer in item.accepted_answers):
        yield "No accepted answer is given."


_FAULTS: dict[ItemType, Callable[[Item], Iterator[str]]] = {
    ItemType.MULTIPLE_CHOICE: _multiple_choice,
    ItemType.MULTIPLE_RESPONSE: _multiple_response,
    ItemType.TRUE_FALSE: _true_false,
    ItemType.CLOZE: _cloze,
    ItemType.MATCHING: _matching,
    ItemType.ORDERING: _ordering,
    ItemType.NUMERIC: _numeric,
    ItemType.SHORT_ANSWER: _short_answer,
}


def _count_correct(item: Item) -> int:
    return sum(option.correct for option in item.options)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split()).strip(" .")


def _is_number(value: str) -> bool:
    try:
        float(value.replace(",", ""))
    except ValueError:
        return False
    return True
