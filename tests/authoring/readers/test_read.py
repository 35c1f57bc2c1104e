"""The public entry: spans, languages, titles, digests and refusals."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from authoring.errors import UnreadableDocument
from authoring.readers import ReadLimits, read
from authoring.types import Document, Reason
from tests.authoring.readers.built import SAMPLES, encrypted_pdf, plain_pdf

ENGLISH = "Before you start the press, check that the guard is closed and that nobody stands behind the machine."
ITALIAN = "Prima di avviare la pressa verificare che il riparo sia chiuso e che nessuno si trovi dietro la macchina."


def read_text(tmp_path: Path, text: str, name: str = "a.md", **options: str) -> Document:
    path = tmp_path / "upload"
    path.write_text(text)
    return read(path, file_name=name, **options)  # type: ignore[arg-type]  # titles and languages only


def test_every_span_cuts_its_block_out_of_the_document_text() -> None:
    document = read(SAMPLES / "handbook.md")

    assert len(document.blocks) > 20
    for number, block in enumerate(document.blocks, start=1):
        assert block.id == f"b{number}"
        assert document.text[block.span.start : block.span.end] == block.text
        assert all(block.text[s.start : s.end].strip() for s in block.emphasis)


def test_only_tables_and_code_hold_line_breaks() -> None:
    for name in ("handbook.md", "page.html"):
        for block in read(SAMPLES / name).blocks:
            assert "\n" not in block.text or block.kind in ("table", "code")


def test_language_is_told_for_the_document_and_for_each_block(tmp_path: Path) -> None:
    document = read_text(tmp_path, f"# OK\n\n{ENGLISH}\n\n{ENGLISH}\n\n{ITALIAN}\n")

    assert document.language == "en"
    assert [block.language for block in document.blocks] == [None, "en", "en", "it"]


def test_title_and_language_given_win_over_those_found(tmp_path: Path) -> None:
    document = read_text(tmp_path, f"# Found\n\n{ENGLISH}\n", title="Given", language="it")

    assert (document.title, document.language) == ("Given", "it")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# First\n\n## Second\n\nText.", "First"),
        ("Text.\n\n## Second\n\nText.", "Night shift"),
        ("## Second\n\nText.", "Second"),
        ("Text.", "Night shift"),
    ],
)
def test_the_title_is_the_first_heading_or_the_files_name(tmp_path: Path, text: str, title: str) -> None:
    assert read_text(tmp_path, text, "night_shift.md").title == title


def test_the_digest_is_of_the_uploaded_bytes(tmp_path: Path) -> None:
    assert read_text(tmp_path, "Text.").sha256 == hashlib.sha256(b"Text.").hexdigest()


def test_reading_twice_gives_equal_documents() -> None:
    assert read(SAMPLES / "handbook.md") == read(SAMPLES / "handbook.md")


def test_a_long_paragraph_is_split_at_sentence_ends(tmp_path: Path) -> None:
    document = read_text(tmp_path, " ".join(f"Sentence number {n} is short." for n in range(2000)))

    assert len(document.blocks) > 5
    assert all(len(block.text) <= 6000 and block.text.endswith(".") for block in document.blocks)


def test_a_wrong_extension_is_warned_of_and_the_content_read(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(plain_pdf(1))

    document = read(path)

    assert document.media_type == "application/pdf"
    assert Reason.WRONG_EXTENSION in {notice.reason for notice in document.preflight.warnings}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", Reason.EMPTY),
        (b"![only](a.png)\n", Reason.EMPTY),
        (b"\n\n---\n", Reason.EMPTY),
        (encrypted_pdf(), Reason.ENCRYPTED),
        (b"\x7fELF", Reason.UNSUPPORTED),
    ],
)
def test_a_document_without_readable_text_is_refused(tmp_path: Path, content: bytes, reason: Reason) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(content)

    with pytest.raises(UnreadableDocument) as refused:
        read(path)

    assert (refused.value.name, refused.value.reason) == ("a.md", reason)


def test_a_file_over_the_size_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"x" * 2000)

    with pytest.raises(UnreadableDocument) as refused:
        read(path, limits=ReadLimits(max_bytes=1000))

    assert (refused.value.reason, "1000" in refused.value.detail) == (Reason.TOO_LARGE, True)
