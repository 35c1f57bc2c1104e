"""Text of scanned pages by tesseract, where it is installed."""

from __future__ import annotations

import io
import re
import shutil
import subprocess

import pypdfium2

from authoring.readers.characters import Run
from authoring.readers.reading import RawBlock, text_block
from authoring.types import BlockKind

_SCALE = 200 / 72  # 200 dots an inch: what tesseract asks for at least
_ONE_THREAD = {"OMP_THREAD_LIMIT": "1"}  # more only wait for each other: tesseract's own advice
_MAX_PIXELS = 12_000_000  # an A3 page at that scale; a larger one is an image bomb
_SECONDS = 20  # a page; a second or two where nothing else runs


def find_tesseract() -> str | None:
    """Path of the program, None where it is not installed. The sandbox sets the places to look in."""
    return shutil.which("tesseract")


def recognise(document_page: pypdfium2.PdfPage, program: str, *, page: int) -> list[RawBlock]:
    """Paragraphs recognised on a page; none where it is too large or the program fails or takes too long."""
    if document_page.get_width() * document_page.get_height() * _SCALE**2 > _MAX_PIXELS:
        return []
    picture = io.BytesIO()
    document_page.render(scale=_SCALE, grayscale=True).to_pil().save(picture, format="PNG")
    try:
        finished = subprocess.run(
            [program, "stdin", "stdout"],
            input=picture.getvalue(),
            capture_output=True,
            timeout=_SECONDS,
            check=True,
            env=_ONE_THREAD,
        )
    except (subprocess.SubprocessError, OSError):
        return []
    return paragraphs(finished.stdout.decode("utf-8", errors="replace"), page=page)


def paragraphs(recognised: str, *, page: int) -> list[RawBlock]:
    """Blocks of recognised text: a paragraph between empty lines."""
    parts = [part.replace("-\n", "") for part in re.split(r"\n\s*\n|\f", recognised)]
    return [text_block(BlockKind.PARAGRAPH, [Run(part)], page=page) for part in parts if part.strip()]
