"""What paragraph and character styles of a Word document mean: heading levels, lists, code, captions, weight."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from lxml import etree

from authoring.types import BlockKind, BlockRole

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MAX_INHERITANCE = 20  # styles may be based on themselves in a damaged file
_HEADING = re.compile(r"^(?:heading|berschrift|überschrift|titre|titolo|título|rubrik|kop|nagłówek)\s*([1-9])$", re.I)
_CODE = re.compile(r"source\s?code|html preformatted|^code|verbatim|listing|macro text|plain text", re.I)
_CAPTION = re.compile(r"caption|didascalia|beschriftung|légende|leyenda", re.I)
_QUOTE = re.compile(r"quote|block text|citazione|zitat|citation", re.I)
_CONTENTS = re.compile(
    r"^(?:toc|contents|sommario|verzeichnis|tdm|index|table of (?:figures|authorities))\s*(?:\d|heading)?$", re.I
)
_MAX_LEVEL = 6
_DEEPER_LIST = re.compile(r"^list (?:bullet|number|continue)\s*([2-5])$", re.I)
_TITLE = re.compile(r"^(?:title|titolo|titel|titre)$", re.I)


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    """What a paragraph's style and own properties say about it; `depth` counts list levels from 0."""

    kind: BlockKind = BlockKind.PARAGRAPH
    level: int | None = None
    number_id: str | None = None
    depth: int = 0
    bold: bool = False
    is_code: bool = False
    is_title: bool = False
    role: BlockRole = BlockRole.BODY


_MEANINGS = (
    (_TITLE, ParagraphStyle(kind=BlockKind.HEADING, level=1, is_title=True)),
    (_CONTENTS, ParagraphStyle(role=BlockRole.BOILERPLATE)),
    (_CODE, ParagraphStyle(kind=BlockKind.CODE, is_code=True)),
    (_CAPTION, ParagraphStyle(kind=BlockKind.CAPTION)),
    (_QUOTE, ParagraphStyle(role=BlockRole.QUOTE)),
)


@dataclass(slots=True)
class Styles:
    """Styles by id, inheritance resolved."""

    paragraphs: dict[str, ParagraphStyle] = field(default_factory=dict)
    bold_characters: frozenset[str] = frozenset()
    default: str | None = None

    def of_paragraph(self, paragraph: etree._Element) -> ParagraphStyle:
        """The style of a paragraph with what it sets for itself."""
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            return self.paragraphs.get(self.default or "", ParagraphStyle())
        name = value(properties.find(f"{W}pStyle")) or self.default or ""
        return _with_own(self.paragraphs.get(name, _by_name(name)), properties)

    def is_bold_run(self, properties: etree._Element | None, *, inherited: bool) -> bool:
        """Whether a run is bold by itself, its character style or its paragraph."""
        if properties is None:
            return inherited
        bold = properties.find(f"{W}b")
        if bold is not None:
            return flag(bold)
        return inherited or value(properties.find(f"{W}rStyle")) in self.bold_characters


@dataclass(slots=True)
class Numbering:
    """Number formats ("decimal", "bullet" …) by number id and depth."""

    forms: dict[str, dict[int, str]] = field(default_factory=dict)

    def form(self, number_id: str, depth: int) -> str | None:
        """The format of a list at a depth; None where the list is not numbered at all."""
        if number_id == "0":
            return None
        return self.forms.get(number_id, {}).get(depth, "bullet")


def value(element: etree._Element | None) -> str | None:
    """The `w:val` of an element that may be missing."""
    return element.get(f"{W}val") if element is not None else None


def flag(element: etree._Element | None) -> bool:
    """Whether an on/off element is there and on."""
    return element is not None and (element.get(f"{W}val") or "1").lower() not in ("0", "false", "off", "none")


