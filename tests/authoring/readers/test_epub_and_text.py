"""EPUB, plain text and encodings."""

from __future__ import annotations

import pytest

from authoring.readers.encoding import decode
from authoring.readers.epub import read_epub
from authoring.readers.reading import Reading, ReadLimits, Refused
from authoring.readers.text import read_text
from authoring.types import BlockKind, BlockRole, Reason
from tests.authoring.readers.built import book_epub, zipped


def test_chapters_come_in_the_order_of_the_spine_and_contents_are_boilerplate() -> None:
    reading = read_epub(book_epub(), ReadLimits())

    assert reading.title == "Rope book"
    assert [(b.text, b.role) for b in reading.blocks] == [
        ("Ropes", BlockRole.BOILERPLATE),
        ("Ropes", BlockRole.BODY),
        ("Check every rope.", BlockRole.BODY),
    ]


def test_a_book_whose_members_leave_the_container_is_refused() -> None:
    with pytest.raises(Refused):
        read_epub(zipped({"META-INF/container.xml": "<x/>", "../../evil": "x"}), ReadLimits())


def test_wrapped_lines_are_one_paragraph_and_capitals_alone_a_heading() -> None:
    blocks = read_text(b"DOORS\n\nClose the\ndoor.\n").blocks

    assert [(b.kind, b.text) for b in blocks] == [
        (BlockKind.HEADING, "DOORS"),
        (BlockKind.PARAGRAPH, "Close the door."),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_accents_survive_the_usual_encodings(encoding: str) -> None:
    text = "Perché la qualità è così importante: già, più volte."

    assert decode(text.encode(encoding), Reading()) == text


def test_a_guessed_encoding_is_told_with_the_place() -> None:
    reading = Reading()
    decode(b"caf\xe9", reading)

    assert [(n.reason, n.detail) for n in reading.warnings] == [
        (Reason.BAD_ENCODING, "not UTF-8 from byte 3 on; read as cp1252")
    ]


def test_a_broken_byte_in_utf8_does_not_turn_the_rest_into_mojibake() -> None:
    text = decode("Größe über alles. ".encode() * 50 + b"\xff", Reading())

    assert text.startswith("Größe über alles.")
