"""A document's own outline: sections by headings, and the runs of blocks that no cut may enter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from authoring.reading_time import MOST_WORDS, taught_words, teaches
from authoring.types import Block, BlockKind, BlockRole

_NUMBER = re.compile(r"\s*(?P<number>[A-Z]?\d+(?:\.\d+)*)\.?\s+(?=\S)")  # 5.1.4, V2.1
_LEAD_IN_END = re.compile(r"[:：]\s*$")
_LONGEST_LEAD_IN = 60  # words; a longer paragraph that ends in a colon is text of its own


@dataclass(slots=True)
class Section:
    """A heading with the blocks before the next heading, and the sections below it; the root has no heading."""

    heading: Block | None
    level: int
    own: list[Block] = field(default_factory=list)
    children: list[Section] = field(default_factory=list)
    above: tuple[Section, ...] = ()

    @property
    def path(self) -> tuple[str, ...]:
        """The headings from the outermost to the section's own."""
        return tuple(section.heading.text for section in (*self.above, self) if section.heading is not None)


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive blocks that stay together: a heading with what follows, a list with its lead-in, a table, code."""

    section: Section
    blocks: tuple[Block, ...]
    words: int


def outline(blocks: Sequence[Block]) -> Section:
    """The tree of sections that the headings' numbers and levels tell; a level skipped on the way down is no gap."""
    root = Section(None, 0)
    open_sections = [root]
    for block in blocks:
        if block.kind is BlockKind.HEADING and teaches(block):
            level = max(1, block.level or 1)
            while len(open_sections) > 1 and not _holds(open_sections[-1], block, level):
                open_sections.pop()
            section = Section(block, level, above=tuple(open_sections))
            open_sections[-1].children.append(section)
            open_sections.append(section)
        else:
            open_sections[-1].own.append(block)
    return root


def _holds(section: Section, heading: Block, level: int) -> bool:
    """Whether the heading opens a part of the section: by their numbers where both have one, else by their levels.

    Documents number four levels and mark three: "5.1.4.2" stands under "5.1.4" though both are marked alike.
    """
    outer = _NUMBER.match(section.heading.text) if section.heading else None
    inner = _NUMBER.match(heading.text)
    if outer is None or inner is None or "." not in inner["number"]:  # "1. Download" may count anew in each section
        return section.level < level
    if inner["number"].startswith(f"{outer['number']}."):
        return True
    return section.level < level and "." not in outer["number"]


def runs(section: Section) -> list[Run]:
    """The section's own blocks, heading first, as runs; blocks that do not teach join the run before them."""
    groups = _grouped([*([section.heading] if section.heading else []), *section.own])
    return [Run(section, tuple(part), sum(map(taught_words, part))) for group in groups for part in _divided(group)]


def _grouped(blocks: Sequence[Block]) -> list[list[Block]]:
    groups: list[list[Block]] = []
    for block in blocks:
        if groups and (not teaches(block) or _belongs_with(groups[-1], block)):
            groups[-1].append(block)
        else:
            groups.append([block])
    return groups


def _belongs_with(group: Sequence[Block], block: Block) -> bool:
    """Whether no cut may fall between the last taught block of `group` and `block`."""
    taught = [other for other in group if teaches(other)]
    if not taught:
        return True
    last = taught[-1]
    if last.kind is BlockKind.HEADING:
        return True
    if block.kind is BlockKind.LIST_ITEM:
        return _continues_list(last, block)
    if BlockKind.CAPTION in (last.kind, block.kind):
        return last.kind is not block.kind
    if block.kind in (BlockKind.TABLE, BlockKind.CODE, BlockKind.NOTE):
        return is_lead_in(last) or block.kind is BlockKind.NOTE or last.kind is block.kind is BlockKind.CODE
    return _same_admonition(last, block) or (is_lead_in(last) and block.role is not BlockRole.BODY)


def _continues_list(last: Block, block: Block) -> bool:
    if last.kind is BlockKind.LIST_ITEM:
        nested = (block.level or 1) > 1
        return nested or last.place is None or block.place is None or last.place.list_id == block.place.list_id
    if (block.level or 1) > 1:
        return True  # text or code inside an item, then its nested list
    continues = block.place is not None and block.place.number > 1
    return continues or is_lead_in(last)


def is_lead_in(block: Block) -> bool:
    """Whether the block only opens what follows: it ends in a colon and is no list item's or heading's text."""
    return (
        block.kind in (BlockKind.PARAGRAPH, BlockKind.CAPTION)
        and _LEAD_IN_END.search(block.text) is not None
        and len(block.text.split()) <= _LONGEST_LEAD_IN
    )


def _same_admonition(last: Block, block: Block) -> bool:
    return last.role is block.role is BlockRole.ADMONITION and last.label == block.label


def _divided(group: list[Block]) -> Iterator[list[Block]]:
    """A run too long for one micro-module, cut between top-level list items; any other run as it is."""
    if sum(map(taught_words, group)) <= MOST_WORDS:
        yield group
        return
    part: list[Block] = []
    for block in group:
        if part and _may_divide(part[-1], block):
            yield part
            part = []
        part.append(block)
    yield part


def _may_divide(last: Block, block: Block) -> bool:
    if not teaches(block) or last.kind is BlockKind.HEADING or is_lead_in(last):
        return False
    if block.kind is BlockKind.LIST_ITEM:
        return (block.level or 1) == 1
    return block.kind in (BlockKind.PARAGRAPH, BlockKind.CODE, BlockKind.TABLE)
