"""Sets the employee handbook as a PDF: cover, contents, bookmarks, running heads, callouts and tables."""

from __future__ import annotations

import html
import io
import itertools
import re
from collections.abc import Iterator

from reportlab.lib import colors
from reportlab.lib.enums import TA_LEFT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle, PropertySet
from reportlab.lib.units import cm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    KeepTogether,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Spacer,
    TableStyle,
)
from reportlab.platypus import Paragraph as Text
from reportlab.platypus import Table as Grid
from reportlab.platypus.tableofcontents import TableOfContents

from examples.builders.source import (
    SOURCES,
    BulletList,
    Callout,
    Heading,
    Paragraph,
    Runs,
    SourceBlock,
    Table,
    plain,
    read_blocks,
)

TITLE = "Employee Handbook"
COMPANY = "Orbita Logistics"
EDITION = "HB-01 · Version 6.2 · valid from 1 September 2026"
NAVY = colors.HexColor("#14304f")
TEAL = colors.HexColor("#0f7c85")
PALE = colors.HexColor("#eef4f6")
GREY = colors.HexColor("#5b6670")
RULE = colors.HexColor("#b9c6cf")
CALLOUT_COLOURS = {"note": TEAL, "warning": colors.HexColor("#c46a00"), "danger": colors.HexColor("#b3261e")}
MARGIN = 2.4 * cm
TEXT_WIDTH = A4[0] - 2 * MARGIN

BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=10.5, leading=15, spaceAfter=6, alignment=TA_LEFT)
ITEM = ParagraphStyle("item", BODY, leftIndent=20, bulletIndent=6, spaceAfter=3.5)
ANSWER = ParagraphStyle(
    "answer", BODY, fontName="Helvetica-Oblique", textColor=TEAL, leftIndent=20, spaceBefore=3, spaceAfter=10
)
CELL = ParagraphStyle("cell", BODY, fontSize=9, leading=12, spaceAfter=0)
HEAD_CELL = ParagraphStyle("head cell", CELL, fontName="Helvetica-Bold", textColor=colors.white)
CAPTION = ParagraphStyle(
    "caption", BODY, fontName="Helvetica-Bold", fontSize=9, leading=12, textColor=GREY, spaceBefore=5
)
CALLOUT_TITLE = ParagraphStyle("callout title", BODY, fontName="Helvetica-Bold", spaceAfter=2)
CALLOUT_BODY = ParagraphStyle("callout body", BODY, fontSize=10, leading=14, spaceAfter=2)
HEADINGS = {
    1: ParagraphStyle("h1", fontName="Helvetica-Bold", fontSize=24, leading=29, textColor=NAVY, spaceAfter=18),
    2: ParagraphStyle(
        "h2", fontName="Helvetica-Bold", fontSize=15, leading=19, textColor=TEAL, spaceBefore=13, spaceAfter=6
    ),
    3: ParagraphStyle(
        "h3", fontName="Helvetica-Bold", fontSize=11.5, leading=15, textColor=NAVY, spaceBefore=9, spaceAfter=4
    ),
}
CONTENTS_LEVELS: list[PropertySet] = [
    ParagraphStyle("contents 1", fontName="Helvetica-Bold", fontSize=10.5, leading=15, spaceBefore=6, textColor=NAVY),
    ParagraphStyle("contents 2", fontName="Helvetica", fontSize=9.5, leading=12.5, leftIndent=16),
]


class HeadingText(Text):
    """A heading as it is set, which still knows its number and level."""

    def __init__(self, heading: Heading) -> None:
        super().__init__(f"{heading.number}&nbsp;&nbsp;{html.escape(heading.text)}", HEADINGS[heading.level])
        self.heading = heading
        self.keepWithNext = 1


