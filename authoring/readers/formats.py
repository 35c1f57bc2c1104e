"""Which reader reads which format; each is imported only when its format comes."""

from __future__ import annotations

from authoring.readers.reading import Reading, ReadLimits
from authoring.readers.sniff import Format


def read_format(found: Format, content: bytes, limits: ReadLimits, file_name: str) -> Reading:  # noqa: PLR0911  one line a format
    """Read `content` with the reader of its format. Raises `Refused`."""
    match found:
        case Format.MARKDOWN:
            from authoring.readers.markdown import read_markdown

            return read_markdown(content, limits, file_name=file_name)
        case Format.HTML:
            from authoring.readers.html import read_html

            return read_html(content)
        case Format.DOCX:
            from authoring.readers.docx import read_docx

            return read_docx(content, limits)
        case Format.PPTX:
            from authoring.readers.pptx import read_pptx

            return read_pptx(content, limits)
        case Format.EPUB:
            from authoring.readers.epub import read_epub

            return read_epub(content, limits)
        case Format.VTT | Format.SRT:
            from authoring.readers.transcript import read_transcript

            return read_transcript(content)
        case Format.TEXT:
            from authoring.readers.text import read_text

            return read_text(content)
        case Format.PDF:
            from authoring.readers.pdf import read_pdf

            return read_pdf(content, limits)
