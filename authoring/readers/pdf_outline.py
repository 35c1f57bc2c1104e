"""Headings of a PDF: bookmarks matched to lines first, then what is set like them, then what is larger or bolder."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import pypdfium2

from authoring.readers.pdf_layout import Column, Line

_MAX_BOOKMARKS = 5_000
_MAX_DEPTH = 12
_MAX_WORDS = 20  # of a heading without a bookmark
_LARGER = 1.09  # of the body's size
_MAX_LEVEL = 6
_WRAPS = 0.55  # of the column: a heading shorter than this had no need to go on in a second line
_NOT_LETTERS = re.compile(r"[\W_]+")
_NUMBER = re.compile(r"^(?:[A-Z]|\d{1,2})?(?:\.?\d{1,3}){0,4}\.?$")
_NUMBERED = re.compile(r"^(?:[A-Z]|\d{1,2})(\.\d{1,3}){1,4}\.?\s")


@dataclass(frozen=True, slots=True)
class Bookmark:
    """An entry of the document's outline; `page` from 0, `key` its title's letters and digits."""

    title: str
    key: str
    page: int
    level: int


@dataclass(slots=True)
class Headings:
    """Which lines are headings: level by the line's identity; lines that go on a heading share its number."""

    levels: dict[int, int] = field(default_factory=dict)
    groups: dict[int, int] = field(default_factory=dict)
    matched: int = 0

    def level(self, line: Line) -> int | None:
        return self.levels.get(id(line))

    def is_heading(self, line: Line) -> bool:
        return id(line) in self.levels


def read_bookmarks(document: pypdfium2.PdfDocument) -> list[Bookmark]:
    """The outline in order; entries without title or page are left out."""
    bookmarks: list[Bookmark] = []
    for entry in document.get_toc(max_depth=_MAX_DEPTH):
        destination = entry.get_dest()
        page = destination.get_index() if destination is not None else None
        title = entry.get_title()
        if title and page is not None:
            bookmarks.append(Bookmark(title, letters(title), page, min(entry.level + 1, _MAX_LEVEL)))
        if len(bookmarks) >= _MAX_BOOKMARKS:
            break
    return bookmarks


def find_headings(pages: Sequence[Sequence[Column]], bookmarks: Sequence[Bookmark]) -> Headings:
    """Levels of the lines that are headings on the pages, each given as its columns."""
    headings = Headings()
    _match_bookmarks(pages, bookmarks, headings)
    lines = [line for columns in pages for column in columns for line in column.lines]
    body_size, body_bold = _body_style(lines)
    learned = _learn(lines, headings, body_size)
    candidates = [
        line for line in lines if not headings.is_heading(line) and _stands_out(line, body_size, body_bold=body_bold)
    ]
    ranks = learned or _ranks(candidates, lines)
    gaps = _gaps_above(pages)
    for line in candidates:
        style = _style(line)
        level = (
            ranks.get(style)
            if style in ranks
            else (_below(ranks, line) if learned and line.size > body_size * _LARGER else None)
        )
        is_set_off = line.size >= body_size * _LARGER or gaps.get(id(line), 99.0) > 0.15 * line.size
        if level is not None and is_set_off and _reads_like_heading(line):
            headings.levels[id(line)] = _numbered_level(line, level, learned=bool(learned))
    _join_wrapped(pages, headings)
    return headings


def letters(text: str) -> str:
    """Letters and digits of `text`, lower case: what of a title survives typesetting."""
    return _NOT_LETTERS.sub("", text).casefold()


def _match_bookmarks(pages: Sequence[Sequence[Column]], bookmarks: Sequence[Bookmark], headings: Headings) -> None:
    by_page: dict[int, list[Bookmark]] = defaultdict(list)
    for bookmark in bookmarks:
        if bookmark.key:
            by_page[bookmark.page].append(bookmark)
    for number, expected in by_page.items():
        missing = expected
        for near in (number, number + 1, number - 1):
            if missing and 0 <= near < len(pages):
                missing = _match_page(pages[near], missing, headings)


def _match_page(columns: Sequence[Column], wanted: list[Bookmark], headings: Headings) -> list[Bookmark]:
    """Mark the lines that hold a wanted title, over up to three lines; what was not found."""
    lines = [line for column in columns for line in column.lines]
    keys = [letters(line.text) for line in lines]
    missing = []
    for bookmark in wanted:
        best: tuple[float, int, int] | None = None
        for start in range(len(lines)):
            if headings.is_heading(lines[start]) or not keys[start]:
                continue
            count = _covers(keys, start, bookmark.key)
            if count:
                weight = lines[start].size + lines[start].is_bold
                best = max(best or (0.0, 0, 0), (weight, -start, count))
        if best is None:
            missing.append(bookmark)
            continue
        headings.matched += 1
        start, count = -best[1], best[2]
        for offset in range(count):
            headings.levels[id(lines[start + offset])] = bookmark.level
            headings.groups[id(lines[start + offset])] = headings.matched
    return missing


