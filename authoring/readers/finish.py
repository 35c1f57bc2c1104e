"""Last steps over a reading, the same for all formats: bounds, quizzes, boilerplate."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from authoring.readers.boilerplate import mark_boilerplate
from authoring.readers.preflight import shorten
from authoring.readers.quizzes import mark_quizzes
from authoring.readers.reading import RawBlock, Reading, ReadLimits
from authoring.readers.typed_lists import recognise_typed
from authoring.types import BlockKind, BlockRole, Reason, Span

_ADMONITION = re.compile(
    r"^(note|warning|caution|important|tip|danger|nota|attenzione|importante|avviso)\s*[:!–—-]", re.I
)
_SENTENCE_END = re.compile(r"[.!?…。！？]['\"”’)\]]*\s+|[。！？]")


def finish(reading: Reading, limits: ReadLimits) -> None:
    """Bound the blocks, find quizzes and boilerplate; changes `reading`."""
    blocks = [block for block in reading.blocks if block.text.strip()]
    blocks = [part for block in blocks for part in split_long(block, limits.max_paragraph_characters)]
    blocks = _bound(blocks, reading, limits)
    recognise_typed(blocks)
    blocks = mark_quizzes(blocks)
    name_admonitions(blocks)
    mark_boilerplate(blocks)
    reading.warnings = shorten(reading.warnings)
    reading.blocks = blocks


def name_admonitions(blocks: list[RawBlock]) -> None:
    """A quotation that calls itself a note or a warning is one."""
    for block in blocks:
        named = _ADMONITION.match(block.text) if block.role is BlockRole.QUOTE else None
        if named:
            block.role, block.label = BlockRole.ADMONITION, named[1].capitalize()


def split_long(block: RawBlock, limit: int) -> Iterator[RawBlock]:
    """`block`, or where it is running text of more than `limit` characters, pieces cut at sentence ends."""
    if len(block.text) <= limit or block.kind in (BlockKind.TABLE, BlockKind.CODE):
        yield block
        return
    start = 0
    while start < len(block.text):
        end = _cut(block.text, start, limit)
        text = block.text[start:end].strip()
        offset = start + len(block.text[start:end]) - len(block.text[start:end].lstrip())
        emphasis = tuple(
            Span(max(span.start - offset, 0), min(span.end - offset, len(text)))
            for span in block.emphasis
            if span.start < offset + len(text) and span.end > offset
        )
        if text:
            yield replace(block, text=text, emphasis=emphasis)
        start = end


def _cut(text: str, start: int, limit: int) -> int:
    """Where the piece that begins at `start` ends: the last sentence end within the limit, else a space, else there."""
    if len(text) - start <= limit:
        return len(text)
    window = text[start : start + limit]
    ends = [match.end() for match in _SENTENCE_END.finditer(window, limit // 2)]
    if ends:
        return start + ends[-1]
    space = window.rfind(" ", limit // 2)
    return start + (space if space > 0 else limit)


def _bound(blocks: list[RawBlock], reading: Reading, limits: ReadLimits) -> list[RawBlock]:
    characters = 0
    for index, block in enumerate(blocks):
        characters += len(block.text) + 1
        if characters > limits.max_characters:
            reading.miss(Reason.TOO_LARGE, f"text beyond {limits.max_characters} characters", page=block.page)
            return blocks[:index] or [replace(block, text=block.text[: limits.max_characters], emphasis=())]
    return blocks
