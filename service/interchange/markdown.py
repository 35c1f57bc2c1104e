"""Markdown out of a document's own text, which stays text: whatever it holds, it cannot become markup."""

from __future__ import annotations

import re
from collections.abc import Iterator

from authoring.types import BodyKind, BodyPart, Layout

_SPECIAL = "\\`*_{}[]<>#|&~"
_BEGINS_A_BLOCK = re.compile(r"^(\d{0,9})([-+=.)])")  # as the first sign of a line


def body_part(part: BodyPart) -> Iterator[str]:
    """The lines of one part, with blank lines where it needs them."""
    if part.layout is Layout.TABLE:
        yield from _table(part.text)
    elif part.layout is Layout.CODE:
        yield from ("", *(f"    {line}" for line in part.text.splitlines()), "")
    elif part.kind is BodyKind.LIST_ITEM:
        yield f"- {escape(part.text)}"
    elif part.kind is BodyKind.HEADING:
        yield from ("", f"### {escape(part.text)}", "")
    elif part.kind is BodyKind.CALLOUT:
        yield from ("", f"> {escape(part.text)}", "")
    else:
        yield from ("", escape(part.text), "")


def _table(text: str) -> Iterator[str]:
    rows = [[escape(cell) for cell in row.split(" | ")] for row in text.splitlines()]
    yield ""
    for number, row in enumerate(rows):
        yield f"| {' | '.join(row)} |"
        if number == 0:
            yield f"|{' --- |' * len(row)}"
    yield ""


def escape(text: str) -> str:
    """The text in one line, with every character of markup escaped, also where it would begin a list or a rule."""
    line = " ".join(text.split())
    escaped = "".join(f"\\{letter}" if letter in _SPECIAL else letter for letter in line)
    return _BEGINS_A_BLOCK.sub(r"\1\\\2", escaped)
