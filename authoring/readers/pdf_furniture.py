"""Running heads, feet and page numbers: what stands on many pages at the same height is no text of the document."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from authoring.readers.pdf_layout import Line, rows_of
from authoring.readers.pdf_text import PageText, Segment

_MARGIN = 0.2  # of the page height: where heads and feet stand
_OUTERMOST = 3  # rows looked at on each side
_NUMBER = re.compile(r"\d+|\b[ivxlc]+\b", re.I)
_PAGE_NUMBER = re.compile(
    r"^[\[(\-–—|\s]*(?:page|pagina|seite|pag\.?|p\.)?\s*(?:\d{1,4}|[ivxlc]{1,7})(?:\s*(?:/|of|di|von|de)\s*\d{1,4})?[\])\-–—|\s]*$",
    re.I,
)
_MIN_PAGES = 3  # a line on two pages may be a repeated sentence
_MIN_PART = 8  # characters of a part of a row that tells a running head by itself
_FAR = 2.2  # sizes of white space: a second row of a running head stands closer
_NEIGHBOURS = 60  # pages: a chapter's running head lives that long


@dataclass(frozen=True, slots=True)
class _Row:
    """A row near the top or bottom edge; `key` is its text, numbers masked, and its height in steps of four points."""

    key: tuple[str, int]
    parts: list[tuple[str, int]]  # keys of its segments: of two, one may name the chapter
    segments: list[Segment]
    is_number: bool  # outermost, and a page number alone
    distance: float  # white space to the row outside of it, in sizes; 0 for the outermost


def drop_furniture(pages: Sequence[PageText]) -> None:
    """Take running heads, feet and page numbers out of the pages' segments."""
    edges = [_edge_rows(page) for page in pages]
    near: Counter[tuple[str, int, int]] = Counter()
    for index, sides in enumerate(edges):
        for text, height in {key for side in sides for row in side for key in (row.key, *row.parts)}:
            near[text, height, index // _NEIGHBOURS] += 1
    numbered = sum(any(row.is_number for side in sides for row in side) for sides in edges)
    for index, (page, sides) in enumerate(zip(pages, edges, strict=True)):
        gone: set[int] = set()
        for side in sides:
            for row in side:
                is_repeated = _is_repeated(row, near, index // _NEIGHBOURS)
                is_page_number = row.is_number and (numbered >= 2 or len(pages) == 1)
                is_far = row.distance > _FAR and not (is_repeated and len(row.segments) == 1 and "#" in row.key[0])
                if is_far or not (is_repeated or is_page_number):
                    break  # what lies further inside is text, such as a table's repeated header
                gone.update(id(segment) for segment in row.segments)
        if gone:
            page.segments = [segment for segment in page.segments if id(segment) not in gone]


def _is_repeated(row: _Row, near: Counter[tuple[str, int, int]], group: int) -> bool:
    if _times(near, row.key, group) >= _MIN_PAGES:
        return True
    return row.distance == 0 and any(
        len(key[0]) >= _MIN_PART and _times(near, key, group) >= 2 * _MIN_PAGES for key in row.parts
    )


def _times(near: Counter[tuple[str, int, int]], key: tuple[str, int], group: int) -> int:
    text, height = key
    return max(near[text, h, g] for h in (height - 1, height, height + 1) for g in (group - 1, group, group + 1))


def _edge_rows(page: PageText) -> list[list[_Row]]:
    """Rows at the top and at the bottom, each from the edge inwards."""
    near = [s for s in page.segments if s.y0 > page.height * (1 - _MARGIN) or s.y1 < page.height * _MARGIN]
    rows = rows_of(near, 0)
    top = [row for row in rows if row.y0 > page.height / 2][:_OUTERMOST]
    bottom = [row for row in reversed(rows) if row.y0 <= page.height / 2][:_OUTERMOST]
    return [_described(top), _described(bottom)]


def _key(text: str, y: float) -> tuple[str, int]:
    return _NUMBER.sub("#", text.strip().casefold()), round(y / 4)


def _described(lines: Sequence[Line]) -> list[_Row]:
    rows = []
    outer: Line | None = None
    for line in lines:
        text = line.text.strip()
        key = _key(text, line.y0)
        parts = [_key(segment.text, segment.y0) for segment in line.segments] if len(line.segments) > 1 else []
        distance = max(outer.y0 - line.y1, line.y0 - outer.y1) / max(line.size, 1.0) if outer is not None else 0.0
        rows.append(_Row(key, parts, line.segments, outer is None and bool(_PAGE_NUMBER.match(text)), distance))
        outer = line
    return rows
