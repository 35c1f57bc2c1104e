"""Which reader reads which format; each is imported only when its format comes."""

from __future__ import annotations

from authoring.readers.reading import ReadLimits, Reading
from authoring.readers.sniff import Format


def read_format(found: Format, content: bytes, limits: ReadLimits, file_name: str) -> Reading:  # noqa: PLR0911, C901  one line a format
    """Read `content` with the reader of its format. Raises `Refused`."""
    match found:
        case Format.MARKDOWN:
            from authoring.readers.markdown import read_markdown

            return read_markdown(content, limits, file_name=file_name)
        case Format.HTML:
            from authoring.readers.html import read_html

            return read_html(content, limits)
