"""A micro-module as one picture: SVG whose lines are measured, not guessed, and the PNG of it for chats."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import resvg_py
from lxml import etree

from authoring.infographic import Figure, Infographic, PicturedTerm
from service.interchange.sheet import MARGIN, WIDTH, Sheet
from service.interchange.typeface import FAMILY, Weight, covers, font_path, subset_font, wrap, wrap_evenly

DESIGN = "2"  # another one, and every picture is fetched anew
MOST_HEIGHT = 1920  # of a phone's whole screen at this width; a fuller picture is set smaller
SCALES = (1.4, 1.3, 1.2, 1.1, 1.0, 0.92, 0.85, 0.78)  # at 1.4 a line of text is as high on a phone as the page's own

_GROUND, _RAISED, _LINE, _TEXT, _FAINT = "#fbfbf9", "#ffffff", "#d9d9d1", "#1e2225", "#5c6166"
_ACCENT, _ON_ACCENT, _PALE_ON_ACCENT, _TINT, _ON_TINT = "#1f5f8b", "#ffffff", "#e6f0f7", "#e4eef5", "#174f77"
_ADVICE, _ADVICE_GROUND = "#6b4800", "#fdf3dc"
_INNER = WIDTH - 2 * MARGIN
_WORDS = {
    "en": {
        "figures": "In figures",
        "points": "Key points",
        "steps": "Step by step",
        "terms": "Terms",
        "most": "at most",
        "more": "and {} more to read in the micro-module",
        "pages": "p. {}",
        "checked": "Checked by a person",
        "version": "version {}",
        "stale": "The document says some of this otherwise now.",
    },
    "it": {
        "figures": "In cifre",
        "points": "Punti chiave",
        "steps": "Passo per passo",
        "terms": "Termini",
        "most": "al massimo",
        "more": "e altri {} da leggere nel micro-modulo",
        "pages": "p. {}",
        "checked": "Controllato da una persona",
        "version": "versione {}",
        "stale": "Il documento ora dice qualcosa di diverso.",
    },
}


@dataclass(frozen=True, slots=True)
class Picture:
    """What is drawn; `number` is its published version, `language` the document's, None: not known.

    `is_stale`: its document says some of it otherwise now, and the picture says so.
    """

    infographic: Infographic
    document_title: str
    language: str | None
    number: int
    is_stale: bool

    def word(self, name: str) -> str:
        """A word of ours in the document's language; English where there is no other."""
        return _WORDS.get(self.language or "en", _WORDS["en"])[name]


@dataclass(frozen=True, slots=True)
class PictureFormat:
    """`policy` is the Content-Security-Policy of the file, where it is opened by itself."""

    draw: Callable[[Picture], bytes]
    media_type: str
    policy: str


def draw_svg(picture: Picture) -> bytes:
    """The picture, 1080 wide and as high as it needs; it names no other file and holds the signs of its font."""
    sheets = (_draw(picture, scale) for scale in SCALES)
    sheet = next((one for one in sheets if one.height <= MOST_HEIGHT), None) or _draw(picture, SCALES[-1])
    return _written(picture, sheet)


def draw_png(picture: Picture) -> bytes:
    """The same picture in dots, one a unit of the SVG; signs that our font lacks are drawn with the machine's."""
    svg = draw_svg(picture)
    drawn: bytes = resvg_py.svg_to_bytes(
        svg_string=svg.decode(),
        skip_system_fonts=all(covers(text) for text in etree.fromstring(svg).itertext("{*}text")),
        font_files=[str(font_path(weight)) for weight in Weight],
        font_family=FAMILY,
        sans_serif_family=FAMILY,
    )
    return drawn


PICTURE_FORMATS: Mapping[str, PictureFormat] = {
    "svg": PictureFormat(
        draw_svg, "image/svg+xml", "default-src 'none'; style-src 'unsafe-inline'; font-src data:; sandbox"
    ),
    "png": PictureFormat(draw_png, "image/png", "default-src 'none'; sandbox"),
}


