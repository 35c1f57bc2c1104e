"""Statements that contradict each other: alike in what they are about and for whom, unlike in value or modality."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from authoring.extractive.limits import Bound
from authoring.extractive.stated_facts import Amount, Force, StatedFact
from authoring.linguistics import content_lemmas, singular
from authoring.linguistics.words import word_list
from authoring.types import Citation

SAME_SIZE = 0.05  # three months and ninety days are the same


class ConflictKind(StrEnum):
    """What the two statements differ in."""

    VALUE = "value"
    MODALITY = "modality"


@dataclass(frozen=True, slots=True)
class PublishedFact:
    """A fact that a published micro-module of another document teaches."""

    fact: StatedFact
    micro_module: str
    title: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One side of a conflict; `micro_module` and `title` None: it stands in the drafted document itself."""

    citation: Citation
    micro_module: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two statements of which at most one can hold; the first stands in the drafted document."""

    id: str
    kind: ConflictKind
    first: Statement
    second: Statement

    @property
    def message(self) -> str:
        """The finding's words, with both quotes."""
        where = f"“{self.second.title}”, which is published," if self.second.title else "the document itself"
        return (
            f"“{self.first.citation.quote}” contradicts what {where} says elsewhere: "
            f"“{self.second.citation.quote}”. Nothing is taught or asked about it until you decide which holds."
        )


def find_conflicts(facts: Sequence[StatedFact], published: Sequence[PublishedFact] = ()) -> tuple[Conflict, ...]:
    """Every pair of a document's facts, or of one of them and a published one, that contradict each other."""
    alike: dict[tuple[tuple[str, ...], tuple[str, ...]], list[StatedFact]] = defaultdict(list)
    for fact in facts:
        alike[fact.words, fact.scope].append(fact)
    found = [
        _conflict(kind, Statement(one.citation), Statement(other.citation))
        for group in alike.values()
        for one, other in combinations(group, 2)
        if (kind := _contradiction(one, other)) is not None
    ]
    found += [
        _conflict(kind, Statement(one.citation), Statement(known.fact.citation, known.micro_module, known.title))
        for known in published
        for one in alike.get((known.fact.words, known.fact.scope), ())
        if (kind := _contradiction(one, known.fact)) is not None
    ]
    return tuple(sorted({conflict.id: conflict for conflict in found}.values(), key=_in_reading_order))


def _in_reading_order(conflict: Conflict) -> tuple[int, int, str]:
    return conflict.first.citation.span.start, conflict.second.citation.span.start, conflict.id


def _conflict(kind: ConflictKind, first: Statement, second: Statement) -> Conflict:
    told = [
        first.citation.quote,
        second.citation.quote,
        *(map(str, first.citation.span)),
        *(map(str, second.citation.span)),
    ]
    digest = hashlib.sha256("\n".join([*told, second.micro_module or ""]).encode()).hexdigest()
    return Conflict(f"c{digest[:12]}", kind, first, second)


_OPPOSED = frozenset(
    frozenset(pair)
    for pair in (
        (Force.BINDS, Force.FORBIDS),
        (Force.BINDS, Force.WARNS),
        (Force.BINDS, Force.FREES),
        (Force.ADVISES, Force.FORBIDS),
        (Force.ADVISES, Force.WARNS),
        (Force.ALLOWS, Force.FORBIDS),
    )
)
_SAME_FORCE = frozenset({Force.BINDS, Force.STATES})


def _contradiction(one: StatedFact, other: StatedFact) -> ConflictKind | None:
    kind = None
    if frozenset((one.force, other.force)) in _OPPOSED and _amounts_agree(one.amounts, other.amounts):
        kind = ConflictKind.MODALITY
    elif (one.force is other.force or {one.force, other.force} == _SAME_FORCE) and _amounts_exclude(
        one.amounts, other.amounts
    ):
        kind = ConflictKind.VALUE
    return kind if kind and not _stand_apart(one, other) else None


