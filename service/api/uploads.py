"""A file that came with a request: its bytes piece by piece, and its name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from fastapi import UploadFile

_CHUNK_BYTES = 1 << 20


def chunks_of(file: BinaryIO) -> Iterator[bytes]:
    """All of it."""
    while chunk := file.read(_CHUNK_BYTES):
        yield chunk


def file_name_of(file: UploadFile) -> str:
    """The name without any folder that a client put before it, and without control characters."""
    name = (file.filename or "").replace("\\", "/").rpartition("/")[2]
    return "".join(character for character in name if character.isprintable())[:255] or "document"
