"""Sets the information security policy as a DOCX: numbered headings, lists, tables, a footnote, running head."""

from __future__ import annotations

import io
from html import escape

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.text.parfmt import CT_PPr
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph as WordParagraph
from lxml.etree import _Element as Element

from examples.builders.packaging import PUBLISHED, repack
from examples.builders.source import SOURCES, BulletList, Heading, Paragraph, Runs, SourceBlock, Table, read_blocks

TITLE = "Information Security Policy"
EDITION = "SP-02 · Version 3.0 · valid from 1 September 2026 · Internal"
NAVY = RGBColor(0x14, 0x30, 0x4F)
TEAL = RGBColor(0x0F, 0x7C, 0x85)
TABLE_STYLE = "Light Grid Accent 1"
HEADING_NUMBERS = 90  # beyond the ids of the template's own lists
STEP_NUMBERS = 91
BULLETS = 92
FOOTNOTES_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"


def build() -> bytes:
    """The policy as DOCX bytes, the same for the same source."""
    document = Document()
    _set_up(document)
    blocks = read_blocks([SOURCES / "information-security-policy.md"])
    footnotes: list[str] = []
    lists = tables = 0
    for block in blocks:
        if isinstance(block, BulletList):
            lists += 1
        if isinstance(block, Table):
            tables += 1
        _add(document, block, footnotes, lists, tables)
    _add_footnotes(document, footnotes)
    target = io.BytesIO()
    document.save(target)
    return repack(target.getvalue())


def _set_up(document: WordDocument) -> None:
    properties = document.core_properties
    properties.title, properties.author, properties.language = TITLE, "Orbita Logistics", "en-GB"
    properties.subject, properties.comments, properties.last_modified_by = "SP-02", "", "Orbita Logistics"
    properties.created = properties.modified = PUBLISHED.replace(tzinfo=None)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.header.paragraphs[0].text = f"Orbita Logistics · {TITLE}"
    section.footer.paragraphs[0].text = EDITION
    _add_page_number(section.footer.paragraphs[0])
    _drop_unused_parts(document)
    _set_styles(document)
    _define_numbering(document)
    document.add_paragraph(TITLE, style="Title")
    document.add_paragraph(EDITION, style="Subtitle")


def _drop_unused_parts(document: WordDocument) -> None:
    """Takes out most of the template's weight: the second style sheet and 100 unused table styles."""
    for identifier, relationship in list(document.part.rels.items()):
        if relationship.reltype.endswith("/stylesWithEffects"):
            del document.part.rels[identifier]
    for style in list(document.styles):
        if style.type == WD_STYLE_TYPE.TABLE and style.name not in {TABLE_STYLE, "Normal Table"}:
            style.delete()


def _set_styles(document: WordDocument) -> None:
    styles = document.styles
    for name in ("Normal", "Title", "Subtitle", "Heading 1", "Heading 2"):
        style = styles[name]
        style.font.name = "Calibri"
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{attribute}"), None)
    styles["Normal"].font.size = Pt(11)
    styles["Normal"].paragraph_format.space_after = Pt(8)
    styles["Title"].font.color.rgb = NAVY
    styles["Subtitle"].font.color.rgb = TEAL
    for name, size, colour in (("Heading 1", 18, NAVY), ("Heading 2", 13, TEAL)):
        styles[name].font.size, styles[name].font.color.rgb = Pt(size), colour
        styles[name].paragraph_format.space_before, styles[name].paragraph_format.space_after = Pt(16), Pt(6)
    for name in ("Header", "Footer"):
        styles[name].font.size = Pt(8.5)


def _define_numbering(document: WordDocument) -> None:
    numbering = document.part.numbering_part.element
    headings = _level(0, "decimal", "%1", 567, "Heading1") + _level(1, "decimal", "%1.%2", 567, "Heading2")
    _add_abstract(numbering, HEADING_NUMBERS, headings)
    _add_abstract(numbering, STEP_NUMBERS, _level(0, "decimal", "%1.", 567))
    _add_abstract(numbering, BULLETS, _level(0, "bullet", "•", 567))
    _add_instance(numbering, HEADING_NUMBERS, HEADING_NUMBERS)
    for level, name in enumerate(("Heading 1", "Heading 2")):
        _number(document.styles[name].element.get_or_add_pPr(), HEADING_NUMBERS, level)