def read_styles(root: etree._Element | None) -> Styles:
    """The styles of a document; None gives none."""
    if root is None:
        return Styles()
    by_id = {style.get(f"{W}styleId") or "": style for style in root.iterchildren(f"{W}style")}
    styles = Styles()
    bold: set[str] = set()
    for style_id, style in by_id.items():
        chain = _chain(style, by_id)
        if style.get(f"{W}type") == "character":
            if any(flag(s.find(f"{W}rPr/{W}b")) for s in chain[-1:]):
                bold.add(style_id)
            continue
        if style.get(f"{W}type") == "paragraph":
            styles.paragraphs[style_id] = _resolve(chain)
            if flag(style) and style.get(f"{W}default") in ("1", "true"):
                styles.default = style_id
    styles.bold_characters = frozenset(bold)
    return styles


def read_numbering(root: etree._Element | None) -> Numbering:
    """The list formats of a document; None gives none."""
    numbering = Numbering()
    if root is None:
        return numbering
    abstract = {
        definition.get(f"{W}abstractNumId") or "": _forms(definition)
        for definition in root.iterchildren(f"{W}abstractNum")
    }
    for number in root.iterchildren(f"{W}num"):
        forms = dict(abstract.get(value(number.find(f"{W}abstractNumId")) or "", {}))
        for override in number.iterchildren(f"{W}lvlOverride"):
            level = override.find(f"{W}lvl")
            form = value(level.find(f"{W}numFmt")) if level is not None else None
            if form:
                forms[_number(override.get(f"{W}ilvl"))] = form
        numbering.forms[number.get(f"{W}numId") or ""] = forms
    return numbering


def _forms(definition: etree._Element) -> dict[int, str]:
    return {
        _number(level.get(f"{W}ilvl")): value(level.find(f"{W}numFmt")) or "bullet"
        for level in definition.iterchildren(f"{W}lvl")
    }


def _chain(style: etree._Element, by_id: dict[str, etree._Element]) -> list[etree._Element]:
    """The style and what it is based on, the farthest first."""
    chain = [style]
    while len(chain) < _MAX_INHERITANCE:
        base = by_id.get(value(chain[0].find(f"{W}basedOn")) or "")
        if base is None or base in chain:
            break
        chain.insert(0, base)
    return chain


def _resolve(chain: list[etree._Element]) -> ParagraphStyle:
    style = ParagraphStyle()
    for link in chain:
        named = _by_name(value(link.find(f"{W}name")) or "")
        style = replace(
            style,
            kind=named.kind if named.kind is not BlockKind.PARAGRAPH else style.kind,
            level=named.level or style.level,
            is_code=named.is_code or style.is_code,
            is_title=named.is_title or style.is_title,
            depth=named.depth or style.depth,
            role=named.role if named.role is not BlockRole.BODY else style.role,
        )
        bold = link.find(f"{W}rPr/{W}b")
        style = replace(style, bold=flag(bold)) if bold is not None else style
        properties = link.find(f"{W}pPr")
        style = _with_own(style, properties) if properties is not None else style
    return style


def _by_name(name: str) -> ParagraphStyle:
    name = name.strip()
    heading = _HEADING.match(name)
    if heading:
        return ParagraphStyle(kind=BlockKind.HEADING, level=min(int(heading[1]), _MAX_LEVEL))
    deeper = _DEEPER_LIST.match(name)
    if deeper:
        return ParagraphStyle(depth=int(deeper[1]) - 1)
    return next((style for pattern, style in _MEANINGS if pattern.search(name)), ParagraphStyle())


def _with_own(style: ParagraphStyle, properties: etree._Element) -> ParagraphStyle:
    outline = value(properties.find(f"{W}outlineLvl"))
    if outline is not None and outline.isdigit() and int(outline) < 9:
        style = replace(style, kind=BlockKind.HEADING, level=min(int(outline) + 1, _MAX_LEVEL))
    numbers = properties.find(f"{W}numPr")
    if numbers is not None:
        depth = value(numbers.find(f"{W}ilvl"))
        number_id = value(numbers.find(f"{W}numId")) or style.number_id
        style = replace(style, number_id=number_id, depth=_number(depth) if depth else style.depth)
    return style


def _number(text: str | None) -> int:
    return min(int(text), 8) if text and text.isdigit() else 0