class Handbook(BaseDocTemplate):
    """Page templates, bookmarks and contents; remembers the chapter for the running head."""

    def __init__(self, target: io.BytesIO) -> None:
        super().__init__(
            target,
            pagesize=A4,
            title=f"{COMPANY} {TITLE}",
            author=COMPANY,
            subject="Safety, incidents, data protection, customer care and shifts",
            lang="en",
            invariant=1,
            pageCompression=0,  # compressed streams would differ between builds of zlib
        )
        cover = Frame(0, 0, A4[0], A4[1], id="cover")
        inside = Frame(MARGIN, 2.1 * cm, TEXT_WIDTH, A4[1] - 4.4 * cm, 0, 0, 0, 0, id="inside")
        self.addPageTemplates(
            [
                PageTemplate("cover", [cover], onPage=_draw_cover),
                PageTemplate("inside", [inside], onPageEnd=self._draw_furniture),
            ]
        )
        self.chapter = "Contents"

    def beforeDocument(self) -> None:  # noqa: N802 - reportlab's name
        """Starts every pass of the contents with the same running head."""
        self.chapter = "Contents"

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802 - reportlab's name
        """Files a heading under the bookmarks and, down to the second level, under the contents."""
        if not isinstance(flowable, HeadingText):
            return
        heading = flowable.heading
        title = f"{heading.number} {heading.text}"
        anchor = f"section-{heading.number}"
        self.canv.bookmarkPage(anchor)
        self.canv.addOutlineEntry(title, anchor, heading.level - 1, closed=heading.level == 1)
        if heading.level == 1:
            self.chapter = title
        if heading.level <= len(CONTENTS_LEVELS):
            self.notify("TOCEntry", (heading.level - 1, html.escape(title), self.page, anchor))

    def _draw_furniture(self, canvas: Canvas, _: BaseDocTemplate) -> None:
        canvas.saveState()
        canvas.setFont("Helvetica", 8.5)
        canvas.setFillColor(GREY)
        canvas.setStrokeColor(RULE)
        top, bottom, right = A4[1] - 1.6 * cm, 1.4 * cm, A4[0] - MARGIN
        canvas.drawString(MARGIN, top, f"{COMPANY} · {TITLE}")
        canvas.drawRightString(right, top, self.chapter)
        canvas.line(MARGIN, top - 5, right, top - 5)
        canvas.line(MARGIN, bottom + 12, right, bottom + 12)
        canvas.drawString(MARGIN, bottom, EDITION)
        canvas.drawRightString(right, bottom, f"Page {canvas.getPageNumber()}")
        canvas.restoreState()


def build() -> bytes:
    """The handbook as PDF bytes, the same for the same sources."""
    blocks = read_blocks(sorted((SOURCES / "handbook").glob("*.md")))
    target = io.BytesIO()
    Handbook(target).multiBuild([*_front_pages(), *_story(blocks)])
    return target.getvalue()


def _draw_cover(canvas: Canvas, _: BaseDocTemplate) -> None:
    width, height = A4
    canvas.saveState()
    canvas.setFillColor(NAVY)
    canvas.rect(0, height * 0.42, width, height * 0.58, stroke=0, fill=1)
    canvas.setStrokeColor(colors.HexColor("#4fb3bf"))
    canvas.setLineWidth(1.5)
    for radius in (3.2, 4.6, 6.0):
        canvas.circle(width - 3.4 * cm, height - 4.2 * cm, radius * cm, stroke=1, fill=0)
    canvas.setFillColor(colors.white)
    canvas.setFont("Helvetica-Bold", 16)
    canvas.drawString(MARGIN, height - 3.2 * cm, COMPANY)
    canvas.setFont("Helvetica-Bold", 40)
    canvas.drawString(MARGIN, height * 0.42 + 4.4 * cm, "Employee")
    canvas.drawString(MARGIN, height * 0.42 + 2.8 * cm, "Handbook")
    canvas.setFont("Helvetica", 13)
    canvas.drawString(MARGIN, height * 0.42 + 1.3 * cm, "Hubs, depots and vehicles")
    canvas.setFillColor(NAVY)
    canvas.setFont("Helvetica", 11)
    canvas.drawString(MARGIN, 3.4 * cm, EDITION)
    canvas.drawString(MARGIN, 2.7 * cm, "Owner: Health and Safety, with Human Resources")
    canvas.restoreState()


def _front_pages() -> list[Flowable]:
    contents = TableOfContents(
        levelStyles=CONTENTS_LEVELS,
        dotsMinLevel=0,
        tableStyle=TableStyle([("TOPPADDING", (0, 0), (-1, -1), 0), ("BOTTOMPADDING", (0, 0), (-1, -1), 0)]),
    )
    return [NextPageTemplate("inside"), Spacer(1, 1), PageBreak(), Text("Contents", HEADINGS[1]), contents]


