"""Running heads, feet and page numbers: what stands on many pages at the same height is no text of the document."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from authoring.readers.pdf_layout import rows_of
from authoring.readers.pdf_text import PageText, Segment

_MARGIN = 0.14  # of the page height: where heads and feet stand
_OUTERMOST = 3  # rows looked at on each side
_NUMBER = re.compile(r"\d+|\b[ivxlc]+\b", re.I)
_PAGE_NUMBER = re.compile(
    r"^[\[(\-–—|\s]*(?:page|pagina|seite|pag\.?|p\.)?\s*(?:\d{1,4}|[ivxlc]{1,7})(?:\s*(?:/|of|di|von|de)\s*\d{1,4})?[\])\-–—|\s]*$",
    re.I,
)
_MIN_PAGES = 3  # a line on two pages may be a repeated sentence
_NEIGHBOURS = 60  # pages: a chapter's running head lives that long


def drop_furniture(pages: Sequence[PageText]) -> None:
    """Take running heads, feet and page numbers out of the pages' segments."""
    edges = [_edge_rows(page) for page in pages]
    counts: Counter[tuple[str, int, int]] = Counter()
    for index, rows in enumerate(edges):
        for key in {(text, height, index // _NEIGHBOURS) for text, height, _, _ in rows}:
            counts[key] += 1
    numbered = sum(any(is_number for _, _, _, is_number in rows) for rows in edges)
    for index, (page, rows) in enumerate(zip(pages, edges, strict=True)):
        gone: set[int] = set()
        for text, height, segments, is_number in rows:
            near = index // _NEIGHBOURS
            seen = max(counts[text, h, n] for h in (height - 1, height, height + 1) for n in (near - 1, near, near + 1))
            if seen >= _MIN_PAGES or (is_number and (numbered >= 2 or len(pages) == 1)):
                gone.update(id(segment) for segment in segments)
        if gone:
            page.segments = [segment for segment in page.segments if id(segment) not in gone]


def _edge_rows(page: PageText) -> list[tuple[str, int, list[Segment], bool]]:
    """Text with numbers masked, height in steps of four points, segments and whether it is a page number alone."""
    near = [s for s in page.segments if s.y0 > page.height * (1 - _MARGIN) or s.y1 < page.height * _MARGIN]
    rows = rows_of(near, 0)
    top = [row for row in rows if row.y0 > page.height / 2][:_OUTERMOST]
    bottom = [row for row in rows if row.y0 <= page.height / 2][-_OUTERMOST:]
    found = []
    for group, outer in ((top, 0), (bottom, len(bottom) - 1)):
        for position, row in enumerate(group):
            text = row.text.strip()
            is_number = position == outer and bool(_PAGE_NUMBER.match(text))
            found.append((_NUMBER.sub("#", text.casefold()), round(row.y0 / 4), row.segments, is_number))
    return found
