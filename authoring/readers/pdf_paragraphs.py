"""From lines to blocks: paragraphs whole across lines, columns and pages; lists, code, captions, notes, tables."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from authoring.readers.characters import Run, collapse
from authoring.readers.hyphens import Hyphens
from authoring.readers.pdf_layout import Column, Line, Rules
from authoring.readers.pdf_outline import Headings
from authoring.readers.pdf_tables import PdfTable, are_same_columns, find_table
from authoring.readers.reading import RawBlock, code_block, table_block, text_block
from authoring.types import BlockKind, BlockRole

_BULLET = re.compile(r"^(?:[•◦▪‣●○■□➢➤✓✔·∙►▸–—⁃]|[\uf000-\uf0ff]|[-*](?=\s)|o(?=\s+[A-Z]))\s*")
_ORDERED = re.compile(r"^\(?(\d{1,3}|[a-zA-Z]|[ivx]{1,5})[.)]\s+(?=\S)")
_CAPTION = re.compile(
    r"^(?:figure|fig\.|table|tabella|figura|abbildung|abb\.|tabelle|tableau|listing|chart|diagram|exhibit|box)\s+[\dA-Z][\d.\-]*\s*[.:–—|]",
    re.I,
)
_NOTE = re.compile(r"^(?:\d{1,3}|[*†‡§])\s*(?=[A-ZÀ-Þ\"“(]|https?:)")
_ENDS = re.compile(r"[.!?:;…。！？][\"'”’»)\]]*\d{0,2}$")
_LEADER = re.compile(r"(?:\.\s?){4,}\s*\d*$")
_MAX_CAPTION_WORDS = 40
_INDENT = 0.8  # ems: less is untidy setting, more is a first line


@dataclass(slots=True)
class _Open:
    """A block being gathered from lines."""

    kind: BlockKind
    lines: list[Line]
    runs: list[Run]
    level: int | None = None
    group: int = 0
    text_x0: float = 0.0  # where the text of its lines begins
    marker: str | None = None
    column: tuple[float, float] = (0.0, 0.0)


@dataclass(slots=True)
class PdfBlocks:
    """Gathers the blocks of a whole PDF, page by page."""

    headings: Headings
    body_size: float
    hyphens: Hyphens
    blocks: list[RawBlock] = field(default_factory=list)
    _open: _Open | None = None
    _table_edges: list[tuple[float, float]] = field(default_factory=list)
    _table_page: int = 0  # where the table last added ends
    _lists: list[tuple[float, str, int, bool]] = field(default_factory=list)  # marker x, list id, count, ordered
    _list_count: int = 0
    gaps: dict[float, float] = field(default_factory=dict)  # size -> usual white space between lines, in points

    def add_page(self, columns: Sequence[Column], rules: Rules, height: float) -> None:
        """Take in a page's columns in order."""
        for column in columns:
            index = 0
            while index < len(column.lines):
                table = None
                if not self.headings.is_heading(column.lines[index]):
                    above = self._open_table(column.lines[index].page)
                    table = find_table(column.lines, index, rules, self.headings.is_heading, above)
                if table is not None:
                    self._add_table(table)
                    index += len(table.lines)
                else:
                    self._add_line(column.lines[index], column, height)
                    index += 1

    def finish(self) -> list[RawBlock]:
        """All blocks, the last one closed."""
        self._close()
        return self.blocks

    def _open_table(self, page: int) -> list[tuple[float, float]]:
        """The columns of the table that the page before ended with; none where it ended with something else."""
        ends_so = self._open is None and self.blocks and self.blocks[-1].kind is BlockKind.TABLE
        return self._table_edges if ends_so and page == self._table_page + 1 else []

    def _add_table(self, table: PdfTable) -> None:
        self._close()
        page = table.lines[0].page
        last = self.blocks[-1] if self.blocks else None
        if last is not None and are_same_columns(table.edges, self._open_table(page)):
            repeats = last.header_rows > 0 and [collapse(c) for c in table.rows[0]] == last.rows[0]
            rows = [*last.rows, *table.rows[1 if repeats else 0 :]]
            merged = table_block(rows, header_rows=last.header_rows, page=last.page)
            self.blocks[-1] = merged
            self._table_page = page
            return
        self._table_edges, self._table_page = table.edges, page
        self._lists.clear()
        self.blocks.append(table_block(table.rows, header_rows=table.header_rows, page=page))

    def _add_line(self, line: Line, column: Column, height: float) -> None:
        level = self.headings.level(line)
        if level is not None:
            self._add_heading(line, level)
        elif line.is_mono and not _BULLET.match(line.text):
            self._add_code(line)
        elif self._goes_on(line, column):
            self._append(line)
        else:
            self._close()
            self._begin(line, column, height)

    def _add_heading(self, line: Line, level: int) -> None:
        group = self.headings.groups.get(id(line), 0)
        if self._open and self._open.kind is BlockKind.HEADING and self._open.group == group:
            self._append(line)
            return
        self._close()
        self._lists.clear()
        self._open = _Open(BlockKind.HEADING, [line], list(line.runs), level=level, group=group)

    def _add_code(self, line: Line) -> None:
        current = self._open
        if (
            current
            and current.kind is BlockKind.CODE
            and (line.page != current.lines[-1].page or current.lines[-1].y0 - line.y1 < 2.5 * line.size)
        ):
            current.lines.append(line)
            return
        self._close()
        self._open = _Open(BlockKind.CODE, [line], [])

    def _begin(self, line: Line, column: Column, height: float) -> None:
        text = line.text.strip()
        edges = (column.x0, column.x1)
        if line.size <= 0.92 * self.body_size and line.y1 < 0.4 * height and _NOTE.match(text):
            self._open = _Open(BlockKind.NOTE, [line], list(line.runs), text_x0=line.x0, column=edges)
        elif _CAPTION.match(text) and len(text.split()) <= _MAX_CAPTION_WORDS:
            self._open = _Open(BlockKind.CAPTION, [line], list(line.runs), text_x0=line.x0, column=edges)
        elif marker := (_BULLET.match(text) or _ORDERED.match(text)):
            if not self._is_marker(marker[0], line):
                self._open = _Open(BlockKind.PARAGRAPH, [line], list(line.runs), text_x0=line.x0, column=edges)
                return
            runs = _without_prefix(line.runs, len(marker[0].strip()))
            self._open = _Open(
                BlockKind.LIST_ITEM, [line], runs, text_x0=_text_start(line), marker=marker[0].strip(), column=edges
            )
        else:
            self._open = _Open(BlockKind.PARAGRAPH, [line], list(line.runs), text_x0=line.x0, column=edges)

    def _is_marker(self, marker: str, line: Line) -> bool:
        """Whether an ordered marker counts: it begins a list with 1, a or i, or goes on with one that is open."""
        token = marker.strip("(). \t").lower()
        if not token.isalnum() or not _ORDERED.match(marker + "x"):
            return True
        return token in ("1", "a", "i") or any(abs(x - line.x0) < 12 for x, _, _, ordered in self._lists if ordered)

    def _goes_on(self, line: Line, column: Column) -> bool:
        current = self._open
        if current is None or self._is_new(line, current):
            return False
        last = current.lines[-1]
        if line.page != last.page or line.y0 > last.y1:
            return self._goes_on_elsewhere(line, current, column)
        if last.y0 - line.y1 > self._usual_gap(current) + 0.22 * line.size:
            return False
        return not self._begins_paragraph(line, current, column)

    def _is_new(self, line: Line, current: _Open) -> bool:
        """Whether the line cannot go on the open block, wherever it stands: another size, a marker, a leader above."""
        if current.kind in (BlockKind.HEADING, BlockKind.CODE):
            return True
        last = current.lines[-1]
        text = line.text.strip()
        if abs(line.size - last.size) > 0.08 * last.size and len(text) > 3:
            return True
        marker = _BULLET.match(text) or _ORDERED.match(text)
        if marker and self._is_marker(marker[0], line) and not _hangs(current, marker[0]):
            return True
        return bool(_LEADER.search(last.text))

    def _goes_on_elsewhere(self, line: Line, current: _Open, column: Column) -> bool:
        """Whether a paragraph goes on at the top of the next column or page."""
        ended = _ENDS.search(current.lines[-1].text.strip())
        text = line.text.strip()
        if current.kind in (BlockKind.NOTE, BlockKind.CAPTION):
            return False
        if current.kind is BlockKind.LIST_ITEM:
            return not ended and (text[:1].islower() or abs(line.x0 - column.x0) > 8)
        if text[:1].islower():
            return not ended or current.lines[-1].x1 > current.column[1] - 2 * line.size
        full = current.lines[-1].x1 > current.column[1] - 3 * line.size
        return not ended and full and not line.is_bold

    def _usual_gap(self, current: _Open) -> float:
        size = current.lines[-1].size
        return self.gaps.get(size, 0.35 * size)

    def _begins_paragraph(self, line: Line, current: _Open, column: Column) -> bool:
        last = current.lines[-1]
        indent = line.x0 - current.text_x0
        em = line.size
        if current.kind is BlockKind.LIST_ITEM:
            is_outside = line.x0 < current.text_x0 - 1.2 * em and line.x0 <= current.lines[0].x0 + 0.3 * em
            is_full = last.x1 > column.x1 - 0.12 * (column.x1 - column.x0)
            return is_outside and not (is_full and not _ENDS.search(last.text.strip()))
        if current.kind is BlockKind.NOTE and _NOTE.match(line.text.strip()):
            return True
        ended = bool(_ENDS.search(last.text.strip()))
        if len(current.lines) > 1 and indent > _INDENT * em and abs(last.x0 - current.text_x0) < 0.3 * em:
            return ended
        short = last.x1 < column.x1 - 0.22 * (column.x1 - column.x0)
        if short and ended and not line.text.strip()[:1].islower():
            return True
        if last.is_bold and not line.is_bold and short and not line.text.strip()[:1].islower():
            return True
        return line.is_bold != last.is_bold and line.is_bold and ended

    def _append(self, line: Line) -> None:
        current = self._open
        if current is None:
            return
        if len(current.lines) == 1 and current.kind is BlockKind.PARAGRAPH and line.x0 < current.text_x0:
            current.text_x0 = line.x0
        current.lines.append(line)
        self.hyphens.join(current.runs, line.runs)

    def _close(self) -> None:
        current, self._open = self._open, None
        if current is None:
            return
        page = current.lines[0].page
        if current.kind is BlockKind.CODE:
            self.blocks.append(_code(current.lines))
            return
        block = text_block(current.kind, current.runs, level=current.level, page=page)
        if current.kind is BlockKind.LIST_ITEM:
            self._place_item(block, current)
        elif current.kind is BlockKind.PARAGRAPH and not (self._lists and current.text_x0 > self._lists[-1][0] + 4):
            self._lists.clear()
        if _LEADER.search(block.text):
            block.role = BlockRole.BOILERPLATE
        if block.text:
            self.blocks.append(block)

    def _place_item(self, block: RawBlock, current: _Open) -> None:
        x = current.lines[0].x0
        ordered = bool(current.marker and current.marker.strip("().").isalnum() and current.marker != "o")
        while self._lists and self._lists[-1][0] > x + 6:
            self._lists.pop()
        if self._lists and abs(self._lists[-1][0] - x) <= 6 and self._lists[-1][3] == ordered:
            _, list_id, count, _ = self._lists.pop()
        else:
            if self._lists and abs(self._lists[-1][0] - x) <= 6:
                self._lists.pop()
            self._list_count += 1
            list_id, count = f"l{self._list_count}", 0
        self._lists.append((x, list_id, count + 1, ordered))
        block.list_id, block.ordered, block.number = list_id, ordered, count + 1
        block.level = min(len(self._lists), 6)