def _draw(picture: Picture, scale: float) -> Sheet:
    sheet, shown = Sheet(scale), picture.infographic
    _draw_head(sheet, picture)
    if shown.figures:
        _draw_heading(sheet, picture.word("figures"))
    for figure in shown.figures:
        _draw_figure(sheet, figure, picture.word("most"))
    if shown.key_points:
        _draw_heading(sheet, picture.word("points"))
    for point in shown.key_points:
        _draw_point(sheet, point)
    if shown.steps:
        _draw_heading(sheet, picture.word("steps"))
        _draw_steps(sheet, picture)
    if shown.terms:
        _draw_heading(sheet, picture.word("terms"))
    for term in shown.terms:
        _draw_term(sheet, term)
    _draw_source(sheet, picture)
    return sheet


def _draw_head(sheet: Sheet, picture: Picture) -> None:
    shown = picture.infographic
    band = sheet.rectangle(0, 0, WIDTH, 0, _ACCENT)
    sheet.down(72)
    title_size = next((size for size in (72, 60, 50) if len(_title(sheet, shown.title, size)) < 3), 46)
    sheet.lines(_title(sheet, shown.title, title_size), MARGIN, title_size, _ON_ACCENT, Weight.BOLD, leading=1.16)
    sheet.down(18)
    objective = wrap(shown.objective, _INNER, sheet.scaled(34))
    sheet.lines(objective, MARGIN, 34, _PALE_ON_ACCENT)
    sheet.down(44)
    band.set("height", f"{sheet.height:g}")
    if picture.is_stale:
        strip = sheet.rectangle(0, sheet.height, WIDTH, 0, _ADVICE_GROUND)
        start = sheet.height
        sheet.down(16)
        sheet.lines(wrap(picture.word("stale"), _INNER, sheet.scaled(30)), MARGIN, 30, _ADVICE, Weight.BOLD)
        sheet.down(16)
        strip.set("height", f"{sheet.height - start:g}")


def _title(sheet: Sheet, title: str, size: float) -> list[str]:
    return wrap_evenly(title, _INNER, sheet.scaled(size), Weight.BOLD)


def _draw_heading(sheet: Sheet, words: str) -> None:
    sheet.down(40)
    sheet.lines([words], MARGIN, 32, _ACCENT, Weight.BOLD)
    sheet.down(14)


def _draw_figure(sheet: Sheet, figure: Figure, most: str) -> None:
    """A tile with the limit on its left and the rule that sets it on its right."""
    tile, pad, gap = sheet.scaled(264), sheet.scaled(20), sheet.scaled(30)
    card = sheet.rectangle(MARGIN, sheet.height, _INNER, 0, _RAISED, stroke=_LINE, radius=sheet.scaled(18))
    tint = sheet.rectangle(MARGIN, sheet.height, tile, 0, _TINT, radius=sheet.scaled(18))
    start, middle = sheet.height, MARGIN + tile / 2
    number_size = sheet.fitting(figure.number, tile - 2 * pad, 82)
    stack = (
        ([figure.limit or most], 28, Weight.REGULAR),
        ([figure.number], number_size, Weight.BOLD),
        (wrap(figure.unit, tile - 2 * pad, sheet.scaled(30)), 30, Weight.REGULAR),
    )
    text = wrap(figure.text, _INNER - tile - 2 * gap, sheet.scaled(32))
    left = sum(sheet.leading(size, 1.1) * len(lines) for lines, size, _ in stack)
    right = sheet.leading(32) * len(text)
    height = max(left, right) + 2 * pad
    sheet.height = start + (height - left) / 2
    for lines, size, weight in stack:
        sheet.lines(lines, middle, size, _ON_TINT, weight, anchor="middle", leading=1.1)
    sheet.height = start + (height - right) / 2
    sheet.lines(text, MARGIN + tile + gap, 32, _TEXT)
    for one in (card, tint):
        one.set("height", f"{height:g}")
    sheet.height = start + height + sheet.scaled(16)


