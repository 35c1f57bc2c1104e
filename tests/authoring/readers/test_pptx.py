"""PPTX: titles, bullets, tables, notes, and what stays out."""

from __future__ import annotations

from authoring.readers.pptx import read_pptx
from authoring.readers.reading import ReadLimits
from authoring.types import BlockKind, BlockRole, Reason
from tests.authoring.readers.built import deck_pptx


def test_speaker_notes_are_read_in_their_own_role() -> None:
    blocks = read_pptx(deck_pptx(), ReadLimits()).blocks

    assert [(b.text, b.page) for b in blocks if b.role is BlockRole.SPEAKER_NOTE] == [
        ("Show the valve that sticks.", 2)
    ]


def test_bullets_keep_their_depth() -> None:
    blocks = read_pptx(deck_pptx(), ReadLimits()).blocks

    items = [(b.text, b.level, b.number) for b in blocks if b.kind is BlockKind.LIST_ITEM]
    assert items == [("Open the inlet", 1, 1), ("Turn left", 2, 1), ("Listen for air", 1, 2)]


def test_a_table_keeps_rows_and_header() -> None:
    [table] = [b for b in read_pptx(deck_pptx(), ReadLimits()).blocks if b.kind is BlockKind.TABLE]

    assert (table.rows, table.header_rows) == ([["Pump", "Bar"], ["P2", "4.5"]], 1)


def test_a_hidden_slide_is_left_out_and_told() -> None:
    reading = read_pptx(deck_pptx(), ReadLimits())

    assert all("Salaries" not in block.text for block in reading.blocks)
    assert [(n.reason, n.where.page) for n in reading.warnings] == [(Reason.HIDDEN_TEXT, 4)]


def test_slides_beyond_the_limit_are_told() -> None:
    reading = read_pptx(deck_pptx(), ReadLimits(max_pages=1))

    assert {b.page for b in reading.blocks} == {1}
    assert (Reason.TOO_LARGE, 2) in [(n.reason, n.where.page) for n in reading.unread]
