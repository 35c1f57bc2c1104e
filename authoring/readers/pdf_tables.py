"""Tables in a PDF: rows of segments that keep to the same columns, told apart by gaps and rules."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from authoring.readers.characters import collapse
from authoring.readers.pdf_layout import Line, Rules

_FAR = 2.6  # line heights: beyond this white space a table ends
_ROW_GAP = 1.14  # of the smallest distance of lines: more is a new row
_MIN_ROWS = 2
_HEADER_WORDS = 5
_LOOSE = 1.7  # sizes from line to line: no text is set so wide, so each line is a row


@dataclass(slots=True)
class PdfTable:
    """A table as found: the lines it took, and its cells."""

    lines: list[Line]
    rows: list[list[str]]
    header_rows: int
    edges: list[tuple[float, float]] = field(default_factory=list)


def find_table(
    lines: Sequence[Line],
    start: int,
    rules: Rules,
    is_heading: Callable[[Line], bool],
    above: Sequence[tuple[float, float]] = (),
) -> PdfTable | None:
    """The table whose first row is `lines[start]`; None where there is none.

    `above` holds the columns of a table that the page before ended with: a single row in them goes on with it.
    """
    if len(lines[start].segments) < 2:
        return None
    taken, edges = _take(lines, start, is_heading)
    while len(taken) > 1 and len(taken[-1].segments) == 1 and _gap(taken[-2], taken[-1]) > 1.5 * taken[-1].size * 1.2:
        taken.pop()
    rows = _rows(taken, edges, rules)
    if not _is_table(rows, taken, edges, rules) and not are_same_columns(edges, above):
        return None
    return PdfTable(taken, rows, _header_rows(rows, taken, edges, rules), edges)


def are_same_columns(edges: Sequence[tuple[float, float]], above: Sequence[tuple[float, float]]) -> bool:
    """Whether two tables have as many columns, each over the other's."""
    if len(edges) != len(above) or len(edges) < 2:
        return False
    return all(a[0] < b[1] + 20 and b[0] < a[1] + 20 for a, b in zip(edges, above, strict=True))


def _take(
    lines: Sequence[Line], start: int, is_heading: Callable[[Line], bool]
) -> tuple[list[Line], list[tuple[float, float]]]:
    """Lines that keep to the columns of the first, and the columns' edges."""
    taken = [lines[start]]
    edges = [(segment.x0, segment.x1) for segment in lines[start].segments]
    for line in lines[start + 1 :]:
        if _gap(taken[-1], line) > _FAR * max(line.size, taken[-1].size) or is_heading(line):
            break
        widened = _widen(edges, line)
        if widened is None:
            break
        edges = widened
        taken.append(line)
    return taken, edges


def _widen(edges: list[tuple[float, float]], line: Line) -> list[tuple[float, float]] | None:
    """The columns with the line in them; None where a segment lies across two."""
    edges = list(edges)
    for segment in line.segments:
        touched = [i for i, (x0, x1) in enumerate(edges) if segment.x0 < x1 - 1 and segment.x1 > x0 + 1]
        if len(touched) > 1:
            return None
        if touched:
            x0, x1 = edges[touched[0]]
            edges[touched[0]] = (min(x0, segment.x0), max(x1, segment.x1))
        elif len(line.segments) < 2:
            return None
        else:
            edges.append((segment.x0, segment.x1))
    return sorted(edges)


def _rows(lines: list[Line], edges: list[tuple[float, float]], rules: Rules) -> list[list[str]]:
    starts = _row_starts(lines, edges, rules)
    rows: list[list[list[str]]] = []
    for line, begins in zip(lines, starts, strict=True):
        if begins or not rows:
            rows.append([[] for _ in edges])
        for segment in line.segments:
            column = min(range(len(edges)), key=lambda i: _distance(edges[i], segment.x0, segment.x1))
            rows[-1][column].append(segment.text)
    return [[join_lines(cell) for cell in row] for row in rows]


