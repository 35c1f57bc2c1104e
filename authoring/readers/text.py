"""Reads plain text: paragraphs between empty lines, list markers, and headings that stand alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from authoring.readers.characters import Run
from authoring.readers.encoding import decode
from authoring.readers.reading import RawBlock, Reading, text_block
from authoring.types import BlockKind

_ITEM = re.compile(r"^(\s*)(?:([-*•‣▪◦–])|\(?(\d{1,3})[.)])\s+(?=\S)")
_RULE = re.compile(r"^\s*([=\-~#*_])\1{2,}\s*$")
_NUMBERED_HEADING = re.compile(
    r"^(?:(?:chapter|section|part|capitolo|sezione)\s+\w+|\d+(?:\.\d+)*\.?)\s+[A-ZÀ-Þ]", re.I
)
_MAX_HEADING_WORDS = 10


def read_text(content: bytes) -> Reading:
    """Blocks of plain text."""
    reading = Reading()
    source = re.sub(r"\r\n?|\f", "\n", decode(content, reading))
    lists = 0
    for paragraph, underlined in _paragraphs(source):
        if underlined:
            level = 1 if underlined == "=" else 2
            reading.blocks.append(text_block(BlockKind.HEADING, [Run(" ".join(paragraph))], level=level))
            continue
        items = list(_items(paragraph))
        if any(marker for _, marker, _ in items):
            lists += 1
            reading.blocks.extend(_list_blocks(items, f"l{lists}"))
        elif _is_heading(paragraph):
            reading.blocks.append(text_block(BlockKind.HEADING, [Run(paragraph[0])], level=2))
        else:
            reading.blocks.append(text_block(BlockKind.PARAGRAPH, [Run(" ".join(paragraph))]))
    return reading


def _paragraphs(source: str) -> Iterator[tuple[list[str], str | None]]:
    """Lines between empty lines; with the character of the rule under a single line, if there is one."""
    lines: list[str] = []
    for line in [*source.split("\n"), ""]:
        rule = _RULE.match(line)
        if rule and len(lines) == 1 and rule[1] in "=-~":
            yield lines, rule[1]
            lines = []
        elif line.strip() and not rule:
            lines.append(line)
        elif lines:
            yield lines, None
            lines = []


def _items(lines: list[str]) -> Iterator[tuple[str, re.Match[str] | None, int]]:
    """Text, marker and number of each item, wrapped lines joined; no marker: text before the first item."""
    text: list[str] = []
    marker: re.Match[str] | None = None
    number = 0
    for line in lines:
        found = _ITEM.match(line)
        if not found:
            text.append(line.strip())
            continue
        if text:
            yield " ".join(text), marker, number
        marker, text = found, [line[found.end() :].strip()]
        number += 1
    if text:
        yield " ".join(text), marker, number


def _list_blocks(items: list[tuple[str, re.Match[str] | None, int]], list_id: str) -> Iterator[RawBlock]:
    for text, marker, number in items:
        if marker is None:
            yield text_block(BlockKind.PARAGRAPH, [Run(text)])
            continue
        block = text_block(BlockKind.LIST_ITEM, [Run(text)], level=1 + min(len(marker[1].expandtabs(4)) // 2, 5))
        block.list_id, block.ordered, block.number = list_id, marker[3] is not None, number
        yield block


def _is_heading(lines: list[str]) -> bool:
    if len(lines) != 1 or len(lines[0].split()) > _MAX_HEADING_WORDS:
        return False
    line = lines[0].strip()
    if line[-1] in '.,;:!?)»”"':
        return False
    return line.isupper() or bool(_NUMBERED_HEADING.match(line))
