"""Content decides the type; the extension only between kinds of text."""

from __future__ import annotations

import pytest

from authoring.readers.reading import Refused
from authoring.readers.sniff import Format, differs_from_extension, sniff
from authoring.types import Reason
from tests.authoring.readers.built import book_epub, deck_pptx, plain_pdf, policy_docx, zipped


@pytest.mark.parametrize(
    ("content", "name", "found"),
    [
        (plain_pdf(1), "a.docx", Format.PDF),
        (b"junk before\n" + plain_pdf(1), "a.pdf", Format.PDF),
        (policy_docx(), "a.pdf", Format.DOCX),
        (deck_pptx(), "a.txt", Format.PPTX),
        (book_epub(), "a.zip", Format.EPUB),
        (b"<!-- x --><!DOCTYPE html><p>a", "a.md", Format.HTML),
        (b"WEBVTT\n\n", "a.txt", Format.VTT),
        (b"1\r\n00:00:01,000 --> 00:00:02,000\r\na", "a", Format.SRT),
        (b"# a", "a.MDX", Format.MARKDOWN),
        (b"# a", "a.txt", Format.TEXT),
        (b"plain words", "", Format.TEXT),
        ("caf\u00e9".encode("utf-16"), "a.txt", Format.TEXT),
    ],
)
def test_the_format_is_found_by_content(content: bytes, name: str, found: Format) -> None:
    assert sniff(content, name) is found


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"", "a.md", Reason.EMPTY),
        (b"\n \x00", "a.md", Reason.EMPTY),
        (bytes(range(256)) * 4, "a.bin", Reason.UNSUPPORTED),
        (b"\x89PNG\r\n", "a.png", Reason.UNSUPPORTED),
        (b"PK\x03\x04 cut off", "a.docx", Reason.UNREADABLE),
        (zipped({"xl/workbook.xml": "<x/>"}), "a.docx", Reason.UNSUPPORTED),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "a.docx", Reason.ENCRYPTED),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "a.doc", Reason.UNSUPPORTED),
        (b"not a pdf at all", "a.pdf", Reason.UNREADABLE),
    ],
)
def test_what_no_reader_fits_is_refused_with_its_reason(content: bytes, name: str, reason: Reason) -> None:
    with pytest.raises(Refused) as refused:
        sniff(content, name)

    assert refused.value.reason is reason


def test_a_wrong_extension_is_noticed() -> None:
    assert differs_from_extension(Format.DOCX, "a.PDF")
    assert not differs_from_extension(Format.DOCX, "a.docx")
    assert not differs_from_extension(Format.TEXT, "README")
