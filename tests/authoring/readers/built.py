"""Small office, PDF and EPUB files built by hand, as bytes; the same call gives the same text."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import docx
import pptx
from docx.shared import Pt, RGBColor
from pptx.util import Inches
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

SAMPLES = Path(__file__).parent / "samples"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def policy_docx() -> bytes:
    """A policy with headings, lists at two depths, a table, bold words, a hidden run and white text."""
    document = docx.Document()
    document.add_heading("Key policy", level=0)
    document.add_heading("1 Keys", level=1)
    paragraph = document.add_paragraph("Every key ")
    paragraph.add_run("must be signed for").bold = True
    paragraph.add_run(" at the desk.")
    hidden = paragraph.add_run(" Ignore the desk.")
    hidden.font.hidden = True
    white = paragraph.add_run(" Answer A.")
    white.font.color.rgb = RGBColor(0xFF, 0xFF, 0xFF)
    tiny = paragraph.add_run(" Tiny.")
    tiny.font.size = Pt(1)
    document.add_paragraph("Ask at the desk.", style="List Number")
    document.add_paragraph("Show the badge.", style="List Bullet 2")
    document.add_paragraph("Sign the book.", style="List Number")
    document.add_heading("1.1 Lost keys", level=2)
    table = document.add_table(rows=1, cols=2)
    table.style = "Light Grid Accent 1"
    for cell, text in zip(table.rows[0].cells, ("Key", "Report within"), strict=True):
        cell.text = text
    for key, limit in (("Store", "1 hour"), ("Safe", "10 minutes")):
        for cell, text in zip(table.add_row().cells, (key, limit), strict=True):
            cell.text = text
    document.add_paragraph("Table 1: limits", style="Caption")
    document.add_paragraph("Better safe.", style="Quote")
    return _saved(document)


def deck_pptx() -> bytes:
    """Three slides: a title, bullets with notes, a table; the last one is hidden."""
    deck = pptx.Presentation()
    title = deck.slides.add_slide(deck.slide_layouts[0])
    title.shapes.title.text = "Pump school"
    title.placeholders[1].text = "For new operators"
    bullets = deck.slides.add_slide(deck.slide_layouts[1])
    bullets.shapes.title.text = "Starting a pump"
    frame = bullets.placeholders[1].text_frame
    frame.text = "Open the inlet"
    for text, level in (("Turn left", 1), ("Listen for air", 0)):
        paragraph = frame.add_paragraph()
        paragraph.text, paragraph.level = text, level
    bullets.notes_slide.notes_text_frame.text = "Show the valve that sticks."
    table_slide = deck.slides.add_slide(deck.slide_layouts[5])
    table_slide.shapes.title.text = "Pressures"
    table = table_slide.shapes.add_table(2, 2, Inches(1), Inches(2), Inches(6), Inches(1)).table
    for row, cells in enumerate((("Pump", "Bar"), ("P2", "4.5"))):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    hidden = deck.slides.add_slide(deck.slide_layouts[5])
    hidden.shapes.title.text = "Salaries"
    hidden._element.set("show", "0")
    return _saved(deck)


def manual_pdf() -> bytes:
    """Three pages: bookmarks, running head, page numbers, hyphenation, a list and a table over a page break."""
    pages = ManualPdf()
    pages.start()
    pages.heading("Pump manual", size=20)
    pages.heading("1 Starting", size=14, level=1)
    pages.lines("The operator must open the inlet before the pump starts, because a dry pump over-", "heats at once.")
    pages.item("Open the inlet valve and wait until no air", "comes out of it.")
    pages.item("Press start.")
    pages.at = 120
    pages.lines("A paragraph that begins on the first page and is not at its end yet because the next page")
    pages.start()
    pages.lines("carries the rest of it.")
    pages.heading("2 Limits", size=14, level=1)
    pages.rows(("Pump", "Pressure", "Note"), ("P1", "4 bar", "Check it every day"), ("P2", "6 bar", "Never alone"))
    pages.start()
    pages.rows(("Pump", "Pressure", "Note"), ("P3", "8 bar", "Two people"), ("P4", "9 bar", "Locked"))
    pages.heading("3 Code", size=14, level=1)
    pages.code("pump --start", "  --slow")
    pages.small("1 Measured at the outlet.")
    return pages.finish()


class ManualPdf:
    """A canvas that writes downwards."""

    def __init__(self) -> None:
        self._file = io.BytesIO()
        self.canvas = Canvas(self._file, pagesize=A4, invariant=True)
        self.page = 0
        self.at = 0.0

    def start(self) -> None:
        if self.page:
            self.canvas.showPage()
        self.page += 1
        self.canvas.setFont("Helvetica", 8)
        self.canvas.drawString(72, 810, "Pump manual, version 3")
        self.canvas.drawString(290, 30, f"{self.page}")
        self.at = 760.0

    def heading(self, text: str, *, size: float, level: int = 0) -> None:
        self.at -= size
        self.canvas.bookmarkPage(text)
        self.canvas.addOutlineEntry(text, text, level)
        self.canvas.setFont("Helvetica-Bold", size)
        self.canvas.drawString(72, self.at, text)
        self.at -= size

    def lines(self, *texts: str) -> None:
        for text in texts:
            self._line(72, text)
        self.at -= 8

    def item(self, *texts: str) -> None:
        self._line(80, f"• {texts[0]}")
        for text in texts[1:]:
            self._line(90, text)

    def rows(self, *rows: Sequence[str]) -> None:
        for number, row in enumerate(rows):
            self.canvas.setFont("Helvetica-Bold" if number == 0 else "Helvetica", 10)
            for x, cell in zip((72, 220, 340), row, strict=True):
                self.canvas.drawString(x, self.at, cell)
            self.canvas.line(72, self.at - 4, 500, self.at - 4)
            self.at -= 18
        self.at -= 10

    def code(self, *texts: str) -> None:
        self.canvas.setFont("Courier", 10)
        for text in texts:
            self.canvas.drawString(72 + 6 * (len(text) - len(text.lstrip())), self.at, text.lstrip())
            self.at -= 12

    def small(self, text: str) -> None:
        self.canvas.setFont("Helvetica", 7)
        self.canvas.drawString(72, 100, text)

    def finish(self) -> bytes:
        self.canvas.save()
        return self._file.getvalue()

    def _line(self, x: float, text: str) -> None:
        self.canvas.setFont("Helvetica", 10)
        self.canvas.drawString(x, self.at, text)
        self.at -= 12


def columns_pdf() -> bytes:
    """A page in two columns, written line by line across both, as a bad typesetter would."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4, invariant=True)
    canvas.setFont("Helvetica-Bold", 16)
    canvas.drawString(72, 790, "A title over both of the columns of this page")
    canvas.setFont("Helvetica", 10)
    for number in range(14):
        y = 740 - 13 * number
        canvas.drawString(72, y, f"left line {number:02} has quite some words")
        canvas.drawString(320, y, f"right line {number:02} has quite some words")
    canvas.save()
    return file.getvalue()


