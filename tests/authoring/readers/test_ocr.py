"""Recognised text of scanned pages, with a program that stands in for tesseract."""

from __future__ import annotations

from pathlib import Path

import pytest

from authoring.readers.ocr import paragraphs
from authoring.readers.pdf import read_pdf
from authoring.readers.reading import ReadLimits
from authoring.types import Reason
from tests.authoring.readers.built import scan_pdf


@pytest.fixture
def tesseract(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    program = tmp_path / "tesseract"
    program.write_text("#!/bin/sh\n/bin/cat > /dev/null\n/bin/echo 'Wear a hard hat.'\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    return program


@pytest.mark.usefixtures("tesseract")
def test_a_scanned_page_is_recognised_and_told() -> None:
    reading = read_pdf(scan_pdf(), ReadLimits())

    assert [(b.text, b.page) for b in reading.blocks] == [("Wear a hard hat.", 1)]
    assert Reason.OCR in {n.reason for n in reading.warnings}
    assert Reason.SCANNED_IMAGE not in {n.reason for n in reading.unread}


def test_a_program_that_fails_leaves_the_page_unread(tesseract: Path) -> None:
    tesseract.write_text("#!/bin/sh\nexit 1\n")

    reading = read_pdf(scan_pdf(), ReadLimits())

    assert reading.blocks == []
    assert Reason.SCANNED_IMAGE in {n.reason for n in reading.unread}


def test_empty_lines_part_paragraphs_and_hyphens_join() -> None:
    assert [b.text for b in paragraphs("A hard\nhat pro-\ntects.\n\nAlways.\n\f", page=2)] == [
        "A hard hat protects.",
        "Always.",
    ]
