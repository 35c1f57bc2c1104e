"""Rows of tables, and tables of requirements as the list of duties that they are."""

from __future__ import annotations

from collections.abc import Iterator

from authoring.extractive.evidence import Evidence
from authoring.extractive.micro_modules.cleaning import cleaned
from authoring.extractive.micro_modules.standing_alone import is_requirement, without_wrapper
from authoring.types import Block, BodyKind, BodyPart, Span

_SHARE_OF_REQUIREMENTS = 0.8  # of the rows; the rest are names of groups
_WRAPPER = "Verify that"


def rows_of(block: Block) -> Iterator[tuple[Span, list[tuple[int, str]]]]:
    """Each row below the header with its span and its filled cells, each with its start in the document text."""
    if block.table is None:
        return
    start = block.span.start
    for number, (row, line) in enumerate(zip(block.table.rows, block.text.split("\n"), strict=False)):
        cells: list[tuple[int, str]] = []
        place = 0
        for cell in row:
            at = line.find(cell.strip(), place)
            if cell.strip() and at >= 0:
                cells.append((start + at, cell.strip()))
                place = at + len(cell.strip())
        if number >= block.table.header_rows and cells:
            yield Span(start, start + len(line)), cells
        start += len(line) + 1


def duties(evidence: Evidence, block: Block) -> tuple[BodyPart, ...]:
    """A table of requirements as list items without their numbers and levels; nothing for any other table.

    Where all rows open with "Verify that", the words stand once, above the list.
    """
    rows = [(span, max((cell for _, cell in cells), key=len)) for span, cells in rows_of(block)]
    asked = sum(is_requirement(cell) for _, cell in rows)
    if not rows or asked < _SHARE_OF_REQUIREMENTS * len(rows):
        return ()
    language = evidence.language_of(block.id)
    share_opening = all(cell.startswith(_WRAPPER) for _, cell in rows) and len(rows) > 1
    lead = [BodyPart(f"{_WRAPPER}:", BodyKind.PARAGRAPH, (evidence.cite(rows[0][0]),))] if share_opening else []
    items = [
        BodyPart(
            _said(cleaned(cell, language), share_opening=share_opening), BodyKind.LIST_ITEM, (evidence.cite(span),)
        )
        for span, cell in rows
    ]
    return (*lead, *items)


def _said(cell: str, *, share_opening: bool) -> str:
    said = without_wrapper(cell)
    return said if share_opening else cell