def _story(blocks: list[SourceBlock]) -> Iterator[Flowable]:
    table_numbers = itertools.count(1)
    for block in blocks:
        match block:
            case Heading():
                yield from _heading(block)
            case Paragraph():
                yield _paragraph(block)
            case BulletList():
                yield from _list(block)
            case Table():
                yield from _table(block, next(table_numbers))
            case Callout():
                yield from _callout(block)


def _heading(heading: Heading) -> Iterator[Flowable]:
    yield PageBreak() if heading.level == 1 else CondPageBreak(3.2 * cm)
    yield HeadingText(heading)


def _paragraph(paragraph: Paragraph) -> Flowable:
    text = plain(paragraph.runs)
    flowable = Text(_markup(paragraph.runs), ANSWER if text.startswith("Answer: ") else BODY)
    flowable.keepWithNext = int(text.endswith(":") or text.startswith("Question "))
    return flowable


def _list(block: BulletList) -> Iterator[Flowable]:
    for number, runs in enumerate(block.items, start=1):
        markup = _markup(runs)
        option = re.match(r"([A-D]\.) ", markup)
        if option:
            text = Text(markup[option.end() :], ITEM, bulletText=option[1])
            text.keepWithNext = 1  # a question stays on one page with its answer
            yield text
        else:
            yield Text(markup, ITEM, bulletText=f"{number}." if block.ordered else "•")
    if not plain(block.items[0]).startswith("A. "):
        yield Spacer(1, 4)


def _markup(runs: Runs) -> str:
    return "".join(f"<b>{html.escape(run.text)}</b>" if run.bold else html.escape(run.text) for run in runs)


def _table(table: Table, number: int) -> Iterator[Flowable]:
    head, *rows = table.rows
    cells = [[Text(html.escape(cell), HEAD_CELL) for cell in head]]
    cells += [[Text(html.escape(cell), CELL) for cell in row] for row in rows]
    grid = Grid(cells, colWidths=_column_widths(table.rows), repeatRows=1)
    grid.setStyle(
        [
            ("BACKGROUND", (0, 0), (-1, 0), NAVY),
            ("ROWBACKGROUNDS", (0, 1), (-1, -1), [colors.white, PALE]),
            ("LINEBELOW", (0, 0), (-1, -1), 0.4, RULE),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("TOPPADDING", (0, 0), (-1, -1), 4),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 5),
        ]
    )
    yield KeepTogether([Text(f"Table {number}. {html.escape(table.caption)}", CAPTION), Spacer(1, 3), grid])
    yield Spacer(1, 11)


def _column_widths(rows: tuple[tuple[str, ...], ...]) -> list[float]:
    """Widths that add up to the text width, by the square root of what each column holds, so that long cells wrap."""
    longest_words = [max(len(word) for cell in column for word in cell.split()) for column in zip(*rows, strict=True)]
    lengths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    shares = [max(length**0.5, word * 0.55) for length, word in zip(lengths, longest_words, strict=True)]
    return [TEXT_WIDTH * share / sum(shares) for share in shares]


def _callout(callout: Callout) -> Iterator[Flowable]:
    colour = CALLOUT_COLOURS[callout.kind]
    title_style = ParagraphStyle(f"{callout.kind} title", CALLOUT_TITLE, textColor=colour)
    title = Text(f"{callout.kind.capitalize()}: {html.escape(callout.title)}", title_style)
    grid = Grid(
        [[[title, *(Text(_markup(runs), CALLOUT_BODY) for runs in callout.paragraphs)]]], colWidths=[TEXT_WIDTH]
    )
    grid.setStyle(
        [
            ("BACKGROUND", (0, 0), (-1, -1), PALE),
            ("LINEBEFORE", (0, 0), (0, -1), 3, colour),
            ("LEFTPADDING", (0, 0), (-1, -1), 12),
            ("TOPPADDING", (0, 0), (-1, -1), 7),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 7),
        ]
    )
    yield from (Spacer(1, 4), grid, Spacer(1, 11))
