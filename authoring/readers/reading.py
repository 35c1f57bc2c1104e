"""What a format reader hands over: blocks before they are numbered, and what it has to say about the file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from authoring.readers.characters import Run, clean_lines, collapse, compose
from authoring.types import BlockKind, BlockRole, Notice, Reason, Span, Where


@dataclass(slots=True)
class RawBlock:
    """A block on its way: `Block` without number and place in the document text."""

    kind: BlockKind
    text: str
    level: int | None = None
    page: int | None = None
    time_seconds: float | None = None
    speaker: str | None = None
    role: BlockRole = BlockRole.BODY
    label: str | None = None
    list_id: str | None = None  # None: not a list item
    ordered: bool = False
    number: int = 0
    rows: list[list[str]] = field(default_factory=list)  # of a table
    header_rows: int = 0
    emphasis: tuple[Span, ...] = ()
    marked_correct: bool | None = None


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """Bounds on reading one document; what lies beyond is told as `too_large`, with the limit named.

    A document over `max_pages` or `max_characters` is read up to there and the rest reported as unread; one over
    `max_bytes` or `max_unpacked_bytes` is refused. Memory is of the reader's process, address space included.
    """

    max_bytes: int = 100 * 2**20
    max_unpacked_bytes: int = 512 * 2**20  # all members of a zip container together
    max_member_bytes: int = 48 * 2**20  # one XML or HTML member: a parsed tree is up to twelve times its source
    max_pages: int = 2000
    max_characters: int = 4_000_000  # about 2,000 pages
    max_paragraph_characters: int = 6_000  # longer ones are split at sentence ends
    memory_bytes: int = 2**30
    cpu_seconds: int = 50
    wall_seconds: float = 55.0


@dataclass(slots=True)
class Reading:
    """A format reader's result, grown while it reads. `pages` None: the format has none."""

    blocks: list[RawBlock] = field(default_factory=list)
    title: str | None = None
    pages: int | None = None
    unread: list[Notice] = field(default_factory=list)
    warnings: list[Notice] = field(default_factory=list)

    def warn(self, reason: Reason, detail: str = "", *, page: int | None = None, line: int | None = None) -> None:
        """Record that something was read with reserve, once."""
        notice = Notice(Where(page=page, line=line), reason, detail)
        if notice not in self.warnings[-50:]:
            self.warnings.append(notice)

    def miss(self, reason: Reason, detail: str = "", *, page: int | None = None, line: int | None = None) -> None:
        """Record that something was not read, once."""
        notice = Notice(Where(page=page, line=line), reason, detail)
        if notice not in self.unread[-50:]:
            self.unread.append(notice)


class Refused(Exception):
    """The document as a whole cannot be read, for `reason`; leaves the reader's process as a value."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        self.reason = reason
        self.detail = detail
        super().__init__(f"{reason.value}: {detail}")


def text_block(kind: BlockKind, runs: Iterable[Run], *, level: int | None = None, page: int | None = None) -> RawBlock:
    """A block of running text out of runs in their weights."""
    text, emphasis = compose(runs)
    return RawBlock(kind, text, level=level, page=page, emphasis=emphasis)


def code_block(text: str, *, page: int | None = None) -> RawBlock:
    """A block of code, line breaks and indentation kept."""
    return RawBlock(BlockKind.CODE, clean_lines(text), page=page)


def table_block(rows: Sequence[Sequence[str]], *, header_rows: int, page: int | None = None) -> RawBlock:
    """A table of the rows that hold anything, each as wide as the widest; its text is " | " and new lines."""
    cleaned = [[collapse(cell) for cell in row] for row in rows]
    header_rows = sum(any(row) for row in cleaned[:header_rows])
    filled = [row for row in cleaned if any(row)]
    width = max((len(row) for row in filled), default=0)
    padded = [row + [""] * (width - len(row)) for row in filled]
    kept = [column for column in range(width) if any(row[column] for row in padded)]
    square = [[row[column] for column in kept] for row in padded]
    text = "\n".join(" | ".join(row) for row in square)
    return RawBlock(BlockKind.TABLE, text, page=page, rows=square, header_rows=min(header_rows, len(square) - 1))