def _covers(keys: Sequence[str], start: int, wanted: str) -> int:
    """How many lines from `start` together are the wanted title, a number in front aside; 0 where they are not."""
    text = ""
    for count in range(1, 4):
        if start + count > len(keys):
            return 0
        text += keys[start + count - 1]
        if text == wanted or re.sub(r"^(?:chapter|section|appendix)?[\divx]{1,6}", "", text) == wanted:
            return count
        if wanted.endswith(text) and len(text) > 3 and wanted[: -len(text)].isdigit():
            return count
        if not wanted.startswith(text):
            return 0
    return 0


def _body_style(lines: Sequence[Line]) -> tuple[float, bool]:
    sizes: Counter[float] = Counter()
    bold = total = 0
    for line in lines:
        for segment in line.segments:
            sizes[segment.size] += segment.characters
            bold += segment.bold_characters
            total += segment.characters
    return (sizes.most_common(1)[0][0] if sizes else 10.0), bold * 2 > total


def _style(line: Line) -> tuple[float, bool, bool]:
    return line.size, line.is_bold, line.text.isupper()


def _learn(lines: Sequence[Line], headings: Headings, body_size: float) -> dict[tuple[float, bool, bool], int]:
    """The level that bookmarks gave each style, where it was nearly always the same and is not the body's."""
    levels: dict[tuple[float, bool, bool], Counter[int]] = defaultdict(Counter)
    for line in lines:
        level = headings.level(line)
        if level is not None:
            levels[_style(line)][level] += 1
    learned = {}
    for style, counted in levels.items():
        level, times = counted.most_common(1)[0]
        if times * 4 >= sum(counted.values()) * 3 and (style[0] > body_size * _LARGER or style[1]):
            learned[style] = level
    return learned


def _stands_out(line: Line, body_size: float, *, body_bold: bool) -> bool:
    if line.is_mono or (len(line.segments) > 1 and not _NUMBER.match(line.segments[0].text)):
        return False  # words apart on one line are cells
    return line.size >= body_size * _LARGER or (line.is_bold and not body_bold and line.size >= body_size * 0.95)


def _reads_like_heading(line: Line) -> bool:
    text = line.text.strip()
    words = text.split()
    if not words or len(words) > _MAX_WORDS or sum(c.isalpha() for c in text) < 2:
        return False
    if text[0].islower() or text.endswith((",", ";", "-")) or ". . ." in text:
        return False
    return not (text.endswith((".", ":")) and not _NUMBERED.match(text)) and len(letters(text)) > 1


def _ranks(candidates: Sequence[Line], lines: Sequence[Line]) -> dict[tuple[float, bool, bool], int]:
    """Levels by size, the largest first, bold before plain; styles too frequent to be headings are left out."""
    counts: Counter[tuple[float, bool, bool]] = Counter(
        _style(line) for line in candidates if _reads_like_heading(line)
    )
    styles = [style for style, count in counts.items() if count <= max(4, len(lines) * 0.2)]
    sizes = sorted({(size, bold) for size, bold, _ in styles}, reverse=True)
    return {style: min(sizes.index(style[:2]) + 1, _MAX_LEVEL) for style in styles}


def _below(ranks: dict[tuple[float, bool, bool], int], line: Line) -> int:
    """The level for a style that no bookmark has: one below the smallest larger style that has."""
    larger = [level for (size, _, _), level in ranks.items() if size >= line.size]
    return min(max(larger, default=0) + 1, _MAX_LEVEL)


def _numbered_level(line: Line, level: int, *, learned: bool) -> int:
    numbered = _NUMBERED.match(line.text)
    if numbered and not learned:
        return min(numbered[0].strip().rstrip(".").count(".") + 1, _MAX_LEVEL)
    return level


def _gaps_above(pages: Sequence[Sequence[Column]]) -> dict[int, float]:
    gaps: dict[int, float] = {}
    for columns in pages:
        for column in columns:
            for above, line in zip(column.lines, column.lines[1:], strict=False):
                gaps[id(line)] = above.y0 - line.y1 if _style(above) != _style(line) else 99.0
    return gaps


def _join_wrapped(pages: Sequence[Sequence[Column]], headings: Headings) -> None:
    """Give the lines of one wrapped heading one group."""
    group = headings.matched
    for columns in pages:
        for column in columns:
            above: Line | None = None
            for line in column.lines:
                if headings.is_heading(line) and id(line) not in headings.groups:
                    is_next = above is not None and _goes_on(above, line, headings, column)
                    group += not is_next
                    headings.groups[id(line)] = headings.groups[id(above)] if is_next else group
                    if is_next:
                        headings.levels[id(line)] = headings.levels[id(above)]
                above = line


def _goes_on(above: Line, line: Line, headings: Headings, column: Column) -> bool:
    if not headings.is_heading(above) or above.size != line.size or above.is_bold != line.is_bold:
        return False
    if headings.groups.get(id(above), 0) <= headings.matched and headings.matched:
        return False
    is_wrapped = above.x1 - column.x0 > _WRAPS * (column.x1 - column.x0) or above.x0 > column.x0 + 2 * line.size
    return is_wrapped and above.y0 - line.y1 < 0.45 * line.size and not _NUMBERED.match(line.text)