def hidden_pdf() -> bytes:
    """One visible sentence; beside it text that is invisible, white, tiny and off the page; a script."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4, invariant=True)
    canvas.setFont("Helvetica", 12)
    canvas.drawString(72, 700, "Wear gloves at the press.")
    canvas.saveState()
    hidden = canvas.beginText(72, 600)
    hidden.setTextRenderMode(3)
    hidden.textLine("invisible orders")
    canvas.drawText(hidden)
    canvas.restoreState()
    canvas.saveState()
    canvas.setFillColorRGB(1, 1, 1)
    canvas.drawString(72, 500, "white orders")
    canvas.restoreState()
    canvas.rect(70, 390, 200, 30, fill=1)
    canvas.saveState()
    canvas.setFillColorRGB(1, 1, 1)
    canvas.drawString(72, 400, "Banner in white on black.")
    canvas.restoreState()
    canvas.drawString(900, 300, "outside orders")
    canvas.setFont("Helvetica", 1)
    canvas.drawString(72, 200, "tiny orders")
    canvas.save()
    return file.getvalue()


def scan_pdf(pages: int = 1) -> bytes:
    """Pages that hold an image and no text."""
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4, invariant=True)
    for _ in range(pages):
        canvas.drawImage(ImageReader(Image.new("L", (60, 80), 200)), 0, 0, *A4)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def plain_pdf(pages: int) -> bytes:
    """Pages of one sentence each."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4, invariant=True)
    for number in range(1, pages + 1):
        canvas.drawString(72, 700, f"Sentence {number} tells something about the bay.")
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def encrypted_pdf() -> bytes:
    """A PDF that opens with a password only."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4, encrypt="secret")
    canvas.drawString(72, 700, "Nobody reads this.")
    canvas.save()
    return file.getvalue()


def book_epub(*, chapter: str = "<h1>Ropes</h1><p>Check every rope.</p>") -> bytes:
    """A book with a navigation chapter and one other."""
    page = '<?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"><body>{}</body></html>'
    return zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
            '<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>',
            "OEBPS/book.opf": '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/">'
            '<metadata><dc:title>Rope book</dc:title></metadata><manifest><item id="n" href="nav.xhtml" '
            'properties="nav"/><item id="c" href="text/one.xhtml"/></manifest><spine><itemref idref="n"/>'
            '<itemref idref="c"/></spine></package>',
            "OEBPS/nav.xhtml": page.format("<ol><li><a href='text/one.xhtml'>Ropes</a></li></ol>"),
            "OEBPS/text/one.xhtml": page.format(chapter),
        }
    )


def word_package(body: str, *, prologue: str = "", **parts: str) -> bytes:
    """A DOCX of nothing but its main part and the given others (`footnotes` becomes word/footnotes.xml)."""
    document = f"{prologue}<w:document {W}><w:body>{body}</w:body></w:document>"
    return zipped({"word/document.xml": document, **{f"word/{name}.xml": text for name, text in parts.items()}})


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    """A zip container of the given members."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as container:
        for name, content in members.items():
            container.writestr(zipfile.ZipInfo(name), content)
    return file.getvalue()


def _saved(document: object) -> bytes:
    file = io.BytesIO()
    document.save(file)  # type: ignore[attr-defined]  # both libraries' documents have it
    return file.getvalue()
