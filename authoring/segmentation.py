"""Where one micro-module ends and the next begins: headings first, embeddings only inside what is too long."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from authoring.cutting import Cutter
from authoring.joining import MOST_JOINED_WORDS, are_two_subjects
from authoring.reading_time import FEWEST_WORDS, MOST_WORDS, reading_seconds, teaches
from authoring.sections import Run, Section, outline, runs
from authoring.types import BlockId, BlockKind, BlockRole, Document, Segment, SegmentId
from indexes.embedder import Embedder

_SUMS_UP = re.compile(
    r"\b(?:summary|conclusions?|recap|key takeaways|in short|riepilogo|conclusioni)\W*$", re.IGNORECASE
)
_EMBEDDED_WORDS = 60  # of a section: its heading and the first sentences
_MOST_EMBEDDED = 250  # sections of one document; about three seconds on two cores
_FEWEST_COMPARED = 6  # sections of a document from which their average likeness says something
_NEAR_CHANCE = 0.6  # of that likeness; below it, the sections were of different matters in most readings
_FOR_BOTH = 0.3  # of likeness: two short neighbours that join are two problems less
_TINY_WORDS = 60  # a quarter of a minute; alone it teaches nothing, so it joins even a neighbour that must be cut


@dataclass(slots=True)
class _Group:
    """Runs on their way to becoming one segment, or several when they are too long."""

    runs: list[Run]
    meaning: NDArray[np.float32]  # unit length; of what it says, weighed by words
    opens_section: bool = False  # the text before the first subsection
    is_whole: bool = True  # all of one section, or the text before its first subsection

    @property
    def words(self) -> int:
        return sum(run.words for run in self.runs)

    @property
    def is_short(self) -> bool:
        return self.words < FEWEST_WORDS

    @property
    def may_move(self) -> bool:
        """Whether it may join a neighbour: a last part of a long section may not join the section after it."""
        return self.is_short and (self.is_whole or self.words < _TINY_WORDS)


def segment_document(document: Document, *, embedder: Embedder) -> tuple[Segment, ...]:
    """Segments of 45 to 180 seconds in reading order; one that stays under the bound says so.

    Sections that are long enough stand alone, a short one joins the neighbour under their nearest common parent that
    is closest to it in meaning, or stays alone where both speak of something else, and only what is too long is cut
    inside, between paragraphs. A block that is too long by itself stays whole. Every block
    that teaches is in exactly one segment; quizzes and boilerplate lie in the segment that they follow. A document that
    holds only a quiz is one segment.
    """
    root = outline(document.blocks)
    cutter = Cutter(embedder)
    merger = _Merger(root, embedder)
    parts = [part for group in _with_leftovers(merger.groups(root)) for part in cutter.cut(group.runs)]
    return tuple(_segment(number, part) for number, part in enumerate(parts, start=1))


class _Merger:
    """Joins short neighbours of one document from the leaves of its outline up."""

    def __init__(self, root: Section, embedder: Embedder) -> None:
        sections = list(_with_text(root))
        if all(sum(run.words for run in runs(section)) >= FEWEST_WORDS for section in sections):
            sections = []  # none will be joined
        vectors = embedder.embed([_told(section) for section in sections[:_MOST_EMBEDDED]])
        self._meanings = {id(section): vector for section, vector in zip(sections, vectors, strict=False)}
        self._nothing = np.zeros(embedder.dimensions, dtype=np.float32)
        self._apart: dict[tuple[int, int], bool] = {}
        self._seen: list[_Group] = []
        self._alien = _likeness_by_chance(vectors)

    def groups(self, section: Section) -> list[_Group]:
        """The groups of a section and all below it."""
        meaning = self._meanings.get(id(section), self._nothing)
        own = _Group(runs(section), meaning, opens_section=bool(section.children))
        found = [own] if own.runs else []
        for child in section.children:
            found += self.groups(child)
        merged = self._merged(found, under_one_title=section.heading is not None and _fit_one_title(found))
        for group in merged:
            group.is_whole = len(merged) == 1
        return merged

    def _merged(self, groups: list[_Group], *, under_one_title: bool) -> list[_Group]:
        """Joined two by two, the shortest first, until no short group has a neighbour that may take it.

        Two subjects stay apart unless all groups together fit `under_one_title`.
        """
        merged = list(groups)
        while True:
            pair = self._next_pair(merged, under_one_title=under_one_title)
            if pair is None:
                return merged
            first, second = merged[pair], merged[pair + 1]
            merged[pair : pair + 2] = [_joined(first, second)]

    def _next_pair(self, groups: list[_Group], *, under_one_title: bool) -> int | None:
        """The place of the first of the two groups to be joined next; None when all is done."""
        for words, place in sorted((group.words, place) for place, group in enumerate(groups) if group.may_move):
            group = groups[place]
            pairs = [first for first in (place - 1, place) if 0 <= first < len(groups) - 1]
            if group.opens_section and place + 1 < len(groups):
                pairs = [place]
            pairs = [
                first
                for first in pairs
                if _may_join(groups[first], groups[first + 1])
                and (under_one_title or not self._two_subjects(groups[first], groups[first + 1]))
            ]
            best = max(pairs, key=lambda first: (self._fit(groups[first], groups[first + 1]), -first), default=None)
            if best is not None and (words < _TINY_WORDS or group.opens_section or self._belong(groups, best)):
                return best
        return None

    def _two_subjects(self, first: _Group, second: _Group) -> bool:
        pair = (id(first), id(second))
        if pair not in self._apart:
            self._apart[pair] = are_two_subjects(first.runs, second.runs)
            self._seen += [first, second]  # kept, so that no other group takes their ids
        return self._apart[pair]

    def _fit(self, first: _Group, second: _Group) -> float:
        """How alike two neighbours are; two short ones help each other."""
        both_short = first.may_move and second.may_move
        return float(np.round(first.meaning @ second.meaning, 3)) + (_FOR_BOTH if both_short else 0.0)

    def _belong(self, groups: list[_Group], first: int) -> bool:
        heading = groups[first + 1].runs[0].section.heading
        sums_up = heading is not None and _SUMS_UP.search(heading.text) is not None
        return sums_up or float(groups[first].meaning @ groups[first + 1].meaning) >= self._alien


def _with_text(section: Section) -> Iterator[Section]:
    if any(run.words for run in runs(section)):
        yield section
    for child in section.children:
        yield from _with_text(child)


def _told(section: Section) -> str:
    """The section's heading and first words, which tell its topic."""
    words: list[str] = []
    for block in [*([section.heading] if section.heading else []), *section.own]:
        words += block.text.split(maxsplit=_EMBEDDED_WORDS)[:_EMBEDDED_WORDS] if teaches(block) else []
        if len(words) >= _EMBEDDED_WORDS:
            break
    return " ".join(words[:_EMBEDDED_WORDS])