def _level(level: int, number_format: str, text: str, indent: int, style: str = "") -> str:
    link = f'<w:pStyle w:val="{style}"/>' if style else ""
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{number_format}"/>{link}'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{indent}" w:hanging="{indent}"/></w:pPr></w:lvl>'
    )


def _add_abstract(numbering: Element, number: int, levels: str) -> None:
    kind = "multilevel" if number == HEADING_NUMBERS else "singleLevel"
    definition = (
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}"><w:multiLevelType w:val="{kind}"/>'
        f"{levels}</w:abstractNum>"
    )
    numbering.insert(0, parse_xml(definition))  # the schema wants definitions before instances


def _add_instance(numbering: Element, abstract: int, number: int) -> None:
    restart = (
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>' if abstract == STEP_NUMBERS else ""
    )
    instance = f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{abstract}"/>{restart}</w:num>'
    numbering.append(parse_xml(instance))


def _number(properties: CT_PPr, number: int, level: int = 0) -> None:
    place = properties.get_or_add_numPr()  # type: ignore[attr-defined]  # python-docx makes it at run time
    place.get_or_add_ilvl().val = level
    place.get_or_add_numId().val = number


def _add(document: WordDocument, block: SourceBlock, footnotes: list[str], lists: int, tables: int) -> None:
    match block:
        case Heading():
            document.add_heading(block.text, block.level)
        case Paragraph():
            _write(document.add_paragraph(), block.runs, footnotes)
        case BulletList():
            _add_list(document, block, footnotes, HEADING_NUMBERS + lists)
        case Table():
            caption = document.add_paragraph(f"Table {tables}. {block.caption}", style="Caption")
            caption.paragraph_format.keep_with_next = True
            _add_table(document, block)
        case _:
            raise ValueError("the policy has no callouts")


def _add_list(document: WordDocument, block: BulletList, footnotes: list[str], number: int) -> None:
    numbering = document.part.numbering_part.element
    _add_instance(numbering, STEP_NUMBERS if block.ordered else BULLETS, number)
    for runs in block.items:
        paragraph = document.add_paragraph(style="List Number" if block.ordered else "List Bullet")
        _number(paragraph._p.get_or_add_pPr(), number)  # python-docx has no public way to start a list anew
        _write(paragraph, runs, footnotes)


def _write(paragraph: WordParagraph, runs: Runs, footnotes: list[str]) -> None:
    for run in runs:
        if run.footnote is None:
            paragraph.add_run(run.text).bold = True if run.bold else None
            continue
        footnotes.append(run.footnote)
        mark = paragraph.add_run()
        mark.font.superscript = True
        reference = OxmlElement("w:footnoteReference")
        reference.set(qn("w:id"), str(len(footnotes)))
        _append(mark._r, reference)  # footnotes are beyond python-docx's public interface


def _add_table(document: WordDocument, block: Table) -> None:
    grid = document.add_table(rows=0, cols=len(block.rows[0]), style=TABLE_STYLE)
    for cells in block.rows:
        row = grid.add_row()
        for cell, text in zip(row.cells, cells, strict=True):
            cell.paragraphs[0].add_run(text).font.size = Pt(9.5)
            cell.paragraphs[0].paragraph_format.space_after = Pt(2)
    header = grid.rows[0]._tr.get_or_add_trPr()  # a repeated header row is beyond the public interface
    _append(header, OxmlElement("w:tblHeader"))
    document.add_paragraph().paragraph_format.space_after = Pt(2)


def _append(parent: Element, child: Element) -> None:
    parent.append(child)


def _add_page_number(paragraph: WordParagraph) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
    paragraph.add_run(" · Page ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    _append(paragraph._p, field)  # fields are beyond python-docx's public interface


def _add_footnotes(document: WordDocument, footnotes: list[str]) -> None:
    notes = "".join(
        f'<w:footnote w:id="{number}"><w:p><w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteRef/></w:r>'
        f'<w:r><w:t xml:space="preserve"> {escape(text)}</w:t></w:r></w:p></w:footnote>'
        for number, text in enumerate(footnotes, start=1)
    )
    separators = "".join(
        f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:r><w:{kind}/></w:r></w:p></w:footnote>'
        for number, kind in ((-1, "separator"), (0, "continuationSeparator"))
    )
    root = f"<w:footnotes {nsdecls('w')}>{separators}{notes}</w:footnotes>"
    xml = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{root}'
    part = Part(PackURI("/word/footnotes.xml"), FOOTNOTES_TYPE, xml.encode("utf-8"), document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