def join_lines(parts: Sequence[str]) -> str:
    """Wrapped lines of a cell as one; a hyphen at a line's end joins where a small letter follows."""
    text = ""
    for part in map(collapse, parts):
        if text[-1:] == "-" and len(text) > 2 and text[-2].isalpha() and part[:1].islower():
            text = text[:-1] + part
        else:
            text = f"{text} {part}" if text else part
    return text


def _row_starts(lines: list[Line], edges: list[tuple[float, float]], rules: Rules) -> list[bool]:
    """For each line whether a row of the table begins with it: by rules, else by gaps, else by the first column."""
    ruled = [_is_ruled_off(above, line, rules) for above, line in pairwise(lines)]
    if sum(ruled) >= max(2, len(lines) // 6):
        return [True, *ruled]
    gaps = [_gap(above, line) + line.y1 - line.y0 for above, line in pairwise(lines)]
    smallest = min(gaps, default=0.0)
    by_gap = [gap > _ROW_GAP * smallest + 0.5 for gap in gaps]
    if any(by_gap) and not all(by_gap):
        starts = [True, *(gap or rule for gap, rule in zip(by_gap, ruled, strict=True))]
        return _split_full_lines(lines, starts, columns=len(edges))
    if smallest > _LOOSE * max(line.size for line in lines):
        return [True for _ in lines]
    first = edges[0]
    return [True, *(line.segments[0].x0 < first[1] for line in lines[1:])]


def _split_full_lines(lines: list[Line], starts: list[bool], *, columns: int) -> list[bool]:
    """Make each line a row where several that would be one row all fill every column: cells never wrap so evenly."""
    begins = [index for index, start in enumerate(starts) if start] + [len(lines)]
    split = list(starts)
    for first, end in pairwise(begins):
        group = lines[first:end]
        is_even = all(len(line.segments) == columns for line in group)
        if is_even and (len(group) > 2 or (len(group) == 2 and columns > 2)):
            split[first:end] = [True] * len(group)
    return split


def _is_ruled_off(above: Line, below: Line, rules: Rules) -> bool:
    top, bottom = (above.y0 + above.y1) / 2, (below.y0 + below.y1) / 2
    x0, x1 = min(above.x0, below.x0), max(above.x1, below.x1)
    return any(bottom < y < top and left < x1 - 5 and right > x0 + 5 for y, left, right in rules.horizontal)


def _is_table(rows: list[list[str]], lines: list[Line], edges: list[tuple[float, float]], rules: Rules) -> bool:
    filled = [sum(bool(cell) for cell in row) for row in rows]
    if len(rows) < _MIN_ROWS or len(edges) < 2 or sum(count >= 2 for count in filled) < _MIN_ROWS:
        return False
    if sum(any(row[column] for row in rows) for column in range(len(edges))) < 2:
        return False
    x0, x1 = edges[0][0], edges[-1][1]
    is_ruled = any(lines[-1].y0 - 20 < y < lines[0].y1 + 20 and a < x1 and b > x0 for y, a, b in rules.horizontal)
    full = sum(count >= min(len(edges), 2) for count in filled)
    return full >= (2 if is_ruled else 3) and full * 2 >= len(rows)


def _header_rows(rows: list[list[str]], lines: list[Line], edges: list[tuple[float, float]], rules: Rules) -> int:
    first = [cell for cell in rows[0] if cell]
    if len(rows) < 2 or len(first) < 2:
        return 0
    if lines[0].is_bold and not all(line.is_bold for line in lines):
        return 1
    names = all(len(cell.split()) <= _HEADER_WORDS and not cell[0].isdigit() for cell in first)
    longer = any(len(cell.split()) > _HEADER_WORDS for row in rows[1:] for cell in row)
    ruled = len(lines) > 1 and _is_ruled_off(lines[0], lines[1], rules)
    return int(names and (longer or ruled) and len(first) == len(edges))


def _gap(above: Line, below: Line) -> float:
    return above.y0 - below.y1


def _distance(edge: tuple[float, float], x0: float, x1: float) -> float:
    return max(edge[0] - x1, x0 - edge[1], -(min(edge[1], x1) - max(edge[0], x0)))
