"""What an edit changed, line by line and word by word, for whoever approves it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import NamedTuple

from authoring.types import Item, MicroModule

_LEAST_ALIKE = 0.4  # of two texts that share fewer words, a row of both is harder to read than one after the other


class Change(StrEnum):
    SAME = "same"
    GONE = "gone"
    COME = "come"


class Stretch(NamedTuple):
    """Words that all stayed, went or came."""

    change: Change
    text: str


class _Line(NamedTuple):
    part: str
    text: str


@dataclass(frozen=True, slots=True)
class ChangedLine:
    """One line of `part` (title, objective, key_point, body, term, question, option) that is not as it was."""

    part: str
    stretches: tuple[Stretch, ...]


def differences(before: MicroModule, after: MicroModule) -> list[ChangedLine]:
    """The lines that are not as they were; ids and findings do not count, nor does the bank."""
    old, new = _lines(before), _lines(after)
    changed: list[ChangedLine] = []
    for operation, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if operation != "equal":
            changed += _changed(old[i:j], new[k:m])
    return changed


def word_changes(before: str, after: str) -> tuple[Stretch, ...]:
    """The words of both texts in one row."""
    if SequenceMatcher(None, before.split(), after.split(), autojunk=False).ratio() < _LEAST_ALIKE:
        return (Stretch(Change.GONE, before), Stretch(Change.COME, after))
    old, new = re.findall(r"\s+|\S+", before), re.findall(r"\s+|\S+", after)
    row: list[Stretch] = []
    for operation, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if operation == "equal":
            row.append(Stretch(Change.SAME, "".join(old[i:j])))
            continue
        row += [Stretch(Change.GONE, "".join(old[i:j]))] if j > i else []
        row += [Stretch(Change.COME, "".join(new[k:m]))] if m > k else []
    return tuple(row)


def reworded_rows(touched: Mapping[str, object]) -> tuple[tuple[Stretch, ...], ...]:
    """The sentences of `{"sentences": [{"was", "now"}]}`, each as the words that stayed, went and came."""
    sentences = touched["sentences"]
    return tuple(_reworded(**sentence) for sentence in sentences) if isinstance(sentences, list) else ()


def _reworded(was: str, now: str | None) -> tuple[Stretch, ...]:
    return (Stretch(Change.GONE, was),) if now is None else word_changes(was, now)


def _changed(old: Sequence[_Line], new: Sequence[_Line]) -> Iterator[ChangedLine]:
    pairs = min(len(old), len(new))
    for was, now in zip(old[:pairs], new[:pairs], strict=True):
        if was.part == now.part:
            yield ChangedLine(now.part, word_changes(was.text, now.text))
        else:
            yield ChangedLine(was.part, (Stretch(Change.GONE, was.text),))
            yield ChangedLine(now.part, (Stretch(Change.COME, now.text),))
    for was in old[pairs:]:
        yield ChangedLine(was.part, (Stretch(Change.GONE, was.text),))
    for now in new[pairs:]:
        yield ChangedLine(now.part, (Stretch(Change.COME, now.text),))


def _lines(micro_module: MicroModule) -> list[_Line]:
    lines = [_Line("title", micro_module.title), _Line("objective", micro_module.objective.text)]
    lines += [_Line("key_point", point.text) for point in micro_module.key_points]
    lines += [_Line("body", part.text) for part in micro_module.body]
    lines += [_Line("term", f"{term.term}: {term.definition}") for term in micro_module.terms]
    for item in micro_module.items:
        lines += _item_lines(item)
    return lines


def _item_lines(item: Item) -> Iterator[_Line]:
    yield _Line("question", item.stem)
    for option in item.options:
        yield _Line("option", f"{'✓' if option.correct else '○'} {option.text}")
        if option.rationale:
            yield _Line("rationale", option.rationale)
    for answer in item.accepted_answers:
        yield _Line("option", f"✓ {answer.value} {answer.unit or ''}".strip())
    for pair in item.pairs:
        yield _Line("option", f"{pair.left} → {pair.right}")
    for step in item.order:
        yield _Line("option", step)
    if item.rationale:
        yield _Line("rationale", item.rationale)
