"""Reads PPTX: a slide's title as heading, bullets, tables, and speaker notes as their own role."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from lxml import etree

from authoring.readers.characters import Run, collapse, count_invisible
from authoring.readers.package import RELATIONSHIP, Package, open_package
from authoring.readers.reading import RawBlock, Reading, ReadLimits, Refused, table_block, text_block
from authoring.types import BlockKind, BlockRole, Reason

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_TITLES = frozenset({"title", "ctrTitle"})
_FURNITURE = frozenset({"sldNum", "dt", "ftr", "hdr", "sldImg"})
_TINY = 200  # hundredths of a point


def read_pptx(content: bytes, limits: ReadLimits) -> Reading:
    """Blocks of a presentation, slide by slide; hidden slides are left out and told."""
    reading = Reading()
    package = open_package(content, limits, reading)
    slides = _slides(package)
    if not slides:
        raise Refused(Reason.UNREADABLE, "no slide could be found")
    reading.pages = len(slides)
    walk = _Walk(reading, package)
    for number, slide in enumerate(slides[: limits.max_pages], start=1):
        walk.read_slide(slide, number)
    if len(slides) > limits.max_pages:
        reading.miss(Reason.TOO_LARGE, f"slides beyond {limits.max_pages}", page=limits.max_pages + 1)
    reading.blocks = walk.blocks
    reading.title = _title(package)
    return reading


def _slides(package: Package) -> list[str]:
    """Member names of the slides in the order of the presentation; by name where the presentation is damaged."""
    main = next((t for kind, t in package.targets("").values() if kind == "officeDocument"), "ppt/presentation.xml")
    root = package.xml(main)
    targets = package.targets(main)
    ordered = [
        targets[slide.get(f"{RELATIONSHIP}id") or ""][1]
        for slide in (root.iter(f"{P}sldId") if root is not None else ())
        if (slide.get(f"{RELATIONSHIP}id") or "") in targets
    ]
    present = [name for name in ordered if package.has(name)]
    if present:
        return present
    names = [n for n in package.names() if n.startswith("ppt/slides/slide") and n.endswith(".xml")]
    return sorted(names, key=lambda name: int("0" + "".join(filter(str.isdigit, name))))


def _title(package: Package) -> str | None:
    core = package.xml("docProps/core.xml")
    title = core.find("{http://purl.org/dc/elements/1.1/}title") if core is not None else None
    text = collapse(title.text or "") if title is not None else ""
    return text if text and not text.lower().startswith(("powerpoint", "slide 1", "presentation")) else None


@dataclass(slots=True)
class _Walk:
    reading: Reading
    package: Package
    blocks: list[RawBlock] = field(default_factory=list)
    _lists: int = 0
    _title_level: int = 2

    def read_slide(self, name: str, page: int) -> None:
        """Title, then shapes in reading order, then notes."""
        root = self.package.xml(name)
        if root is None:
            self.reading.miss(Reason.UNREADABLE, "slide is damaged", page=page)
            return
        if root.get("show") in ("0", "false"):
            self.reading.warn(Reason.HIDDEN_TEXT, "hidden slide left out", page=page)
            return
        tree = root.find(f"{P}cSld/{P}spTree")
        shapes = sorted(_shapes(tree), key=_reading_order) if tree is not None else []
        before = len(self.blocks)
        self._title_level = 1 if self._opens_section(name) else 2
        for shape in sorted(shapes, key=lambda shape: _placeholder(shape) not in _TITLES):
            self._read_shape(shape, page)
        pictures = sum(1 for _ in root.iter(f"{P}pic"))
        if pictures:
            reason = Reason.IMAGE if len(self.blocks) > before else Reason.SCANNED_IMAGE
            self.reading.miss(reason, f"{pictures} images", page=page)
        self._read_notes(name, page)

    def _opens_section(self, slide: str) -> bool:
        """Whether the slide is laid out as the title of the deck or of a section of it."""
        layout = next((target for kind, target in self.package.targets(slide).values() if kind == "slideLayout"), None)
        root = self.package.xml(layout) if layout else None
        return root is not None and root.get("type") in ("title", "secHead")

    def _read_shape(self, shape: etree._Element, page: int) -> None:
        if shape.tag == f"{P}graphicFrame":
            for table in shape.iter(f"{A}tbl"):
                self._read_table(table, page)
            return
        body = shape.find(f"{P}txBody")
        placeholder = _placeholder(shape)
        if body is None or placeholder in _FURNITURE:
            return
        if _is_out_of_sight(shape):
            self.reading.warn(Reason.HIDDEN_TEXT, "hidden shape left out", page=page)
            return
        if placeholder in _TITLES:
            runs = [run for p in body.iterchildren(f"{A}p") for run in (*self._runs(p, page), Run(" "))]
            text = collapse("".join(run.text for run in runs))
            self._add(RawBlock(BlockKind.HEADING, text, level=self._title_level, page=page))
            return
        self._read_paragraphs(body, page, placeholder)

    def _read_paragraphs(self, body: etree._Element, page: int, placeholder: str | None) -> None:
        paragraphs = [p for p in body.iterchildren(f"{A}p") if _has_text(p)]
        listed = placeholder in ("body", "", "obj") and len(paragraphs) > 1
        items: list[tuple[RawBlock, bool]] = []
        for paragraph in paragraphs:
            block = text_block(BlockKind.PARAGRAPH, self._runs(paragraph, page), page=page)
            if block.text:
                items.append((block, _is_item(paragraph, listed=listed)))
                block.level = _depth(paragraph)
                block.ordered = paragraph.find(f"{A}pPr/{A}buAutoNum") is not None
        for is_item, group in groupby(items, key=lambda item: item[1]):
            blocks = [block for block, _ in group]
            if is_item:
                self._number(blocks)
            for block in blocks:
                block.level = block.level if is_item else None
                self._add(block)

    def _number(self, blocks: list[RawBlock]) -> None:
        """Make `blocks` the items of lists, one list for each depth and interruption by a shallower item."""
        opened: dict[int, tuple[str, int]] = {}
        for block in blocks:
            depth = block.level or 1
            for deeper in [d for d in opened if d > depth]:
                del opened[deeper]
            if depth not in opened:
                self._lists += 1
                opened[depth] = (f"l{self._lists}", 0)
            list_id, count = opened[depth]
            opened[depth] = (list_id, count + 1)
            block.kind, block.list_id, block.number = BlockKind.LIST_ITEM, list_id, count + 1

    def _read_table(self, table: etree._Element, page: int) -> None:
        rows: list[list[str]] = []
        for row in table.iterchildren(f"{A}tr"):
            cells: list[str] = []
            for index, cell in enumerate(row.iterchildren(f"{A}tc")):
                paragraphs = [collapse("".join(r.text for r in self._runs(p, page))) for p in cell.iter(f"{A}p")]
                text = " ".join(part for part in paragraphs if part)
                above = rows[-1][index] if cell.get("vMerge") and rows and index < len(rows[-1]) else ""
                cells.append(text or above)
            rows.append(cells)
        properties = table.find(f"{A}tblPr")
        has_header = properties is not None and properties.get("firstRow") in ("1", "true")
        self._add(table_block(rows, header_rows=int(has_header), page=page))

    def _read_notes(self, slide: str, page: int) -> None:
        notes = next((target for kind, target in self.package.targets(slide).values() if kind == "notesSlide"), None)
        root = self.package.xml(notes) if notes else None
        for shape in root.iter(f"{P}sp") if root is not None else ():
            if _placeholder(shape) not in ("body", None):
                continue
            for paragraph in shape.iter(f"{A}p"):
                block = text_block(BlockKind.PARAGRAPH, self._runs(paragraph, page), page=page)
                block.role = BlockRole.SPEAKER_NOTE
                self._add(block)

    def _runs(self, paragraph: etree._Element, page: int) -> Iterator[Run]:
        for node in paragraph.iterchildren():
            if node.tag == f"{A}br":
                yield Run(" ")
            elif node.tag in (f"{A}r", f"{A}fld"):
                properties = node.find(f"{A}rPr")
                text = node.findtext(f"{A}t") or ""
                if count_invisible(" " + text):
                    self.reading.warn(Reason.HIDDEN_TEXT, "invisible characters removed", page=page)
                if _is_tiny(properties) and text.strip():
                    self.reading.warn(Reason.HIDDEN_TEXT, "tiny text left out", page=page)
                    continue
                yield Run(text, properties is not None and properties.get("b") in ("1", "true"))

    def _add(self, block: RawBlock) -> None:
        if block.text:
            self.blocks.append(block)


def _shapes(tree: etree._Element) -> Iterator[etree._Element]:
    """Shapes and graphic frames, those in groups too, without recursion."""
    stack = list(reversed(tree))
    while stack:
        node = stack.pop()
        if node.tag in (f"{P}sp", f"{P}graphicFrame"):
            yield node
        elif isinstance(node.tag, str) and not node.tag.endswith("}Fallback"):
            stack.extend(reversed(node))


def _placeholder(shape: etree._Element) -> str | None:
    """The kind of placeholder, "" for one without kind, None for a shape that is none."""
    found = shape.find(f"{P}nvSpPr/{P}nvPr/{P}ph")
    return (found.get("type") or "") if found is not None else None


def _reading_order(shape: etree._Element) -> tuple[int, int]:
    """Top to bottom in bands of half an inch, then left to right; placeholders without a place come first."""
    offset = next(shape.iter(f"{A}off"), None)
    if offset is None or _placeholder(shape) is not None:
        return (-1, 0) if offset is None else (_units(offset.get("y")) // 457_200, _units(offset.get("x")))
    return _units(offset.get("y")) // 457_200, _units(offset.get("x"))


def _units(text: str | None) -> int:
    return int(text) if text and text.lstrip("-").isdigit() else 0


def _is_out_of_sight(shape: etree._Element) -> bool:
    properties = next((p for p in shape.iter(f"{P}cNvPr")), None)
    return properties is not None and properties.get("hidden") in ("1", "true")


def _has_text(paragraph: etree._Element) -> bool:
    return any((text.text or "").strip() for text in paragraph.iter(f"{A}t"))


def _is_item(paragraph: etree._Element, *, listed: bool) -> bool:
    properties = paragraph.find(f"{A}pPr")
    if properties is not None:
        if properties.find(f"{A}buNone") is not None:
            return False
        if properties.find(f"{A}buChar") is not None or properties.find(f"{A}buAutoNum") is not None:
            return True
    return listed


def _is_tiny(properties: etree._Element | None) -> bool:
    size = properties.get("sz") if properties is not None else None
    return size is not None and 0 < _units(size) <= _TINY


def _depth(paragraph: etree._Element) -> int:
    properties = paragraph.find(f"{A}pPr")
    level = properties.get("lvl") if properties is not None else None
    return min(_units(level), 8) + 1