def _amounts_agree(one: Sequence[Amount], other: Sequence[Amount]) -> bool:
    return len(one) == len(other) and all(
        mine.unit == theirs.unit and not _differ(mine, theirs) for mine, theirs in zip(one, other, strict=True)
    )


def _amounts_exclude(one: Sequence[Amount], other: Sequence[Amount]) -> bool:
    """Whether both count the same things in the same order and one of the values excludes the other."""
    if len(one) != len(other) or any(mine.unit != theirs.unit for mine, theirs in zip(one, other, strict=True)):
        return False
    return any(_excludes(mine, theirs) for mine, theirs in zip(one, other, strict=True))


def _differ(one: Amount, other: Amount) -> bool:
    return abs(one.value - other.value) > SAME_SIZE * max(abs(one.value), abs(other.value))


_FROM = frozenset({Bound.MINIMUM})
_TO = frozenset({Bound.MAXIMUM, Bound.WITHIN})


def _excludes(one: Amount, other: Amount) -> bool:
    if not _differ(one, other):
        return False
    if one.bound is other.bound or {one.bound, other.bound} == _TO:
        return True
    lower, upper = sorted((one, other), key=lambda amount: amount.bound not in _FROM)  # a minimum first
    if lower.bound in _FROM:
        return upper.bound in _TO | {None} and upper.value < lower.value
    most, exact = (one, other) if one.bound in _TO else (other, one)
    return most.bound in _TO and exact.bound is None and exact.value > most.value


_EMPTY = word_list("empty_headings_en") | word_list("column_nouns_en")
_NUMBERING = re.compile(
    r"^(?:(?:chapter|section|part|step|appendix|annex)\s+)?[\dA-Z]{0,2}\d+(?:\.\d+)*[.):]?\s+", re.IGNORECASE
)
# "AAL2", "SEV-1", "Level 3", "Class 3 goods"; not "Your first 90 days"
_LABEL = re.compile(
    rf"\b[A-Za-z]+-?\d|\b[A-Z]{{2,}} \d|\b(?i:{'|'.join(sorted(word_list('class_nouns_en')))})s?\s+(?:\d+|[A-Z]|I+V?)\b"
)
_OPENS_NARROW = word_list("narrows_heading")
_PEOPLE = word_list("agents_en") | word_list("everybody_en")


def _stand_apart(one: StatedFact, other: StatedFact) -> bool:
    """Whether the headings say that the two speak of different cases: levels, classes, people, conditions."""
    shared = 0
    while shared < min(len(one.headings), len(other.headings)) and one.headings[shared] == other.headings[shared]:
        shared += 1
    mine, theirs = one.headings[shared:], other.headings[shared:]
    said = content_lemmas(one.citation.quote, "en") & content_lemmas(other.citation.quote, "en")
    if any(_narrows(heading, said) for heading in (*mine, *theirs)):
        return True
    return bool(mine and theirs) and _are_of_one_family(mine[0], theirs[0])


def _narrows(heading: str, said: frozenset[str]) -> bool:
    plain = _NUMBERING.sub("", heading).strip(" :.")
    named = content_lemmas(plain, "en")
    if not plain or named <= said:
        return False
    if _LABEL.search(plain):
        return True
    first, last = plain.split()[0].lower(), plain.split()[-1].lower()
    return first in _OPENS_NARROW or singular(last) in _PEOPLE or heading.rstrip().endswith(":")


def _are_of_one_family(one: str, other: str) -> bool:
    """ "Small parcels" and "Large parcels", "Day 1" and "Day 2"."""
    mine, theirs = (_NUMBERING.sub("", heading).lower().split() for heading in (one, other))
    if not mine or not theirs or mine == theirs:
        return False
    is_counted = mine[:-1] == theirs[:-1] and mine[-1].isdigit() and theirs[-1].isdigit()
    return is_counted or (mine[-1] == theirs[-1] and mine[-1] not in _EMPTY)
