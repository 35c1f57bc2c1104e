"""Lists and headings that an author typed by hand: "1. …", "- …", a short line all in bold."""

from __future__ import annotations

import re
from itertools import groupby, pairwise

from authoring.readers.reading import RawBlock
from authoring.types import BlockKind, BlockRole, Span

_MARKER = re.compile(r"^(?:([•◦▪‣●○■□➢∙]|[-–—*](?=\s))|\(?(\d{1,2})[.)](?=\s))\s*")
_BOX = re.compile(
    r"^(note|warning|caution|important|tip|danger|nota|attenzione|importante|avviso)\s*[:!–—-]\s*(.*)$", re.I
)
_MAX_HEADING_WORDS = 12
_MAX_LEVEL = 6


def recognise_typed(blocks: list[RawBlock]) -> None:
    """Make typed markers into list items and bold lines into headings; changes the blocks in place."""
    _recognise_lists(blocks)
    _recognise_boxes(blocks)
    _recognise_headings(blocks)


def _recognise_lists(blocks: list[RawBlock]) -> None:
    """Runs of two or more paragraphs with bullets, or numbered on from one another."""
    lists = 0
    for is_marked, group in groupby(enumerate(blocks), key=lambda pair: _marker(pair[1]) is not None):
        run = [block for _, block in group]
        if not is_marked or len(run) < 2:
            continue
        for part in _runs(run):
            if len(part) > 1:
                lists += 1
                _make_items(part, f"t{lists}")


def _marker(block: RawBlock) -> re.Match[str] | None:
    if block.kind is not BlockKind.PARAGRAPH or block.time_seconds is not None:
        return None
    return _MARKER.match(block.text)


def _runs(blocks: list[RawBlock]) -> list[list[RawBlock]]:
    """Cut where bullets turn to numbers or numbers do not go on."""
    runs: list[list[RawBlock]] = []
    expected: int | None = None
    for block in blocks:
        found = _marker(block)
        number = int(found[2]) if found and found[2] else None
        if not runs or number != expected:
            runs.append([])
        runs[-1].append(block)
        expected = None if number is None else number + 1
    return runs


def _make_items(blocks: list[RawBlock], list_id: str) -> None:
    for number, block in enumerate(blocks, start=1):
        found = _marker(block)
        if found is None:
            continue
        cut = found.end()
        block.kind, block.level, block.list_id, block.number = BlockKind.LIST_ITEM, 1, list_id, number
        block.ordered = found[2] is not None
        block.text = block.text[cut:]
        moved = (Span(max(span.start - cut, 0), span.end - cut) for span in block.emphasis)
        block.emphasis = tuple(span for span in moved if span.end > span.start)


def _recognise_boxes(blocks: list[RawBlock]) -> None:
    """A bold line "Note: what it is about" names the paragraph below as an admonition and goes into its label."""
    for index in range(len(blocks) - 2, -1, -1):
        named = _BOX.match(blocks[index].text) if _is_bold_line(blocks[index]) else None
        if named and blocks[index + 1].kind is BlockKind.PARAGRAPH:
            blocks[index + 1].role = BlockRole.ADMONITION
            blocks[index + 1].label = named[2] or named[1].lower()
            del blocks[index]


def _recognise_headings(blocks: list[RawBlock]) -> None:
    """A short paragraph wholly in bold, before running text or a list, is a heading below the last one."""
    level = 0
    for block, following in pairwise(blocks):
        if block.kind is BlockKind.HEADING:
            level = block.level or 1
        elif _is_bold_line(block) and following.kind is not BlockKind.HEADING and not _is_bold_line(following):
            block.kind, block.level = BlockKind.HEADING, min(level + 1, _MAX_LEVEL)


def _is_bold_line(block: RawBlock) -> bool:
    if block.kind is not BlockKind.PARAGRAPH or block.role is not BlockRole.BODY or block.speaker is not None:
        return False
    words = block.text.split()
    is_bold = block.emphasis == (Span(0, len(block.text)),)
    return (
        is_bold
        and 0 < len(words) <= _MAX_HEADING_WORDS
        and block.text[-1] not in ".,;:!?…"
        and any(character.isalpha() for character in block.text)
    )
