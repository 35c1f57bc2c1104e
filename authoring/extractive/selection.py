"""Which items a micro-module shows and which stay in its bank: worth first, then form, then quotas."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from authoring.extractive.candidates import Candidate, Rung
from authoring.extractive.filters import flat, quoted
from authoring.extractive.ranker import Admission
from authoring.items.grading import is_self_marked
from authoring.linguistics import content_lemmas, obligations
from authoring.types import Item, ItemType, Origin

MOST_SHOWN, FEWEST_SHOWN = 5, 2
MOST_IN_BANK = 15
MOST_OF_ONE_PATTERN = 2
MOST_WHERE_SHORT = 3  # of one pattern, where the quiz would else stay below three items
ENOUGH = 3
STAND_IN_FROM = 0.55  # two of three labelled candidates above it ship, their documents left out (tests/evals/ranker.py)

_DECISIONS = frozenset({"P6", "P9", "P10", "P11", "P12", "P13", "P14", "P15", "P19", "P24"})
_ONE_A_QUIZ = frozenset({"P16", "P26"})
_SHORT_QUIZ = {"P16": 2, "P26": 1}  # at most, where the quiz would else stay below three items
# Keys that are names of a family: reading one elsewhere says nothing about which of them a question asks for.
_LABEL_KEYS = frozenset({"P3", "P5", "P6", "P7"})
_MOST_IN_MICRO_MODULE = {"P16": 2}


@dataclass(frozen=True, slots=True)
class Scored:
    """An item with the candidate it came from, its rank score, higher is better, and where it may stand.

    `chance`: how likely a reviewer ships it unedited, 0 to 1.
    """

    item: Item
    candidate: Candidate
    score: float
    standing: Admission = Admission.SHOWN
    chance: float = 1.0


@dataclass(frozen=True, slots=True)
class Selection:
    """Items shown, the easiest first, and those kept in the bank, best first; `rank` is set in both."""

    shown: tuple[Item, ...]
    bank: tuple[Item, ...]
    is_admitted: bool = True  # False: what is shown is of a pattern that stands in for want of another


def score(item: Item, candidate: Candidate, language: str | None, *, chance: float) -> float:
    """Worth (emphasis, obligation, decision, twin) plus how likely a reviewer ships the item."""
    worth = 0.1 * min(5, candidate.emphasis)
    worth += 0.15 if obligations(quoted(candidate.citations), language) else 0.0
    worth += 0.2 if item.pattern in _DECISIONS else 0.0
    worth += 0.15 if any(choice.rung is Rung.TWIN for choice in candidate.distractors) else 0.0
    worth += 0.1 if item.origin is Origin.SOURCE else 0.0
    worth -= 0.2 if is_self_marked(item) else 0.0  # a choice is graded; it comes first where both are sound
    return round(worth + 5.0 * chance, 6)


def select(scored: Iterable[Scored], language: str | None) -> Selection:
    """Two to five items to show and up to fifteen for the bank; the order of `scored` does not matter.

    What labels do not admit stands in, up to three items, where two of three of its like were shipped: an open recall
    prompt, the other way to fill a quiz, readers ship less often still. The best of it beats an empty quiz.
    """
    kept = [entry for entry in _without_equals(scored) if entry.standing is not Admission.OFF]
    ranked = _within_limits(sorted(kept, key=lambda entry: (-entry.score, entry.item.id)))
    asked = _unless_told(ranked)
    found = _shown([entry for entry in asked if entry.standing is Admission.SHOWN], language)
    shown = _filled(found, [entry for entry in asked if entry.chance >= STAND_IN_FROM], language) or ranked[:1]
    rest = [entry for entry in ranked if entry not in shown][:MOST_IN_BANK]
    ranks = {entry.item.id: rank for rank, entry in enumerate((*shown, *rest), start=1)}
    ordered = _easiest_first([replace(entry.item, rank=ranks[entry.item.id]) for entry in shown])
    bank = tuple(replace(entry.item, rank=ranks[entry.item.id]) for entry in rest)
    return Selection(ordered, bank, is_admitted=bool(found))


def _unless_told(ranked: Sequence[Scored]) -> list[Scored]:
    """All but what learners would mark themselves of a rule that is told as a statement, true or false.

    Permissions are only told as they stand. Were bans asked openly, most statements left to judge would be true.
    """
    told = {
        entry.candidate.frame
        for entry in ranked
        if entry.item.type is ItemType.TRUE_FALSE and entry.chance >= STAND_IN_FROM
    }
    return [entry for entry in ranked if not is_self_marked(entry.item) or entry.candidate.frame not in told - {""}]


def _filled(shown: list[Scored], ranked: Sequence[Scored], language: str | None) -> list[Scored]:
    """What is shown with stand-ins behind it, until there are enough."""
    filled = list(shown)
    for entry in ranked:
        if len(filled) < ENOUGH and entry not in filled and _may_join(entry, filled, MOST_OF_ONE_PATTERN, language):
            filled.append(entry)
    return filled


def _without_equals(scored: Iterable[Scored]) -> list[Scored]:
    best: dict[str, Scored] = {}
    for entry in sorted(scored, key=lambda entry: (-entry.score, entry.item.id)):
        best.setdefault(flat(entry.item.stem) + "|" + "|".join(sorted(flat(text) for text in _keys(entry.item))), entry)
    return list({entry.item.id: entry for entry in best.values()}.values())


def _within_limits(ranked: Sequence[Scored]) -> list[Scored]:
    counts: Counter[str] = Counter()
    kept = []
    for entry in ranked:
        pattern = entry.item.pattern
        counts[pattern] += 1
        if counts[pattern] <= _MOST_IN_MICRO_MODULE.get(pattern, 100):
            kept.append(entry)
    return kept


def _shown(ranked: Sequence[Scored], language: str | None) -> list[Scored]:
    shown: list[Scored] = []
    for most, enough in ((MOST_OF_ONE_PATTERN, MOST_SHOWN), (MOST_WHERE_SHORT, ENOUGH)):
        for entry in _decision_first(ranked):
            if len(shown) < enough and entry not in shown and _may_join(entry, shown, most, language):
                shown.append(entry)
    return sorted(shown, key=lambda entry: (-entry.score, entry.item.id))


def _decision_first(ranked: Sequence[Scored]) -> list[Scored]:
    """The ranking, with the best decision item moved into the first five where there is one."""
    first = next((entry for entry in ranked if entry.item.pattern in _DECISIONS), None)
    if first is None or ranked.index(first) < MOST_SHOWN - 1:
        return list(ranked)
    others = [entry for entry in ranked if entry is not first]
    return [*others[: MOST_SHOWN - 2], first, *others[MOST_SHOWN - 2 :]]


def _may_join(entry: Scored, shown: Sequence[Scored], most: int, language: str | None) -> bool:
    pattern = entry.item.pattern
    if sum(other.item.pattern == pattern for other in shown) >= _quota(pattern, most):
        return False
    if _is_usual_answer(entry.item):
        return False
    if entry.candidate.frame and any(other.candidate.frame == entry.candidate.frame for other in shown):
        return False
    return not any(
        _gives_away(entry.item, other.item, language)
        or _gives_away(other.item, entry.item, language)
        or _asks_the_same(entry.item, other.item, language)
        for other in shown
    )


def _quota(pattern: str, most: int) -> int:
    if most == MOST_WHERE_SHORT:
        return _SHORT_QUIZ.get(pattern, most)
    return 1 if pattern in _ONE_A_QUIZ else most


def _is_usual_answer(item: Item) -> bool:
    """Two of three P16 items whose answer is "required", the first option: rules mostly are, and learners learn so."""
    is_usual = item.pattern == "P16" and any(option.correct and option.id == "a" for option in item.options)
    return is_usual and int(item.id[1:], 16) % 3 != 0


def _gives_away(item: Item, other: Item, language: str | None) -> bool:
    """Whether the stem or rationale of `item` states a key of `other`; one-word labels are bound to recur.

    Of a label only the stem of an item of its own kind counts: there it is what the stem asks about.
    """
    if other.pattern in _LABEL_KEYS:
        told = flat(item.stem) if item.pattern == other.pattern else ""
    else:
        told = flat(f"{item.stem} {item.rationale}")
    return any(
        re.search(rf"(?<!\w){re.escape(flat(key))}(?!\w)", told) is not None
        for key in _keys(other)
        if len(content_lemmas(key, language)) >= 2
    )


def _asks_the_same(item: Item, other: Item, language: str | None) -> bool:
    one, two = content_lemmas(item.stem, language), content_lemmas(other.stem, language)
    union = one | two
    same_stem = bool(union) and len(one & two) / len(union) >= 0.8
    same_source = item.citations[0].span == other.citations[0].span
    keys_one, keys_two = {flat(key) for key in _keys(item)}, {flat(key) for key in _keys(other)}
    return (same_stem and bool(keys_one & keys_two)) or (same_source and bool(keys_one & keys_two))


def _keys(item: Item) -> list[str]:
    texts = [option.text for option in item.options if option.correct and item.type is not ItemType.TRUE_FALSE]
    return texts + [answer.value for answer in item.accepted_answers]


def _easiest_first(items: Sequence[Item]) -> tuple[Item, ...]:
    if not items:
        return ()
    first = min(items, key=lambda item: (item.difficulty, item.rank))
    others = sorted((item for item in items if item is not first), key=lambda item: item.rank)
    return (first, *others)