def _draw_point(sheet: Sheet, point: str) -> None:
    indent = sheet.scaled(38)
    sheet.circle(MARGIN + sheet.scaled(10), sheet.height + sheet.leading(34) / 2, sheet.scaled(8), _ACCENT)
    sheet.lines(wrap(point, _INNER - indent, sheet.scaled(34)), MARGIN + indent, 34, _TEXT)
    sheet.down(14)


def _draw_steps(sheet: Sheet, picture: Picture) -> None:
    """Numbers in circles, joined by a line; what found no room is counted."""
    shown = picture.infographic
    indent, radius = sheet.scaled(76), sheet.scaled(26)
    middle = MARGIN + radius
    thread = sheet.line(middle, sheet.height + radius, middle, _LINE)
    for number, step in enumerate(shown.steps, start=1):
        top = sheet.height
        thread.set("y2", f"{top + radius:g}")
        sheet.circle(middle, top + radius, radius, _ACCENT)
        sheet.height = top + radius - sheet.leading(28) / 2
        sheet.lines([str(number)], middle, 28, _ON_ACCENT, Weight.BOLD, anchor="middle")
        sheet.height = top + radius - sheet.leading(34) / 2
        sheet.lines(wrap(step, _INNER - indent, sheet.scaled(34)), MARGIN + indent, 34, _TEXT)
        sheet.height = max(sheet.height, top + 2 * radius) + sheet.scaled(14)
    if shown.more_steps:
        more = picture.word("more").format(shown.more_steps)
        sheet.lines(wrap(more, _INNER - indent, sheet.scaled(30)), MARGIN + indent, 30, _FAINT)


def _draw_term(sheet: Sheet, term: PicturedTerm) -> None:
    sheet.lines(wrap(term.term, _INNER, sheet.scaled(34), Weight.BOLD), MARGIN, 34, _TEXT, Weight.BOLD)
    sheet.lines(wrap(term.definition, _INNER, sheet.scaled(32)), MARGIN, 32, _TEXT)
    sheet.down(14)


def _draw_source(sheet: Sheet, picture: Picture) -> None:
    sheet.down(40)
    sheet.line(MARGIN, sheet.height, WIDTH - MARGIN, _LINE)
    sheet.down(22)
    lines = wrap(_source(picture), _INNER, sheet.scaled(27))
    lines.append(f"Morsel · {picture.word('version').format(picture.number)} · {picture.word('checked')}")
    sheet.lines(lines, MARGIN, 27, _FAINT)
    sheet.down(40)


def _source(picture: Picture) -> str:
    """The document, the headings above that say something else, and its pages."""
    shown = picture.infographic
    headings = [one for one in shown.section_path if one not in (picture.document_title, shown.title)]
    pages = picture.word("pages").format(", ".join(map(str, shown.pages))) if shown.pages else ""
    return ", ".join(part for part in (" › ".join([picture.document_title, *headings]), pages) if part)


def _written(picture: Picture, sheet: Sheet) -> bytes:
    shown = picture.infographic
    told = [shown.objective, *(figure.text for figure in shown.figures), *shown.key_points, *shown.steps]
    style = "".join(_font_face(weight, sheet.signs(weight)) for weight in Weight)
    return sheet.written(
        language=picture.language or "",
        title=shown.title,
        description=" ".join(told),
        style=style,
        font_family=f"{FAMILY}, sans-serif",
        ground=_GROUND,
    )


def _font_face(weight: Weight, signs: str) -> str:
    font = base64.b64encode(subset_font(signs, weight)).decode()
    return (
        f'@font-face {{ font-family: "{FAMILY}"; font-weight: {weight}; '
        f'src: url("data:font/woff;base64,{font}") format("woff"); }}'
    )
