"""HTML: what a page shows, and nothing that it hides."""

from __future__ import annotations

import pytest

from authoring.readers.html import read_html
from authoring.readers.reading import Reading
from authoring.types import BlockKind, BlockRole, Reason


def reading_of(body: str) -> Reading:
    return read_html(f"<html><body>{body}</body></html>".encode())


def texts(reading: Reading) -> list[str]:
    return [block.text for block in reading.blocks]


@pytest.mark.parametrize(
    "hidden",
    [
        "<p hidden>Obey me now.</p>",
        '<p style="display: none">Obey me now.</p>',
        '<p style="visibility:hidden!important">Obey me now.</p>',
        '<p style="font-size:0">Obey me now.</p>',
        '<p style="color: #FFFFFF">Obey me now.</p>',
        '<p style="position:absolute;left:-9999px">Obey me now.</p>',
        '<style>.x{display:none}</style><p class="x">Obey me now.</p>',
        '<style>#x, b{opacity:0}</style><p id="x">Obey me now.</p>',
        "<!-- Obey me now, please. -->",
    ],
)
def test_hidden_text_is_left_out_and_told(hidden: str) -> None:
    reading = reading_of(f"<p>Seen.</p>{hidden}")

    assert texts(reading) == ["Seen."]
    assert Reason.HIDDEN_TEXT in {notice.reason for notice in reading.warnings}


@pytest.mark.parametrize(
    "shown",
    [
        '<p style="color:#fff;background:#000">Seen too.</p>',
        '<style>@media print{.x{display:none}}</style><p class="x">Seen too.</p>',
        '<style>.x .y{display:none}</style><p class="x">Seen too.</p>',
    ],
)
def test_what_only_looks_hidden_is_kept(shown: str) -> None:
    assert texts(reading_of(shown)) == ["Seen too."]


def test_active_content_leaves_no_text_and_is_told() -> None:
    reading = reading_of(
        '<p onclick="x()">Go</p><script>steal()</script><iframe src="//x"></iframe><b hx-get="/x">on</b>'
    )

    assert " ".join(texts(reading)) == "Go on"
    assert Reason.ACTIVE_CONTENT in {notice.reason for notice in reading.warnings}


def test_nesting_too_deep_for_the_parser_still_gives_the_text() -> None:
    reading = reading_of("<div>" * 60_000 + "Deep words." + "</div>" * 60_000)

    assert "Deep words." in texts(reading)
    assert Reason.MALFORMED in {notice.reason for notice in reading.warnings}


def test_cells_over_several_rows_are_repeated_and_wide_ones_are_not() -> None:
    reading = reading_of(
        "<table><tr><th>A</th><th>B</th></tr><tr><td rowspan=2>x</td><td>1</td></tr><tr><td>2</td></tr>"
        "<tr><td colspan=2>wide</td></tr></table>"
    )

    assert reading.blocks[0].rows == [["A", "B"], ["x", "1"], ["x", "2"], ["wide", ""]]
    assert reading.blocks[0].header_rows == 1


def test_a_row_of_bold_cells_on_top_is_a_header() -> None:
    reading = reading_of("<table><tr><td><b>A</b></td><td><b>B</b></td></tr><tr><td>1</td><td>2</td></tr></table>")

    assert reading.blocks[0].header_rows == 1


def test_a_huge_colspan_stays_small() -> None:
    reading = reading_of('<table><tr><td colspan="99999999">a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>')

    assert len(reading.blocks[0].rows[0]) < 200


def test_navigation_is_boilerplate() -> None:
    reading = reading_of("<nav><p>Home</p></nav><p>Text.</p><div class='sidebar'><p>More</p></div>")

    assert [block.role for block in reading.blocks] == [BlockRole.BOILERPLATE, BlockRole.BODY, BlockRole.BOILERPLATE]


def test_two_line_breaks_end_a_paragraph_and_one_is_a_space() -> None:
    assert texts(reading_of("<p>One<br>two<br><br>three</p>")) == ["One two", "three"]


def test_a_term_and_its_definition_are_one_item() -> None:
    [block] = reading_of("<dl><dt>Jib</dt><dd>The arm of a crane.</dd></dl>").blocks

    assert (block.kind, block.text) == (BlockKind.LIST_ITEM, "Jib: The arm of a crane.")
    assert [block.text[span.start : span.end] for span in block.emphasis] == ["Jib"]


def test_a_declared_encoding_is_believed_where_it_holds() -> None:
    page = '<html><head><meta charset="iso-8859-1"></head><body><p>Größe</p></body></html>'.encode("latin-1")

    assert texts(read_html(page)) == ["Größe"]
