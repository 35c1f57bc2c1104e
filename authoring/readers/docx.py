"""Reads DOCX: styles give headings and lists, tables stay tables, notes follow the paragraph that calls them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from authoring.readers.characters import Run, collapse, count_invisible
from authoring.readers.docx_styles import Numbering, ParagraphStyle, Styles, flag, read_numbering, read_styles, value
from authoring.readers.package import Package, open_package
from authoring.readers.reading import RawBlock, Reading, ReadLimits, Refused, code_block, table_block, text_block
from authoring.types import BlockKind, Reason

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_BREAKS = {f"{W}tab": " ", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}ptab": " "}
_TINY_HALF_POINTS = 4  # two points: nobody reads that
_SKIPPED = frozenset(
    {f"{W}del", f"{W}moveFrom", f"{W}rPr", f"{W}pPr", f"{W}instrText", f"{W}delText", f"{_MC}Fallback"}
)


def read_docx(content: bytes, limits: ReadLimits) -> Reading:
    """Blocks of a Word document; comments, hidden and tiny text, macros and outside references are told, not read."""
    reading = Reading()
    package = open_package(content, limits, reading)
    part = _main_part(package)
    root = package.xml(part)
    if root is None:
        raise Refused(Reason.UNREADABLE, "the main part of the document is damaged or missing")
    targets = package.targets(part)
    walk = _Walk(
        reading,
        read_styles(_related(package, targets, "styles")),
        read_numbering(_related(package, targets, "numbering")),
        {kind: _notes(_related(package, targets, kind)) for kind in ("footnotes", "endnotes")},
    )
    body = root.find(f"{W}body")
    walk.read_blocks(body if body is not None else root)
    reading.blocks = walk.blocks
    _report(reading, walk, _related(package, targets, "comments"))
    reading.title = _title(package) or walk.title
    return reading


def _main_part(package: Package) -> str:
    for kind, target in package.targets("").values():
        if kind == "officeDocument" and package.has(target):
            return target
    return next((name for name in package.names() if name.lower() == "word/document.xml"), "word/document.xml")


def _related(package: Package, targets: dict[str, tuple[str, str]], kind: str) -> etree._Element | None:
    for found, target in targets.values():
        if found == kind:
            return package.xml(target)
    return package.xml(f"word/{kind}.xml")


def _notes(root: etree._Element | None) -> dict[str, etree._Element]:
    if root is None:
        return {}
    return {note.get(f"{W}id") or "": note for note in root if note.get(f"{W}type") in (None, "normal")}


def _title(package: Package) -> str | None:
    core = package.xml("docProps/core.xml")
    title = core.find("{http://purl.org/dc/elements/1.1/}title") if core is not None else None
    return collapse(title.text or "") or None if title is not None else None


def _report(reading: Reading, walk: _Walk, comments: etree._Element | None) -> None:
    if walk.images:
        reading.miss(Reason.IMAGE, f"{walk.images} images")
    if walk.hidden:
        reading.warn(Reason.HIDDEN_TEXT, f"{walk.hidden} hidden, tiny or white runs left out")
    if walk.invisible:
        reading.warn(Reason.HIDDEN_TEXT, f"{walk.invisible} invisible characters removed")
    if walk.embedded:
        reading.warn(Reason.ACTIVE_CONTENT, f"{walk.embedded} embedded objects left out")
    if comments is not None and len(comments):
        reading.warn(Reason.HIDDEN_TEXT, f"{len(comments)} comments left out")


@dataclass(slots=True)
class _Walk:
    reading: Reading
    styles: Styles
    numbering: Numbering
    notes: dict[str, dict[str, etree._Element]]
    blocks: list[RawBlock] = field(default_factory=list)
    title: str | None = None
    images: int = 0
    hidden: int = 0
    invisible: int = 0
    embedded: int = 0
    _called: list[etree._Element] = field(default_factory=list)
    _lists: dict[str, tuple[str, int, bool]] = field(default_factory=dict)  # number id -> list id, depth, ordered
    _counts: Counter[str] = field(default_factory=Counter)
    _opened: int = 0
    _previous: BlockKind | None = None

    def read_blocks(self, container: etree._Element) -> None:
        """Paragraphs and tables of a body, in order."""
        for element in _block_elements(container):
            if element.tag == f"{W}tbl":
                self._read_table(element)
            else:
                self._read_paragraph(element)
            self._previous = self.blocks[-1].kind if self.blocks else None
            self._add_called_notes()

    def _read_paragraph(self, paragraph: etree._Element) -> None:
        style = self.styles.of_paragraph(paragraph)
        runs = list(self._runs(paragraph, bold=style.bold and style.level is None))
        if style.is_code:
            self._add_code("".join(run.text for run in runs))
            return
        kind = BlockKind.HEADING if style.level else style.kind
        block = text_block(kind, runs, level=style.level)
        if not block.text:
            return
        if style.is_title:
            self.title = self.title or block.text
        block.role = style.role
        if kind is BlockKind.HEADING:
            self._lists.clear()
        if kind is BlockKind.PARAGRAPH:
            self._make_item(block, style)
        self.blocks.append(block)

    def _add_code(self, text: str) -> None:
        if self._previous is BlockKind.CODE and self.blocks and self.blocks[-1].kind is BlockKind.CODE:
            self.blocks[-1].text += "\n" + code_block(text).text
        else:
            self.blocks.append(code_block(text))

    def _make_item(self, block: RawBlock, style: ParagraphStyle) -> None:
        if style.number_id is None:
            # Word numbers on after a paragraph between two items; bullets after one are another list
            self._lists = {key: opened for key, opened in self._lists.items() if opened[2]}
            return
        form = self.numbering.form(style.number_id, style.depth)
        if form is None or form == "none":
            return
        for key in [key for key, (_, depth, _) in self._lists.items() if depth > style.depth]:
            del self._lists[key]
        key = f"{style.number_id}.{style.depth}"
        if key not in self._lists:
            self._opened += 1
            self._lists[key] = (f"l{self._opened}", style.depth, form != "bullet")
        list_id = self._lists[key][0]
        self._counts[list_id] += 1
        block.kind, block.level = BlockKind.LIST_ITEM, style.depth + 1
        block.list_id, block.ordered, block.number = list_id, form != "bullet", self._counts[list_id]

    def _read_table(self, table: etree._Element) -> None:
        self._lists.clear()
        if _is_one_cell(table):
            for cell in table.iter(f"{W}tc"):
                self.read_blocks(cell)
            return
        rows: list[list[str]] = []
        headers = 0
        above: list[str] = []
        for row in table.iterchildren(f"{W}tr"):
            above = self._row(row, above)
            rows.append(above)
            if headers == len(rows) - 1 and self._is_header(row, first=len(rows) == 1, table=table):
                headers += 1
        block = table_block(rows, header_rows=headers)
        if block.text:
            self.blocks.append(block)

    def _row(self, row: etree._Element, above: list[str]) -> list[str]:
        cells: list[str] = []
        for cell in row.iterchildren(f"{W}tc", f"{W}sdt"):
            properties = cell.find(f"{W}tcPr")
            merge = properties.find(f"{W}vMerge") if properties is not None else None
            span = value(properties.find(f"{W}gridSpan")) if properties is not None else None
            continues = merge is not None and merge.get(f"{W}val") != "restart"
            text = above[len(cells)] if continues and len(cells) < len(above) else self._cell_text(cell)
            cells.append(text)
            cells.extend([""] * (min(int(span), 100) - 1 if span and span.isdigit() else 0))
        return cells

    def _cell_text(self, cell: etree._Element) -> str:
        texts = []
        for paragraph in cell.iter(f"{W}p"):
            text = collapse("".join(run.text for run in self._runs(paragraph, bold=False)))
            if text:
                texts.append(text)
        return " ".join(text if text[-1] in ".:;,!?…" or text is texts[-1] else text + ";" for text in texts)

    def _is_header(self, row: etree._Element, *, first: bool, table: etree._Element) -> bool:
        properties = row.find(f"{W}trPr")
        if properties is not None and flag(properties.find(f"{W}tblHeader")):
            return True
        if not first:
            return False
        look = table.find(f"{W}tblPr/{W}tblLook")
        styled = look is not None and (look.get(f"{W}firstRow") == "1" or _has_first_row_bit(look))
        cells = [list(self._runs(p, bold=False)) for p in row.iter(f"{W}p")]
        filled = [[run for run in runs if run.text.strip()] for runs in cells]
        return styled or all(all(run.bold for run in runs) for runs in filled if runs)

    def _add_called_notes(self) -> None:
        called, self._called = self._called, []
        for note in called:
            runs = [run for p in note.iter(f"{W}p") for run in (*self._runs(p, bold=False), Run(" "))]
            block = text_block(BlockKind.NOTE, runs)
            if block.text:
                self.blocks.append(block)

    def _runs(self, paragraph: etree._Element, *, bold: bool) -> Iterator[Run]:
        """Runs in order, without deleted text; iterative, as nesting comes from the file."""
        stack = [(child, bold) for child in reversed(paragraph)]
        while stack:
            node, bold = stack.pop()
            if node.tag in _SKIPPED or node.tag == f"{W}p":
                continue
            if node.tag == f"{W}r":
                yield from self._run(node, inherited=bold)
                continue
            if node.tag == f"{_MATH}t":
                yield Run(node.text or "")
            stack.extend((child, bold) for child in reversed(node))

    def _run(self, run: etree._Element, *, inherited: bool) -> Iterator[Run]:
        properties = run.find(f"{W}rPr")
        is_hidden = properties is not None and _is_hidden(properties)
        bold = self.styles.is_bold_run(properties, inherited=inherited)
        for node in run.iterchildren():
            if node.tag == f"{W}t":
                text = node.text or ""
                self.invisible += count_invisible(" " + text)
                if is_hidden:
                    self.hidden += bool(text.strip())
                    continue
                yield Run(text, bold)
            elif node.tag in _BREAKS:
                yield Run(_BREAKS[node.tag], bold)
            else:
                yield from self._other(node)

    def _other(self, node: etree._Element) -> Iterator[Run]:
        kind = {f"{W}footnoteReference": "footnotes", f"{W}endnoteReference": "endnotes"}.get(str(node.tag))
        if kind:
            note = self.notes[kind].get(node.get(f"{W}id") or "")
            if note is not None:
                self._called.append(note)
        elif node.tag == f"{W}object":
            self.embedded += 1
        elif node.tag in (f"{W}drawing", f"{W}pict", f"{_MC}AlternateContent"):
            boxes = [box for box in node.iter(f"{W}txbxContent") if not _is_fallback(box, node)]
            self.images += not boxes
            for box in boxes[:1]:
                for paragraph in box.iter(f"{W}p"):
                    yield Run(" ")
                    yield from self._runs(paragraph, bold=False)
                    yield Run(" ")


def _block_elements(container: etree._Element) -> Iterator[etree._Element]:
    stack = list(reversed(container))
    while stack:
        element = stack.pop()
        if element.tag in (f"{W}p", f"{W}tbl"):
            yield element
        elif element.tag not in _SKIPPED:
            stack.extend(reversed(element))


def _is_hidden(properties: etree._Element) -> bool:
    if flag(properties.find(f"{W}vanish")) or flag(properties.find(f"{W}webHidden")):
        return True
    size = value(properties.find(f"{W}sz"))
    if size is not None and size.isdigit() and int(size) <= _TINY_HALF_POINTS:
        return True
    colour = value(properties.find(f"{W}color")) or ""
    return colour.upper() == "FFFFFF" and not _is_shaded(properties)


def _is_shaded(properties: etree._Element) -> bool:
    shade = properties.find(f"{W}shd")
    fill = (shade.get(f"{W}fill") or "auto").lower() if shade is not None else "auto"
    return fill not in ("auto", "ffffff") or value(properties.find(f"{W}highlight")) not in (None, "none", "white")


def _is_fallback(box: etree._Element, top: etree._Element) -> bool:
    return any(parent.tag == f"{_MC}Fallback" for parent in box.iterancestors() if parent is not top)


def _is_one_cell(table: etree._Element) -> bool:
    return sum(1 for _ in table.iterchildren(f"{W}tr")) == 1 and sum(1 for _ in table.iter(f"{W}tc")) == 1


def _has_first_row_bit(look: etree._Element) -> bool:
    mask = look.get(f"{W}val") or ""
    try:
        return bool(int(mask, 16) & 0x0020)
    except ValueError:
        return False
