"""Blocks of the sample documents against the golden files; `make golden` writes these anew."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from authoring.readers import read
from authoring.types import Block, Document, Notice
from tests.authoring.readers import built

GOLDEN = Path(__file__).parent / "golden"
BUILT: dict[str, Callable[[], bytes]] = {
    "policy.docx": built.policy_docx,
    "deck.pptx": built.deck_pptx,
    "manual.pdf": built.manual_pdf,
    "columns.pdf": built.columns_pdf,
    "book.epub": built.book_epub,
}
NAMES = [*BUILT, *sorted(path.name for path in built.SAMPLES.iterdir())]


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_document_gives_its_golden_blocks(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(BUILT[name]() if name in BUILT else (built.SAMPLES / name).read_bytes())

    found = as_text(read(path))

    golden = GOLDEN / f"{name}.txt"
    if os.environ.get("MORSEL_GOLDEN"):
        golden.write_text(found, encoding="utf-8")
    assert found == golden.read_text(encoding="utf-8")


def as_text(document: Document) -> str:
    """One line a block and notice, all that a reader fills in."""
    head = f"{document.title} | {document.media_type} | {document.language} | pages {document.pages}"
    blocks = [_block(block) for block in document.blocks]
    unread = [f"unread {_notice(notice)}" for notice in document.preflight.unread]
    warnings = [f"warning {_notice(notice)}" for notice in document.preflight.warnings]
    return "\n".join([head, *blocks, *unread, *warnings]) + "\n"


def _block(block: Block) -> str:
    place = f"{block.place.list_id}{'o' if block.place.ordered else 'u'}{block.place.number}" if block.place else None
    facts = {
        "level": block.level,
        "page": block.page,
        "time": block.time_seconds,
        "speaker": block.speaker,
        "language": block.language,
        "role": None if block.role == "body" else block.role.value,
        "label": block.label,
        "place": place,
        "header_rows": block.table.header_rows if block.table else None,
        "bold": [block.text[span.start : span.end] for span in block.emphasis] or None,
        "right": block.marked_correct,
    }
    told = " ".join(f"{name}={value}" for name, value in facts.items() if value is not None)
    return f"{block.id} {block.kind.value} [{told}] {block.text!r}"


def _notice(notice: Notice) -> str:
    return f"{notice.reason.value} page={notice.where.page} line={notice.where.line} {notice.detail}"
