"""Documents built by hand, with valid defaults: `build(heading("Backups"), item("Test it."), …)`."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from authoring.extractive.evidence import Evidence, gather_evidence
from authoring.types import (
    Block,
    BlockId,
    BlockKind,
    BlockRole,
    Document,
    ListPlace,
    Segment,
    SegmentId,
    Span,
    Table,
)


@dataclass(frozen=True)
class Part:
    """A block in the making; `bold` names stretches of the text that are emphasised."""

    kind: BlockKind
    text: str
    level: int | None = None
    page: int | None = None
    role: BlockRole = BlockRole.BODY
    label: str | None = None
    ordered: bool = False
    table: Table | None = None
    bold: tuple[str, ...] = ()
    marked_correct: bool | None = None


def heading(text: str, level: int = 1, **rest: object) -> Part:
    return replace(Part(BlockKind.HEADING, text, level=level), **rest)  # type: ignore[arg-type]  # fields by name


def paragraph(text: str, **rest: object) -> Part:
    return replace(Part(BlockKind.PARAGRAPH, text), **rest)  # type: ignore[arg-type]  # fields by name


def item(text: str, **rest: object) -> Part:
    return replace(Part(BlockKind.LIST_ITEM, text, level=1), **rest)  # type: ignore[arg-type]  # fields by name


def step(text: str, **rest: object) -> Part:
    return item(text, ordered=True, **rest)


def table(*rows: Sequence[str], header_rows: int = 1) -> Part:
    cells = tuple(tuple(row) for row in rows)
    return Part(BlockKind.TABLE, "\n".join(" | ".join(row) for row in cells), table=Table(cells, header_rows))


def build(*parts: Part, title: str = "Handbook", language: str | None = "en") -> Document:
    """A document of the parts in order; neighbouring list items form one list."""
    blocks: list[Block] = []
    start = number = lists = 0
    for index, part in enumerate(parts):
        in_list = part.kind is BlockKind.LIST_ITEM
        begins = in_list and (index == 0 or parts[index - 1].kind is not BlockKind.LIST_ITEM)
        lists, number = (lists + 1, 1) if begins else (lists, number + 1)
        place = ListPlace(f"l{lists}", part.ordered, number) if in_list else None
        blocks.append(_block(part, BlockId(f"b{index + 1}"), start, place, language))
        start += len(part.text) + 1
    digest = hashlib.sha256("\n".join(part.text for part in parts).encode()).hexdigest()
    return Document(title, "handbook.md", digest, "text/markdown", language, None, tuple(blocks))


def evidence_of(*parts: Part, language: str | None = "en", title: str = "Handbook") -> Evidence:
    """Evidence over a document of the parts, all of it one segment."""
    return gather_one_segment(build(*parts, language=language, title=title))


def gather_one_segment(document: Document) -> Evidence:
    headings = tuple(block.text for block in document.blocks[:1] if block.kind is BlockKind.HEADING)
    segment = Segment(SegmentId("s1"), headings, tuple(block.id for block in document.blocks), 90)
    return gather_evidence(document, (segment,))


def _block(part: Part, block_id: BlockId, start: int, place: ListPlace | None, language: str | None) -> Block:
    marks = [(part.text.index(words), len(words)) for words in part.bold]
    return Block(
        block_id,
        part.kind,
        part.text,
        Span(start, start + len(part.text)),
        level=part.level,
        page=part.page,
        language=language,
        role=part.role,
        label=part.label,
        place=place,
        table=part.table,
        emphasis=tuple(Span(begin, begin + length) for begin, length in marks),
        marked_correct=part.marked_correct,
    )
