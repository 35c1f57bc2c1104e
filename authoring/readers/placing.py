"""Numbers the blocks and gives each its place in the document text and its language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from authoring.readers.reading import RawBlock
from authoring.types import Block, BlockId, ListPlace, Span, Table

_CERTAIN_LETTERS = 90  # a shorter block that differs from its document is more often a mistake than a quotation


def place_blocks(raw: Sequence[RawBlock]) -> tuple[Block, ...]:
    """Blocks b1, b2 … with spans in the document text: all texts joined by a new line."""
    blocks: list[Block] = []
    start = 0
    for number, block in enumerate(raw, start=1):
        blocks.append(_place(block, BlockId(f"b{number}"), Span(start, start + len(block.text))))
        start += len(block.text) + 1
    return tuple(blocks)


def with_languages(blocks: tuple[Block, ...], found: Sequence[str | None], main: str | None) -> tuple[Block, ...]:
    """`blocks` with their languages; a short one that seems to differ from the document stays undecided."""
    return tuple(
        replace(block, language=_settled(block.text, language, main))
        for block, language in zip(blocks, found, strict=True)
    )


def _settled(text: str, language: str | None, main: str | None) -> str | None:
    if language is None or language == main:
        return language
    if not text[:50].isascii() and max(text[:200]) > "\u0370":
        return language  # another script leaves no doubt
    return language if len(text) >= _CERTAIN_LETTERS else None


def _place(raw: RawBlock, block_id: BlockId, span: Span) -> Block:
    return Block(
        id=block_id,
        kind=raw.kind,
        text=raw.text,
        span=span,
        level=raw.level,
        page=raw.page,
        time_seconds=raw.time_seconds,
        speaker=raw.speaker,
        role=raw.role,
        label=raw.label,
        place=ListPlace(raw.list_id, raw.ordered, raw.number) if raw.list_id is not None else None,
        table=Table(tuple(tuple(row) for row in raw.rows), raw.header_rows) if raw.rows else None,
        emphasis=raw.emphasis,
        marked_correct=raw.marked_correct,
    )
