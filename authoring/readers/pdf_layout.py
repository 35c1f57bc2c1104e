"""From segments on a page to lines in reading order: rows, columns of the page, tables set aside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from authoring.readers.characters import Run
from authoring.readers.pdf_text import Segment

_SAME_ROW = 0.45  # of the smaller size: how far middles of one row may lie apart
_MIN_COLUMN_LINES = 6
_MIN_COLUMN_FILL = 0.55  # text fills its column, cells of a table do not
_MIN_LINE_CHARACTERS = 18
_MAX_CROSSING = 0.08  # of the lines: a title and its authors stand across the columns
_MAX_CROSSING_RULES = 3  # under a running head, above a foot, under a title


@dataclass(slots=True)
class Line:
    """Segments that stand on one row, left to right."""

    segments: list[Segment]
    page: int

    @property
    def x0(self) -> float:
        return min(segment.x0 for segment in self.segments)

    @property
    def x1(self) -> float:
        return max(segment.x1 for segment in self.segments)

    @property
    def y0(self) -> float:
        return min(segment.y0 for segment in self.segments)

    @property
    def y1(self) -> float:
        return max(segment.y1 for segment in self.segments)

    @property
    def middle(self) -> float:
        first = max(self.segments, key=lambda segment: segment.characters)
        return (first.y0 + first.y1) / 2

    @property
    def size(self) -> float:
        return max(self.segments, key=lambda segment: segment.characters).size

    @property
    def text(self) -> str:
        return " ".join(segment.text for segment in self.segments)

    @property
    def is_bold(self) -> bool:
        return all(segment.is_bold for segment in self.segments)

    @property
    def is_mono(self) -> bool:
        return all(segment.is_mono for segment in self.segments)

    @property
    def runs(self) -> list[Run]:
        runs: list[Run] = []
        for segment in self.segments:
            runs.extend([Run(" "), *segment.runs] if runs else segment.runs)
        return runs


@dataclass(slots=True)
class Column:
    """Lines of one column of a page, top to bottom, and the column's edges."""

    lines: list[Line]
    x0: float
    x1: float


@dataclass(slots=True)
class Rules:
    """Straight strokes and filled boxes of a page: (x0, y0, x1, y1) in points."""

    horizontal: list[tuple[float, float, float]] = field(default_factory=list)  # y, x0, x1
    boxes: list[tuple[float, float, float, float]] = field(default_factory=list)
    images: int = 0
    image_area: float = 0.0


def rows_of(segments: Sequence[Segment], page: int) -> list[Line]:
    """Segments grouped to rows, top to bottom; within a row left to right."""
    rows: list[Line] = []
    for segment in sorted(segments, key=lambda segment: (-(segment.y0 + segment.y1), segment.x0)):
        middle = (segment.y0 + segment.y1) / 2
        home = next((row for row in reversed(rows[-4:]) if _same_row(row, segment, middle)), None)
        if home is not None:
            home.segments.append(segment)
        else:
            rows.append(Line([segment], page))
    for row in rows:
        row.segments.sort(key=lambda segment: segment.x0)
    return rows


def columns_of(segments: Sequence[Segment], page: int, rules: Rules) -> list[Column]:
    """The page's columns of text in reading order; a page without gutters is one column.

    Strokes across a gutter make it a table's.
    """
    rows = rows_of(segments, page)
    if not rows:
        return []
    x0, x1 = min(row.x0 for row in rows), max(row.x1 for row in rows)
    gutters = _gutters(segments, x0, x1)
    crossed = [sum(a < g - 5 and b > g + 5 for _, a, b in rules.horizontal) for g in gutters]
    if not gutters or max(crossed) > _MAX_CROSSING_RULES:
        return [Column(rows, x0, x1)]
    edges = [x0, *gutters, x1]
    columns: list[Column] = []
    band: list[Segment] = []
    for row in rows:
        if any(_crosses(segment, gutters) for segment in row.segments):
            columns.extend(_split(band, edges, page))
            band = []
            columns.append(Column([row], x0, x1))
        else:
            band.extend(row.segments)
    return _joined([*columns, *_split(band, edges, page)], x0, x1)


def _same_row(row: Line, segment: Segment, middle: float) -> bool:
    reach = _SAME_ROW * min(row.segments[0].size, segment.size)
    first = row.segments[0]
    if abs((first.y0 + first.y1) / 2 - middle) > reach:
        return False
    return all(other.x1 <= segment.x0 + 1 or segment.x1 <= other.x0 + 1 for other in row.segments)


def _gutters(segments: Sequence[Segment], x0: float, x1: float) -> list[float]:
    """Middles of the vertical white strips that hardly any line crosses, with text that fills both sides."""
    width = x1 - x0
    if width <= 0 or len(segments) < 2 * _MIN_COLUMN_LINES:
        return []
    narrow = [segment for segment in segments if segment.x1 - segment.x0 < 0.62 * width]
    if len(narrow) < 2 * _MIN_COLUMN_LINES:
        return []
    steps = 200
    covered = [0] * (steps + 1)
    for segment in narrow:
        first, last = int((segment.x0 - x0) / width * steps), int((segment.x1 - x0) / width * steps)
        for step in range(max(first, 0), min(last, steps) + 1):
            covered[step] += 1
    allowed = len(narrow) * _MAX_CROSSING
    gutters: list[float] = []
    start: int | None = None
    for step in range(int(steps * 0.15), int(steps * 0.85) + 1):
        is_free = covered[step] <= allowed
        if is_free and start is None:
            start = step
        if not is_free and start is not None:
            if (step - start) * width / steps >= 6:  # points; a gutter is wider than a space
                gutters.append(x0 + (start + step - 1) / 2 * width / steps)
            start = None
    return gutters if gutters and _all_filled(narrow, [x0, *gutters, x1]) else []


def _all_filled(segments: Sequence[Segment], edges: list[float]) -> bool:
    for left, right in pairwise(edges):
        inside = [s for s in segments if s.x0 >= left - 2 and s.x1 <= right + 2]
        if len(inside) < _MIN_COLUMN_LINES:
            return False
        extent = max(s.x1 for s in inside) - min(s.x0 for s in inside)
        fill = sum(s.x1 - s.x0 for s in inside) / len(inside) / max(extent, 1)
        if fill < _MIN_COLUMN_FILL or sum(s.characters for s in inside) / len(inside) < _MIN_LINE_CHARACTERS:
            return False
    return True


def _crosses(segment: Segment, gutters: Sequence[float]) -> bool:
    return any(segment.x0 < gutter - 2 and segment.x1 > gutter + 2 for gutter in gutters)


def _split(band: Sequence[Segment], edges: list[float], page: int) -> list[Column]:
    columns = []
    for left, right in pairwise(edges):
        inside = [s for s in band if left <= (s.x0 + s.x1) / 2 < right or (right == edges[-1] and s.x1 >= right)]
        if inside:
            columns.append(Column(rows_of(inside, page), min(s.x0 for s in inside), max(s.x1 for s in inside)))
    return columns


def _joined(columns: list[Column], x0: float, x1: float) -> list[Column]:
    """Full-width rows that follow each other are one column."""
    joined: list[Column] = []
    for column in columns:
        is_wide = column.x0 == x0 and column.x1 == x1
        if joined and is_wide and joined[-1].x0 == x0 and joined[-1].x1 == x1:
            joined[-1].lines.extend(column.lines)
        else:
            joined.append(column)
    return joined
