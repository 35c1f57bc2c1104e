"""M2: micro-modules begin where the document's own headings part sections of 45 seconds or more.

Wanted: every heading with 45 seconds or more of text of its own section on either side. Wrong: a beginning inside a
section that a micro-module could have held whole. Left out: headings beside a shorter section, which merging may or
may not keep, and cuts inside sections of more than 180 seconds, which somebody has to cut.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from tests.evals.draft_file import Block
from tests.evals.measure import Case, Figure, Target
from tests.evals.micro_modules import LONGEST_SECONDS, SHORTEST_SECONDS, WORDS_A_MINUTE
from tests.evals.source import Miss, Source
from tests.evals.wording import word_count

EVEN_SECONDS = 110  # the baseline's length: the middle of what is allowed


@dataclass(frozen=True)
class Section:
    """Consecutive blocks under one heading, up to the next heading of any level."""

    first: int
    blocks: tuple[Block, ...]

    @property
    def seconds(self) -> float:
        return (
            sum(word_count(b.text) for b in self.blocks if b.role not in {"quiz", "boilerplate"}) * 60 / WORDS_A_MINUTE
        )

    @property
    def has_heading(self) -> bool:
        return self.blocks[0].kind == "heading"


@dataclass(frozen=True)
class Match:
    """Boundaries hit, missed and wrong, with a line for each that is not a hit."""

    hit: int
    missed: tuple[Miss, ...]
    wrong: tuple[Miss, ...]


def sections(source: Source) -> list[Section]:
    """The document cut at every heading; headings that follow each other without text open one section."""
    starts = [
        place
        for place, block in enumerate(source.blocks)
        if place == 0 or (block.kind == "heading" and source.blocks[place - 1].kind != "heading")
    ]
    ends = [*starts[1:], len(source.blocks)]
    return [Section(start, source.blocks[start:end]) for start, end in zip(starts, ends, strict=True)]


def matched(case: Case, beginnings: Iterable[int]) -> Match:
    """How the places (numbers of blocks) where micro-modules begin fit the document's sections."""
    found = sections(case.source)
    places = {_before_headings(case.source, place) for place in beginnings} - {0}
    wanted = {
        right.first: right
        for left, right in itertools.pairwise(found)
        if left.seconds >= SHORTEST_SECONDS and right.seconds >= SHORTEST_SECONDS and right.has_heading
    }
    missed = tuple(
        Miss(f"{case.name}@{first}", section.blocks[0].text, "no micro-module begins here")
        for first, section in wanted.items()
        if first not in places
    )
    inside = [
        (place, section)
        for section in found
        for place in sorted(places)
        if section.first < place < section.first + len(section.blocks) and section.seconds <= LONGEST_SECONDS
    ]
    wrong = tuple(Miss(f"{case.name}@{p}", s.blocks[0].text, "cut inside a section that fits") for p, s in inside)
    return Match(len(wanted) - len(missed), missed, wrong)


def _before_headings(source: Source, place: int) -> int:
    """Where the run of headings above a beginning starts: headings without text between them stand at one place."""
    while place > 0 and source.blocks[place].kind == source.blocks[place - 1].kind == "heading":
        place -= 1
    return place


def beginnings(case: Case) -> list[int]:
    """Numbers of the blocks where micro-modules begin."""
    place = case.source.place
    return sorted(min(place[block] for block in module.blocks) for module in case.draft.micro_modules if module.blocks)


def even(case: Case) -> list[int]:
    """Beginnings every 110 seconds of text."""
    found, seconds = [], 0.0
    for place, block in enumerate(case.source.blocks):
        if seconds >= EVEN_SECONDS:
            found.append(place)
            seconds = 0.0
        seconds += word_count(block.text) * 60 / WORDS_A_MINUTE
    return found


def f1(cases: Sequence[Case], cut: Callable[[Case], Iterable[int]]) -> tuple[float | None, int, tuple[Miss, ...]]:
    """F1 over all cases, its denominator (wanted and wrong boundaries), and what was missed or wrong."""
    matches = [matched(case, cut(case)) for case in cases]
    misses = tuple(miss for match in matches for miss in match.missed + match.wrong)
    hit = sum(match.hit for match in matches)
    of = hit + len(misses)
    return (2 * hit / (2 * hit + len(misses)) if of else None), of, misses


def boundary_figures(cases: Sequence[Case]) -> list[Figure]:
    """M2 beside even segments."""
    value, of, misses = f1(cases, beginnings)
    baseline, _, _ = f1(cases, even)
    return [
        Figure(
            "M2",
            "boundaries at the document's headings, F1",
            value,
            of,
            Target(low=0.95),
            baseline,
            "even segments",
            misses,
        )
    ]
