"""Where one micro-module ends and the next begins: headings first, embeddings only inside what is too long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from authoring.cutting import Cutter
from authoring.reading_time import FEWEST_WORDS, MOST_WORDS, reading_seconds, teaches
from authoring.sections import Run, Section, outline, runs
from authoring.types import BlockId, BlockKind, BlockRole, Document, Segment, SegmentId
from indexes.embedder import Embedder

_TINY_WORDS = 60  # a quarter of a minute; alone it teaches nothing, so it joins even a neighbour that must be cut


@dataclass(slots=True)
class _Group:
    """Runs on their way to becoming one segment, or several when they are too long."""

    runs: list[Run]
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

    Sections that are long enough stand alone, short neighbours join under their nearest common parent, and only what
    is too long is cut inside, between paragraphs. A block that is too long by itself stays whole. Every block
    that teaches is in exactly one segment; quizzes and boilerplate lie in the segment that they follow. A document that
    holds only a quiz is one segment.
    """
    root = outline(document.blocks)
    cutter = Cutter(embedder)
    parts = [part for group in _with_leftovers(_groups(root)) for part in cutter.cut(group.runs)]
    return tuple(_segment(number, part) for number, part in enumerate(parts, start=1))


def _groups(section: Section) -> list[_Group]:
    """The groups of a section and all below it, merged from the leaves up."""
    own = _Group(runs(section), opens_section=bool(section.children))
    found = [own] if own.runs else []
    for child in section.children:
        found += _groups(child)
    merged = _merged(found)
    for group in merged:
        group.is_whole = len(merged) == 1
    return merged


def _merged(groups: list[_Group]) -> list[_Group]:
    """Short neighbours joined, in reading order, until no short group has a neighbour that may take it."""
    merged: list[_Group] = []
    for index, group in enumerate(groups):
        following = groups[index + 1] if index + 1 < len(groups) else None
        if merged and _joins_previous(merged[-1], group, following):
            merged[-1] = _joined(merged[-1], group)
        else:
            merged.append(group)
    if len(merged) > 1 and merged[-1].may_move and _may_join(merged[-2], merged[-1]):
        last = merged.pop()
        merged[-1] = _joined(merged[-1], last)
    return merged


def _joins_previous(previous: _Group, group: _Group, following: _Group | None) -> bool:
    if not _may_join(previous, group):
        return False
    if previous.may_move:
        return True
    waits = following is not None and following.may_move and _may_join(group, following)
    return group.may_move and not group.opens_section and not waits


def _may_join(first: _Group, second: _Group) -> bool:
    if not (first.may_move or second.may_move):
        return False
    together = first.words + second.words
    smaller, larger = sorted((first.words, second.words))
    return together <= MOST_WORDS or larger > MOST_WORDS or smaller < _TINY_WORDS


def _joined(first: _Group, second: _Group) -> _Group:
    return _Group(first.runs + second.runs, is_whole=first.is_whole or second.is_whole)


def _with_leftovers(groups: list[_Group]) -> list[_Group]:
    """Groups that teach; what teaches nothing (a quiz, a page of licences) lies with the group before it.

    A document that only asks is one group, so that its questions have a place.
    """
    kept: list[_Group] = []
    ahead = _Group([])
    for group in groups:
        if any(_has_teaching_text(run) for run in group.runs):
            kept.append(group if kept else _joined(ahead, group))
        elif kept:
            kept[-1] = _joined(kept[-1], group)
        else:
            ahead = _joined(ahead, group)
    return kept or ([ahead] if any(_asks(run) for run in ahead.runs) else [])


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
