"""PDF: order, headings, paragraphs across pages, tables, hidden text and limits."""

from __future__ import annotations

import pytest

from authoring.readers.characters import Run
from authoring.readers.hyphens import Hyphens
from authoring.readers.pdf import read_pdf
from authoring.readers.reading import Reading, ReadLimits, Refused
from authoring.types import BlockKind, Reason
from tests.authoring.readers import built

DEFAULT = ReadLimits()


def reading_of(content: bytes, limits: ReadLimits = DEFAULT) -> Reading:
    return read_pdf(content, limits)


def texts(reading: Reading, kind: BlockKind | None = None) -> list[str]:
    return [block.text for block in reading.blocks if kind in (None, block.kind)]


def test_bookmarks_give_the_headings_and_their_levels() -> None:
    headings = [(b.level, b.text) for b in reading_of(built.manual_pdf()).blocks if b.kind is BlockKind.HEADING]

    assert headings == [(1, "Pump manual"), (2, "1 Starting"), (2, "2 Limits"), (2, "3 Code")]


def test_running_heads_and_page_numbers_are_gone() -> None:
    together = "\n".join(texts(reading_of(built.manual_pdf())))

    assert "version 3" not in together
    assert not any(text.isdigit() for text in texts(reading_of(built.manual_pdf())))


def test_a_paragraph_goes_on_over_the_page() -> None:
    paragraphs = texts(reading_of(built.manual_pdf()), BlockKind.PARAGRAPH)

    assert any(text.endswith("because the next page carries the rest of it.") for text in paragraphs)


def test_a_table_over_a_page_break_is_one_with_one_header() -> None:
    [table] = [b for b in reading_of(built.manual_pdf()).blocks if b.kind is BlockKind.TABLE]

    assert [row[0] for row in table.rows] == ["Pump", "P1", "P2", "P3", "P4"]
    assert table.header_rows == 1


def test_columns_are_read_one_after_the_other() -> None:
    body = " ".join(texts(reading_of(built.columns_pdf()), BlockKind.PARAGRAPH))

    assert body.index("left line 13") < body.index("right line 00")


def test_text_that_a_reader_cannot_see_is_left_out_and_told() -> None:
    reading = reading_of(built.hidden_pdf())

    assert texts(reading) == ["Wear gloves at the press.", "Banner in white on black."]
    told = " ".join(n.detail for n in reading.warnings if n.reason is Reason.HIDDEN_TEXT)
    assert all(kind in told for kind in ("invisible", "white", "outside", "tiny"))


def test_headings_without_bookmarks_come_from_size() -> None:
    pages = built.ManualPdf()
    pages.start()
    for number in (1, 2, 3):
        pages.canvas.setFont("Helvetica-Bold", 15)
        pages.canvas.drawString(72, pages.at, f"Chapter {number}")
        pages.at -= 24
        pages.lines("Some text that is long enough to stand for the body of the page and of the chapter.", "More text.")
    reading = reading_of(pages.finish())

    assert [(b.level, b.text) for b in reading.blocks if b.kind is BlockKind.HEADING] == [
        (1, "Chapter 1"),
        (1, "Chapter 2"),
        (1, "Chapter 3"),
    ]


def test_pages_beyond_the_limit_are_told_with_the_limit() -> None:
    reading = reading_of(built.plain_pdf(5), ReadLimits(max_pages=2))

    assert (reading.pages, max(b.page or 0 for b in reading.blocks)) == (5, 2)
    assert [(n.reason, n.where.page, n.detail) for n in reading.unread] == [
        (Reason.TOO_LARGE, 3, "3 pages beyond the limit of 2")
    ]


def test_an_encrypted_file_is_refused_as_such() -> None:
    with pytest.raises(Refused) as refused:
        reading_of(built.encrypted_pdf())

    assert refused.value.reason is Reason.ENCRYPTED


def test_a_broken_file_is_unreadable() -> None:
    with pytest.raises(Refused) as refused:
        reading_of(b"%PDF-1.7\nnothing that follows is one")

    assert refused.value.reason is Reason.UNREADABLE


def test_a_page_of_nothing_but_an_image_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")  # no tesseract
    reading = reading_of(built.scan_pdf(2))

    assert reading.blocks == []
    scanned = [n for n in reading.unread if n.reason is Reason.SCANNED_IMAGE]
    assert [n.where.page for n in scanned] == [1, 2]


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (("the pumps over-", "heat at once"), "the pumps overheat at once"),
        (("a user-", "supplied name"), "a user-supplied name"),
        (("in the years 2019-", "2024 only"), "in the years 2019-2024 only"),
        (("the Anglo-", "Saxon way"), "the Anglo-Saxon way"),
        (("plain", "words"), "plain words"),
    ],
)
def test_a_hyphen_at_the_end_of_a_line_stays_only_where_it_belongs_to_the_word(
    lines: tuple[str, str], joined: str
) -> None:
    hyphens = Hyphens(["never overheat it", "whatever is user-supplied here"])
    runs = [Run(lines[0])]

    hyphens.join(runs, [Run(lines[1])])

    assert "".join(run.text for run in runs) == joined


def test_a_running_head_that_names_the_chapter_is_gone_too() -> None:
    pages = built.ManualPdf()
    for number in range(1, 9):
        pages.start()
        pages.canvas.drawString(420, 810, f"Chapter {number} of {'abcdefgh'[number - 1] * 3}")
        pages.lines(f"Page {number} says something worth reading to everybody in the yard.")

    together = " ".join(texts(reading_of(pages.finish())))

    assert "version 3" not in together
    assert "Chapter" not in together


def test_a_white_header_on_a_dark_row_keeps_its_columns() -> None:
    pages = built.ManualPdf()
    pages.start()
    canvas = pages.canvas
    canvas.rect(70, 690, 400, 20, fill=1)
    canvas.setFillColorRGB(1, 1, 1)
    canvas.setFont("Helvetica-Bold", 10)
    canvas.drawString(72, 696, "Control room")
    canvas.drawString(300, 696, "Assembly point")
    canvas.setFillColorRGB(0, 0, 0)
    canvas.setFont("Helvetica", 10)
    for number, row in enumerate((("North", "car park"), ("South", "harbour gate"), ("East", "yard"))):
        canvas.drawString(72, 676 - 18 * number, row[0])
        canvas.drawString(300, 676 - 18 * number, row[1])

    [table] = [b for b in reading_of(pages.finish()).blocks if b.kind is BlockKind.TABLE]

    assert table.rows[0] == ["Control room", "Assembly point"]
    assert table.header_rows == 1
