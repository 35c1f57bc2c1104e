"""Reads a document of any supported format into blocks, in a limited process, and says what was not read."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from authoring.errors import UnreadableDocument
from authoring.language import detect_language, detect_languages, main_language
from authoring.readers.placing import place_blocks, with_languages
from authoring.readers.reading import ReadLimits, Refused
from authoring.readers.sandbox import read_in_sandbox
from authoring.types import Block, BlockKind, BlockRole, Document, Preflight, Reason

__all__ = ["ReadLimits", "read"]


def read(
    path: Path,
    *,
    file_name: str | None = None,
    title: str | None = None,
    language: str | None = None,
    limits: ReadLimits = ReadLimits(),  # noqa: B008  frozen
) -> Document:
    """The document in the file at `path`; `title` and `language` override what is found there.

    `file_name` is the author's name for the file: its extension settles what content cannot (Markdown or plain
    text). A document over `limits.max_pages` or `limits.max_characters` is read up to there, the rest is told in
    `preflight.unread`. Raises `UnreadableDocument` where no text can be read at all.
    """
    name = file_name or path.name
    size = path.stat().st_size
    try:
        if size > limits.max_bytes:
            raise Refused(Reason.TOO_LARGE, f"{size} bytes, over the limit of {limits.max_bytes}")
        if size == 0:
            raise Refused(Reason.EMPTY, "0 bytes")
        media_type, reading = read_in_sandbox(path, file_name=name, limits=limits)
    except Refused as refusal:
        raise UnreadableDocument(name, reason=refusal.reason, detail=refusal.detail) from refusal
    blocks = place_blocks(reading.blocks)
    found = detect_languages([_words(block) for block in blocks])
    main = language or main_language(zip(found, (len(block.text) for block in blocks), strict=True))
    main = main or detect_language(" ".join(_words(block) for block in blocks))  # many blocks, each too short to tell
    return Document(
        title=title or reading.title or _title(blocks) or _name_in_words(name),
        file_name=name,
        sha256=_sha256(path),
        media_type=media_type,
        language=main,
        pages=reading.pages,
        blocks=with_languages(blocks, found, main),
        preflight=Preflight(unread=tuple(reading.unread), warnings=tuple(reading.warnings)),
    )


def _words(block: Block) -> str:
    return "" if block.kind is BlockKind.CODE else block.text


def _title(blocks: tuple[Block, ...]) -> str | None:
    """The first heading, where it opens the document or is of the highest level; boilerplate aside."""
    body = [block for block in blocks[:200] if block.role is not BlockRole.BOILERPLATE]
    headings = [block for block in body if block.kind is BlockKind.HEADING]
    first = next((heading for heading in headings if heading.level == 1), None)
    if first is not None:
        return first.text
    return headings[0].text if headings and headings[0] is body[0] else None


def _name_in_words(file_name: str) -> str:
    stem = " ".join(re.split(r"[\s_-]+", Path(file_name).stem)).strip() or file_name
    return stem[0].upper() + stem[1:]


def _sha256(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
