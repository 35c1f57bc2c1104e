"""Pictures of micro-modules: every word on the sheet, nothing beyond its edge, contrast, and nothing that runs."""

from __future__ import annotations

import base64
import io
import re
import zipfile
from dataclasses import replace

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from PIL import Image

from authoring.infographic import Figure, Infographic, PicturedTerm
from service.errors import TooLarge
from service.interchange import pictures
from service.interchange.exports import EXPORT_FORMATS
from service.interchange.infographic import MOST_HEIGHT, Picture, draw_png, draw_svg
from service.interchange.sheet import MARGIN, WIDTH
from service.interchange.typeface import Weight, width, wrap
from tests.support.courses import AWKWARD, a_course, awkward_course
from tests.support.review import a_document, a_micro_module

SVG = "{http://www.w3.org/2000/svg}"
LONG_TITLE = "Registrazione, conservazione e trasporto dei rifiuti pericolosi del polo di Lodi"
LONG_WORD = "https://intranet.example/" + "procedure" * 12


def a_picture(*, is_stale: bool = False, language: str = "en", **parts: object) -> Picture:
    infographic = Infographic(
        title="Badges",
        objective="State who must wear a badge.",
        section_path=("Visitor rules", "Badges"),
        pages=(3, 4),
        reading_seconds=60,
        figures=(Figure("within", "30", "minutes", "A lost badge must be reported within 30 minutes."),),
        key_points=("A visitor must wear a badge.", "The host keeps the log."),
        steps=("Sign the log.", "Collect a badge."),
        more_steps=0,
        terms=(PicturedTerm("Log", "the list of everybody who entered"),),
    )
    changed = replace(infographic, **parts)  # type: ignore[arg-type]  # each test names what it changes
    return Picture(changed, "Visitor rules", language, 2, is_stale)


def drawn(picture: Picture) -> etree._Element:
    return etree.fromstring(draw_svg(picture))


def lines_of(svg: etree._Element) -> list[str]:
    return [str(line.text) for line in svg.iter(f"{SVG}text")]


def full(picture: Picture) -> list[str]:
    shown = picture.infographic
    figures = [text for one in shown.figures for text in (one.limit, one.number, one.unit, one.text)]
    terms = [text for one in shown.terms for text in (one.term, one.definition)]
    return [shown.title, shown.objective, *figures, *shown.key_points, *shown.steps, *terms, picture.document_title]


def test_a_picture_with_room_left_is_set_larger() -> None:
    sizes = {
        count: max(float(line.get("font-size", "0")) for line in drawn(a_picture(key_points=points)).iter(f"{SVG}text"))
        for count in (1, 12)
        for points in [tuple(f"A visitor must wear badge {number} at all times." for number in range(count))]
    }
    assert sizes[1] >= 1.3 * sizes[12]


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize(
    "picture",
    [
        a_picture(),
        a_picture(title=LONG_TITLE, language="it", is_stale=True),
        a_picture(title=LONG_WORD, key_points=(LONG_WORD, f"see {LONG_WORD} for more")),
        a_picture(figures=(Figure("", "1,000,000", "kilogrammes of packaging", "At most that. " * 20),)),
        a_picture(key_points=("Larghezza à è ì ò ù “é” – 5 €/m², ≥ 10 °C → ok.",), steps=(), terms=()),
        a_picture(key_points=tuple("A rule that is quite long and says much. " * 8 for _ in range(5))),
    ],
)
def test_every_word_is_there_and_no_line_leaves_the_sheet(picture: Picture) -> None:
    svg = drawn(picture)
    written = squeezed("".join(lines_of(svg)))
    for text in full(picture):
        assert squeezed(text) in written, text
    for line in svg.iter(f"{SVG}text"):
        across = width(str(line.text), float(line.attrib["font-size"]), Weight(line.attrib["font-weight"]))
        start = float(line.attrib["x"]) - (across / 2 if line.get("text-anchor") == "middle" else 0)
        assert start >= MARGIN
        assert start + across <= WIDTH - MARGIN + 0.01, line.text
    assert max(float(line.attrib["y"]) for line in svg.iter(f"{SVG}text")) < float(svg.attrib["height"])


def test_a_title_of_eighty_characters_is_set_in_at_most_three_lines() -> None:
    assert len(LONG_TITLE) == 80
    svg = drawn(a_picture(title=LONG_TITLE, language="it"))
    lines = [line for line in svg.iter(f"{SVG}text") if line.attrib["fill"] == "#ffffff" and len(str(line.text)) > 1]
    assert len(lines) <= 3
    assert " ".join(str(line.text) for line in lines) == LONG_TITLE


@given(st.text(min_size=1, max_size=300), st.floats(60, 900), st.floats(20, 80))
@settings(max_examples=200, deadline=None)
def test_lines_fit_and_hold_the_whole_text(text: str, line: float, size: float) -> None:
    lines = wrap(text, line, size)
    assert squeezed("".join(lines)) == squeezed(text)
    assert all(width(one, size) <= line or len(one) == 1 for one in lines)


