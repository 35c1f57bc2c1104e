"""Sets the forklift safety briefing as a PPTX: a slide for each first-level heading, speaker notes from its callout."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR
from pptx.presentation import Presentation as Deck
from pptx.shapes.base import BaseShape
from pptx.slide import Slide
from pptx.text.text import TextFrame
from pptx.util import Emu, Inches, Pt

from examples.builders.packaging import PUBLISHED, repack
from examples.builders.source import SOURCES, BulletList, Callout, Heading, SourceBlock, Table, plain, read_blocks

TITLE = "Forklift safety briefing"
WIDTH, HEIGHT = Inches(13.333), Inches(7.5)
NAVY = RGBColor.from_string("14304F")  # type: ignore[no-untyped-call]  # python-pptx leaves it bare
TEAL = RGBColor.from_string("0F7C85")  # type: ignore[no-untyped-call]  # python-pptx leaves it bare
INK = RGBColor.from_string("222B33")  # type: ignore[no-untyped-call]  # python-pptx leaves it bare
WHITE = RGBColor.from_string("FFFFFF")  # type: ignore[no-untyped-call]  # python-pptx leaves it bare
COVER_LAYOUT, TEXT_LAYOUT, TITLE_ONLY_LAYOUT = 0, 1, 5  # of the default template
BULLET_INDENT = Pt(26)


@dataclass(slots=True)
class SlideSource:
    """One slide's content as the Markdown source gives it."""

    title: str
    bullets: BulletList | None = None
    table: Table | None = None
    notes: list[str] = field(default_factory=list)


def build() -> bytes:
    """The briefing as PPTX bytes, the same for the same source."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = WIDTH, HEIGHT
    properties = deck.core_properties
    properties.title, properties.author, properties.language = TITLE, "Orbita Logistics", "en-GB"
    properties.last_modified_by = "Orbita Logistics"
    properties.created = properties.modified = PUBLISHED.replace(tzinfo=None)
    for number, source in enumerate(_slides(read_blocks([SOURCES / "forklift-safety-briefing.md"])), start=1):
        _add_slide(deck, source, number)
    target = io.BytesIO()
    deck.save(target)
    return repack(target.getvalue())


def _slides(blocks: list[SourceBlock]) -> Iterator[SlideSource]:
    slide: SlideSource | None = None
    for block in blocks:
        if isinstance(block, Heading):
            if slide:
                yield slide
            slide = SlideSource(block.text)
        elif slide and isinstance(block, BulletList):
            slide.bullets = block
        elif slide and isinstance(block, Table):
            slide.table = block
        elif slide and isinstance(block, Callout):
            slide.notes = [plain(runs) for runs in block.paragraphs]
    if slide:
        yield slide


def _add_slide(deck: Deck, source: SlideSource, number: int) -> None:
    layout = COVER_LAYOUT if number == 1 else TITLE_ONLY_LAYOUT if source.table else TEXT_LAYOUT
    slide = deck.slides.add_slide(deck.slide_layouts[layout])
    _decorate(slide, cover=number == 1)
    title = slide.shapes.title
    if title is None:
        raise ValueError("the layouts used here all have a title")
    title.text_frame.text = source.title
    if number == 1:
        _set_cover(slide, title)
    else:
        _place(title, Inches(0.7), Inches(0.35), WIDTH - Inches(1.4), Inches(1))
        _style(title.text_frame, size=32, colour=NAVY, bold=True)
    if source.bullets:
        _fill(slide.placeholders[1].text_frame, source.bullets, cover=number == 1)
        if number > 1:
            _place(slide.placeholders[1], Inches(0.7), Inches(1.6), WIDTH - Inches(1.4), HEIGHT - Inches(2.2))
    if source.table:
        _add_table(slide, source.table)
    notes = slide.notes_slide.notes_text_frame
    if notes is not None:
        notes.text = "\n".join(source.notes)


def _place(shape: BaseShape, left: int, top: int, width: int, height: int) -> None:
    shape.left, shape.top, shape.width, shape.height = Emu(left), Emu(top), Emu(width), Emu(height)


def _decorate(slide: Slide, *, cover: bool) -> None:
    if cover:
        slide.background.fill.solid()
        slide.background.fill.fore_color.rgb = NAVY
        return
    bar = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, Emu(0), Emu(0), WIDTH, Inches(0.14))
    bar.fill.solid()
    bar.fill.fore_color.rgb = TEAL
    bar.line.fill.background()


def _set_cover(slide: Slide, title: BaseShape) -> None:
    _place(title, Inches(1), Inches(2), WIDTH - Inches(2), Inches(1.5))
    _place(slide.placeholders[1], Inches(1), Inches(3.7), WIDTH - Inches(2), Inches(2))
    _style(slide.placeholders[0].text_frame, size=48, colour=WHITE, bold=True)


def _fill(frame: TextFrame, bullets: BulletList, *, cover: bool) -> None:
    frame.text = "\n".join(plain(runs) for runs in bullets.items)
    _style(frame, size=20 if cover else 24, colour=WHITE if cover else INK, bold=False)
    if bullets.ordered:
        for paragraph in frame.paragraphs:
            properties = paragraph._p.get_or_add_pPr()  # numbered bullets are beyond the public interface
            properties.set("marL", str(BULLET_INDENT))
            properties.set("indent", str(-BULLET_INDENT))
            numbering = properties.makeelement(f"{{{properties.nsmap['a']}}}buAutoNum", {"type": "arabicPeriod"})
            properties.append(numbering)


def _style(frame: TextFrame, *, size: int, colour: RGBColor, bold: bool) -> None:
    frame.word_wrap = True
    frame.vertical_anchor = MSO_ANCHOR.TOP if size < 30 else MSO_ANCHOR.MIDDLE
    for paragraph in frame.paragraphs:
        paragraph.space_after = Pt(8)
        for run in paragraph.runs:
            run.font.size, run.font.bold, run.font.color.rgb = Pt(size), bold, colour


def _add_table(slide: Slide, table: Table) -> None:
    rows, columns = len(table.rows), len(table.rows[0])
    height = Inches(0.9) * rows
    shape = slide.shapes.add_table(rows, columns, Inches(0.7), Inches(1.7), Emu(WIDTH - Inches(1.4)), Emu(height))
    for row, cells in enumerate(table.rows):
        for column, text in enumerate(cells):
            frame = shape.table.cell(row, column).text_frame
            frame.text = text
            frame.paragraphs[0].runs[0].font.size = Pt(18)
