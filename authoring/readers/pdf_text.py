"""What pdfium knows of a page's text: stretches of words on one line, with their place, size and weight."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pypdfium2.raw as pdfium

from authoring.readers.characters import Run

_LINE = re.compile(r"[^\r\n\x02\ufffe]+[\x02\ufffe]?")  # pdfium puts these two for a hyphen that ends a line
_WORD = re.compile(r"\S+")
_BOLD_NAME = re.compile(r"bold|black|heavy|semibold|demi|cmbx|cmssbx|-bd|,bd", re.I)
_MONO_NAME = re.compile(
    r"(?<![a-z])mono(?!t|typ|s?pace\d)|mono-|mono$|courier|consol|menlo|cmtt|(?<![a-z])code|inconsolata|andale", re.I
)
_BOLD_WEIGHT = 600
_INVISIBLE = 3  # text rendering mode, ISO 32000-1 table 106
_FILL_AND_STROKE = 2  # how word processors fake a bold weight
TINY_POINTS = 3.0  # below the smallest print
# A gap in ems that no justified line has: between columns of a table or of the page.
_GAP_EMS = 1.35
_CLOSING = re.compile(r"”(?=[\w(])")
_CLOSING_SINGLE = re.compile(r"’(?=[\w(])")
_LONE_MARKER = re.compile(r"^(?:[•◦▪‣●○■□➢✓·\-–*\uf000-\uf0ff]|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,4})[.)])$")


@dataclass(frozen=True, slots=True)
class Style:
    """How a text object is set. `size` in points on the page."""

    size: float
    bold: bool
    mono: bool
    invisible: bool
    white: bool


@dataclass(slots=True)
class Segment:
    """Words that stand together on one line; y grows upwards, in points."""

    x0: float
    x1: float
    y0: float
    y1: float
    size: float
    runs: list[Run] = field(default_factory=list)
    bold_characters: int = 0
    mono_characters: int = 0
    characters: int = 0
    _votes: int = 0  # by which `size` leads over the other sizes in the segment, in characters

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)

    @property
    def is_bold(self) -> bool:
        return self.bold_characters * 10 >= self.characters * 9

    @property
    def is_mono(self) -> bool:
        """Set in a font that calls itself so and in fact has one width, half to two thirds of its size."""
        width = (self.x1 - self.x0) / max(1, len(self.text)) / max(self.size, 1.0)
        return self.mono_characters * 10 >= self.characters * 9 and 0.48 < width < 0.68

    def add(self, word: str, style: Style, box: tuple[float, float, float, float]) -> None:
        """Append a word that stands to the right; the segment takes the size and height that most of it has."""
        x0, x1, y0, y1 = box
        self.runs.append(Run((" " if self.runs else "") + word, style.bold))
        self._votes += len(word) if style.size == self.size else -len(word)
        if self._votes < 0:
            self.size, self.y0, self.y1, self._votes = style.size, y0, y1, -self._votes
        self.x0 = min(self.x0, x0)
        self.characters += len(word)
        self.bold_characters += len(word) * style.bold
        self.mono_characters += len(word) * style.mono
        self.x1 = max(self.x1, x1)


@dataclass(slots=True)
class PageText:
    """The segments of a page in the order of its content, and what was kept out."""

    width: float
    height: float
    segments: list[Segment] = field(default_factory=list)
    invisible_words: int = 0
    white: list[Segment] = field(default_factory=list)  # to be judged by what lies under them
    tiny_words: int = 0
    outside_words: int = 0


class PageReader:
    """Reads the text of one page after another."""

    def __init__(self) -> None:
        self._fonts: dict[int, tuple[bool, bool]] = {}
        self._rectangle = pdfium.FS_RECTF()
        self._float = ctypes.c_float()
        self._matrix = pdfium.FS_MATRIX()
        self._name = ctypes.create_string_buffer(160)
        self._channels = [ctypes.c_uint() for _ in range(4)]

    def read(self, page: object, text_page: object, *, keep_invisible: bool = False) -> PageText:
        """The text of a loaded page; `keep_invisible` takes the hidden text layer of a scan for its text."""
        found = PageText(pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page))
        text = _page_string(text_page)
        styles: dict[int, Style] = {}
        self._fonts.clear()  # the next page's fonts may lie where this one's lay
        for line in _LINE.finditer(text):
            self._read_line(text_page, line, found, styles, keep_invisible=keep_invisible)
        return found

    def _read_line(
        self, text_page: object, line: re.Match[str], found: PageText, styles: dict[int, Style], *, keep_invisible: bool
    ) -> None:
        segment: Segment | None = None
        is_white = False
        for word in _WORD.finditer(line[0]):
            first, last = line.start() + word.start(), line.start() + word.end() - 1
            style = self._style(text_page, first, styles)
            x0, x1, y0, y1, raised = self._box(text_page, first, last)
            if style.invisible and not keep_invisible:
                found.invisible_words += 1
            elif style.size < TINY_POINTS or y1 - y0 < TINY_POINTS:
                found.tiny_words += 1
            elif not (-2 <= x0 <= found.width + 2 and -2 <= y0 <= found.height + 2):
                found.outside_words += 1
            else:
                shown = _spaced(_without_mark(word[0]) if raised else word[0], segment)
                if segment is None or is_white != style.white or _breaks(segment, x0, x1, style.size):
                    segment, is_white = _start(shown, style, x0, x1, y0, y1), style.white
                    (found.white if is_white else found.segments).append(segment)
                else:
                    segment.add(shown, style, (x0, x1, y0, y1))

    def _box(self, text_page: object, first: int, last: int) -> tuple[float, float, float, float, bool]:
        box = self._rectangle
        pdfium.FPDFText_GetLooseCharBox(text_page, first, box)
        x0, x1, y0, y1 = box.left, box.right, box.bottom, box.top
        raised = False
        if last != first:
            pdfium.FPDFText_GetLooseCharBox(text_page, last, box)
            raised = (box.top - box.bottom) < 0.82 * (y1 - y0) and box.bottom > y0 + 0.12 * (y1 - y0)
            x0, x1 = min(x0, box.left), max(x1, box.right)
        return x0, x1, y0, y1, raised

    def _style(self, text_page: object, index: int, styles: dict[int, Style]) -> Style:
        thing = pdfium.FPDFText_GetTextObject(text_page, index)
        if not thing:
            return _PLAIN
        address = ctypes.addressof(thing.contents)
        style = styles.get(address)
        if style is None:
            style = styles[address] = self._read_style(thing)
        return style

    def _read_style(self, thing: object) -> Style:
        pdfium.FPDFTextObj_GetFontSize(thing, self._float)
        size = self._float.value
        if pdfium.FPDFPageObj_GetMatrix(thing, self._matrix):
            size *= (self._matrix.b**2 + self._matrix.d**2) ** 0.5 or 1.0
        font = pdfium.FPDFTextObj_GetFont(thing)
        bold, mono = self._font(font) if font else (False, False)
        mode = pdfium.FPDFTextObj_GetTextRenderMode(thing)
        return Style(
            round(size * 2) / 2, bold or mode == _FILL_AND_STROKE, mono, mode == _INVISIBLE, self._is_white(thing)
        )

    def _font(self, font: object) -> tuple[bool, bool]:
        address = ctypes.addressof(font.contents)  # type: ignore[attr-defined]  # a ctypes pointer
        known = self._fonts.get(address)
        if known is None:
            pdfium.FPDFFont_GetBaseFontName(font, self._name, 160)
            name = self._name.value.decode("latin-1")
            bold = bool(_BOLD_NAME.search(name)) or pdfium.FPDFFont_GetWeight(font) >= _BOLD_WEIGHT
            mono = bool(_MONO_NAME.search(name.split("+")[-1]))
            known = self._fonts[address] = (bold, mono)
        return known

    def _is_white(self, thing: object) -> bool:
        red, green, blue, alpha = self._channels
        if not pdfium.FPDFPageObj_GetFillColor(thing, red, green, blue, alpha):
            return False
        return min(red.value, green.value, blue.value) >= 250 or alpha.value == 0


_PLAIN = Style(10.0, bold=False, mono=False, invisible=False, white=False)


def _start(word: str, style: Style, x0: float, x1: float, y0: float, y1: float) -> Segment:
    segment = Segment(x0, x1, y0, y1, style.size)
    segment.add(word, style, (x0, x1, y0, y1))
    return segment


def _breaks(segment: Segment, x0: float, x1: float, size: float) -> bool:
    """Whether a gap too wide for a space lies between the segment and the next word, in either direction of writing."""
    gap = max(x0 - segment.x1, segment.x0 - x1)
    return gap > _GAP_EMS * max(size, segment.size) and not _LONE_MARKER.match(segment.text)


def _spaced(word: str, segment: Segment | None) -> str:
    """The word with the space that typesetters kern away after a closing quotation mark or a dash."""
    word = _CLOSING.sub("” ", word.replace("\ufffe", "-").replace("\x02", "-"))
    if segment is not None and word[0] in "–—" and word[1:2].isalpha():
        word = f"{word[0]} {word[1:]}"
    before = segment.text if segment is not None and "’" in word else ""
    if "’" in word and (before + word.split("’", 1)[0]).count("‘") > before.count("’"):
        return _CLOSING_SINGLE.sub("’ ", word, count=1)
    return word


def _without_mark(word: str) -> str:
    """A word without the raised footnote number at its end; a power keeps its exponent."""
    bare = re.sub(r"[\d*†‡,]{1,4}$", "", word)
    if not bare:
        return word
    return f"{bare}^{word[len(bare) :]}" if bare[-1].isdigit() else bare


def _page_string(text_page: object) -> str:
    """The page's text, one character for each index that pdfium counts."""
    count = pdfium.FPDFText_CountChars(text_page)
    if count <= 0:
        return ""
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium.FPDFText_GetText(text_page, 0, count, buffer)
    text = bytes(buffer)[: 2 * max(written - 1, 0)].decode("utf-16-le", errors="replace")
    if len(text) == count:
        return text
    return "".join(_characters(text_page, count))  # characters beyond the first plane, or dropped ones: one by one


def _characters(text_page: object, count: int) -> Iterator[str]:
    for index in range(count):
        code = pdfium.FPDFText_GetUnicode(text_page, index)
        yield chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