def usual_gaps(pages: Sequence[Sequence[Column]]) -> dict[float, float]:
    """For each size the white space, in points, that most often parts a full line from the next of its size."""
    seen: dict[float, Counter[float]] = defaultdict(Counter)
    for column in (column for columns in pages for column in columns):
        for above, line in pairwise(column.lines):
            is_full = above.x1 > column.x1 - 0.15 * (column.x1 - column.x0)
            if is_full and above.size == line.size and above.y0 - line.y1 < 1.5 * line.size:
                seen[line.size][round((above.y0 - line.y1) * 2) / 2] += 1
    return {size: counted.most_common(1)[0][0] for size, counted in seen.items()}


def _hangs(current: _Open, marker: str) -> bool:
    """A line of running text that happens to begin with a dash."""
    if current.kind is not BlockKind.PARAGRAPH or marker[0] not in "–—-":
        return False
    return not _ENDS.search(current.lines[-1].text.strip())


def _code(lines: Sequence[Line]) -> RawBlock:
    left = min(line.x0 for line in lines)
    width = max(1.0, 0.6 * lines[0].size)  # of a character: 600 of 1000 in the usual fixed fonts
    text = "\n".join(" " * round((line.x0 - left) / width) + line.text for line in lines)
    return code_block(text, page=lines[0].page)


def _text_start(line: Line) -> float:
    """Where an item's text begins after its marker: guessed at an em and a half where the two are one segment."""
    return line.x0 + 1.5 * line.size


def _without_prefix(runs: Sequence[Run], length: int) -> list[Run]:
    left: list[Run] = []
    for run in runs:
        stripped = run.text.lstrip() if not left else run.text
        if length >= len(stripped):
            length -= len(stripped)
            continue
        left.append(Run(stripped[length:], run.bold))
        length = 0
    return left