def _brightness(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _ground_of(line: etree._Element, svg: etree._Element) -> str:
    """The fill of the last shape under a line's first sign."""
    x, y = float(line.attrib["x"]), float(line.attrib["y"]) - 2
    ground = ""
    for shape in svg:
        if shape is line:
            return ground
        if shape.tag == f"{SVG}circle":
            away = (float(shape.attrib["cx"]) - x) ** 2 + (float(shape.attrib["cy"]) - y) ** 2
            ground = shape.attrib["fill"] if away <= float(shape.attrib["r"]) ** 2 else ground
        elif shape.tag == f"{SVG}rect":
            sides = [shape.get(name) or "0" for name in ("x", "y", "width", "height")]
            left, top, across, down = (10_000.0 if side == "100%" else float(side) for side in sides)
            ground = shape.attrib["fill"] if left <= x <= left + across and top <= y <= top + down else ground
    return ground


def test_every_text_stands_out_from_its_ground() -> None:
    svg = drawn(a_picture(is_stale=True, more_steps=3))
    seen = set()
    for line in svg.iter(f"{SVG}text"):
        one, other = sorted((_brightness(line.attrib["fill"]), _brightness(_ground_of(line, svg))))
        assert (other + 0.05) / (one + 0.05) >= 4.5, (line.text, line.attrib["fill"], _ground_of(line, svg))
        seen.add(_ground_of(line, svg))
    assert len(seen) == 5, "band, strip, sheet, tile, circle and card"


def test_a_full_picture_is_set_smaller_until_it_fits_a_screen() -> None:
    points = tuple("A rule that is quite long and says what everybody must do at the gate. " * 4 for _ in range(5))
    svg = drawn(a_picture(key_points=points, steps=tuple("Open the gate and wait. " * 5 for _ in range(3))))
    assert float(svg.attrib["height"]) <= MOST_HEIGHT
    assert min(float(line.attrib["font-size"]) for line in svg.iter(f"{SVG}text")) < 27


def test_text_stays_text_and_nothing_is_asked_elsewhere() -> None:
    probe = '</text><script>alert(1)</script><image href="https://evil.example/x"/>&xxe; \x00\x0b'
    written = draw_svg(a_picture(title=probe, key_points=(probe,), steps=(probe, AWKWARD)))
    svg = etree.fromstring(written)
    assert {str(element.tag).removeprefix(SVG) for element in svg.iter()} == {
        *("svg", "title", "desc", "style", "rect", "text", "line", "circle")
    }
    assert not [
        name for element in svg.iter() for name in element.attrib if str(name).startswith("on") or "href" in str(name)
    ]
    assert re.findall(rb"url\((?!\"data:font/woff;base64,)", written) == []
    assert "<script>alert(1)</script>" in "".join(lines_of(svg))


def test_the_file_brings_every_sign_of_its_font_and_little_else() -> None:
    svg = drawn(a_picture(title="Àrea €5", language="it"))
    fonts = re.findall(r"base64,([^\"]+)", svg.findtext(f"{SVG}style") or "")
    signs = {sign for line in lines_of(svg) for sign in line}
    kept: set[int] = set()
    for font in fonts:
        kept |= set(TTFont(io.BytesIO(base64.b64decode(font))).getBestCmap())
    assert {ord(sign) for sign in signs} == kept
    assert len(draw_svg(a_picture())) < 30_000


def test_who_does_not_see_it_is_told_what_it_says() -> None:
    svg = drawn(a_picture())
    assert svg.get("role") == "img"
    assert svg.findtext(f"{SVG}title") == "Badges"
    told = str(svg.findtext(f"{SVG}desc"))
    assert "within 30 minutes" in told
    assert "Collect a badge." in told


def test_the_source_names_document_section_and_pages_in_the_documents_language() -> None:
    assert "Visitor rules › Badges, p. 3, 4" not in lines_of(drawn(a_picture()))
    assert "Visitor rules, p. 3, 4" in lines_of(drawn(a_picture())), "the title is said above"
    path = ("Visitor rules", "At the gate", "Badges")
    assert "Visitor rules › At the gate, p. 3, 4" in lines_of(drawn(a_picture(section_path=path)))
    assert "Controllato da una persona" in " ".join(lines_of(drawn(a_picture(language="it"))))
    assert "Checked by a person" in " ".join(lines_of(drawn(a_picture(language="fr"))))


def test_a_stale_picture_says_so() -> None:
    said = "The document says some of this otherwise now."
    assert said in lines_of(drawn(a_picture(is_stale=True)))
    assert said not in lines_of(drawn(a_picture()))


def test_the_png_is_the_same_picture() -> None:
    picture = a_picture()
    assert draw_png(picture) == draw_png(picture)
    image = Image.open(io.BytesIO(draw_png(picture))).convert("RGB")
    assert image.size == (WIDTH, int(drawn(picture).attrib["height"]))
    assert image.getpixel((10, 10)) == (0x1F, 0x5F, 0x8B)
    title = image.crop((MARGIN, 72, MARGIN + 240, 156))
    light = title.convert("L").histogram()[240:]
    assert sum(light) > 1500, "the title is drawn in its font"


def test_an_archive_holds_both_forms_of_each_and_no_keys() -> None:
    micro_module = a_micro_module(a_document())
    items = tuple(replace(item, rationale="CANARY", stem="CANARY") for item in micro_module.items)
    course = a_course(replace(micro_module, items=items), replace(micro_module, id="m2"))
    packed = EXPORT_FORMATS["infographic"].write(course)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        names = archive.namelist()
        texts = b"".join(archive.read(name) for name in names if name.endswith(".svg"))
    assert [name.rpartition(".")[2] for name in names] == ["svg", "png"] * 2
    assert b"CANARY" not in texts
    assert EXPORT_FORMATS["infographic"].write(awkward_course())


def test_more_pictures_than_a_request_can_draw_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MAX_PICTURES", 0)
    with pytest.raises(TooLarge):
        EXPORT_FORMATS["infographic"].write(a_course())
