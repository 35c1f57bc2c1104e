"""Every file of the bad-input corpus gives what it must: a state, a reason, its words, nothing that must stay out."""

from __future__ import annotations

import csv
import resource
import time
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from authoring.errors import UnreadableDocument
from authoring.readers import read
from authoring.readers.ocr import find_tesseract
from authoring.types import Document, Reason

CORPUS = Path(__file__).parents[3] / "shared" / "data" / "corpus"
EXPECTED = Path(__file__).parent / "expected.csv"
MIN_FILES = 106
MAX_SECONDS = 60.0
MAX_KIB = 2**20  # 1 GiB, in the unit that getrusage counts in on Linux

pytestmark = pytest.mark.corpus


@dataclass(frozen=True)
class Case:
    """What a file must give. `reason` of one that is read is among its notices."""

    file: str
    status: str
    reason: Reason | None
    contains: tuple[str, ...]
    lacks: tuple[str, ...]


def cases() -> Iterator[Case]:
    with EXPECTED.open(encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table):
            reason = Reason(row["reason"]) if row["reason"] else None
            contains, lacks = (tuple(filter(None, row[name].split(";"))) for name in ("contains", "lacks"))
            yield Case(row["file"], row["status"], reason, contains, lacks)


CASES = tuple(cases())


def test_the_corpus_is_there_and_whole() -> None:
    present = [case.file for case in CASES if (CORPUS / case.file).is_file()]

    assert len(present) >= MIN_FILES, f"{len(present)} of {MIN_FILES} files under {CORPUS}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.file)
def test_a_file_gives_what_it_must(case: Case) -> None:
    started = time.monotonic()
    document, refused = attempt(CORPUS / case.file)

    assert time.monotonic() - started <= MAX_SECONDS
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss <= MAX_KIB
    if refused is not None:
        assert_refused_as(case, refused)
    if document is not None:
        assert_sound(document)
        assert_read_as(case, document)


def attempt(path: Path) -> tuple[Document | None, UnreadableDocument | None]:
    """The document, or the refusal."""
    try:
        return read(path), None
    except UnreadableDocument as refusal:
        return None, refusal


def assert_refused_as(case: Case, refused: UnreadableDocument) -> None:
    assert case.status in ("rejected", "any", "scanned"), str(refused)
    assert case.reason in (None, refused.reason)
    assert refused.reason is not Reason.READER_CRASHED


def assert_read_as(case: Case, document: Document) -> None:
    unread = {notice.reason for notice in document.preflight.unread}
    warned = {notice.reason for notice in document.preflight.warnings}
    if case.status == "scanned":  # without a text layer: refused, or recognised and told as such
        assert Reason.OCR in warned
        return
    missed = unread - {Reason.IMAGE}
    if case.status == "ready" and find_tesseract() is None:
        missed -= {Reason.SCANNED_IMAGE}  # a scanned page among others is told as unread where nothing recognises it
    assert case.status in ("partly" if missed else "ready", "any")
    assert case.reason is None or case.reason in unread | warned
    text = document.text
    folded = text.casefold()
    assert [words for words in case.contains if words.casefold() not in folded] == []
    assert [words for words in case.lacks if words in text] == []


def assert_sound(document: Document) -> None:
    """What holds for everything that is read: never empty, spans that fit, clean characters."""
    text = document.text
    assert text.strip()
    assert all(text[block.span.start : block.span.end] == block.text for block in document.blocks)
    assert unicodedata.is_normalized("NFC", text)
    assert not [
        character for character in text if unicodedata.category(character) in ("Cc", "Cs") and character != "\n"
    ]
    assert not set(text) & set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069\u200b\ufeff\u00ad")