def _likeness_by_chance(vectors: NDArray[np.float32]) -> float:
    """A likeness well below what two sections of the document have on average; too few sections tell none."""
    count = len(vectors)
    if count < _FEWEST_COMPARED:
        return -1.0
    together = float(np.square(vectors.sum(axis=0)).sum())
    return round(_NEAR_CHANCE * (together - count) / (count * (count - 1)), 3)


def _may_join(first: _Group, second: _Group) -> bool:
    if not (first.may_move or second.may_move):
        return False
    together = first.words + second.words
    smaller, larger = sorted((first.words, second.words))
    return together <= MOST_JOINED_WORDS or larger > MOST_WORDS or smaller < _TINY_WORDS


def _fit_one_title(groups: Sequence[_Group]) -> bool:
    """Whether the groups of a section together are short enough for one, and no two of them could stand alone."""
    fits = sum(group.words for group in groups) <= MOST_JOINED_WORDS
    return fits and sum(not group.is_short for group in groups) <= 1


def _joined(first: _Group, second: _Group) -> _Group:
    meaning = first.words * first.meaning + second.words * second.meaning
    length = float(np.linalg.norm(meaning)) or 1.0
    return _Group(
        first.runs + second.runs,
        (meaning / length).astype(np.float32),
        opens_section=first.opens_section and second.is_short,
        is_whole=first.is_whole or second.is_whole,
    )


def _with_leftovers(groups: list[_Group]) -> list[_Group]:
    """Groups that teach; what teaches nothing (a quiz, a page of licences) lies with the group before it.

    A document that only asks is one group, so that its questions have a place.
    """
    kept: list[_Group] = []
    ahead: list[Run] = []
    for group in groups:
        if any(_has_teaching_text(run) for run in group.runs):
            group.runs = group.runs if kept else [*ahead, *group.runs]
            kept.append(group)
        elif kept:
            kept[-1].runs += group.runs
        else:
            ahead += group.runs
    if kept or not any(_asks(run) for run in ahead):
        return kept
    groups[0].runs = ahead
    return groups[:1]


def _asks(run: Run) -> bool:
    return any(block.role is BlockRole.QUIZ and block.kind is not BlockKind.HEADING for block in run.blocks)


def _has_teaching_text(run: Run) -> bool:
    return any(teaches(block) and block.kind is not BlockKind.HEADING and block.text.strip() for block in run.blocks)


def _segment(number: int, part: Sequence[Run]) -> Segment:
    words = sum(run.words for run in part)
    return Segment(
        id=SegmentId(f"s{number}"),
        section_path=_common_path([run.section for run in part if _has_teaching_text(run)]),
        blocks=tuple(BlockId(block.id) for run in part for block in run.blocks),
        reading_seconds=reading_seconds(words),
        is_short=words < FEWEST_WORDS,
    )


def _common_path(sections: Sequence[Section]) -> tuple[str, ...]:
    """Headings of the innermost section that holds all of `sections`."""
    lines = [(*section.above, section) for section in sections]
    shared: Section | None = None
    for level in zip(*lines, strict=False):
        if any(section is not level[0] for section in level):
            break
        shared = level[0]
    return shared.path if shared is not None else ()
