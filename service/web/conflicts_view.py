"""Conflicts as their page shows them: each statement in its place, and which micro-modules lack something for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from authoring.checks.conflicts import Decision, HeldBack
from authoring.conflict_json import conflict_from_json
from authoring.conflicts import ConflictKind, Statement
from authoring.types import Block, BlockId, BlockKind, Document
from service.db.conflicts import ConflictRow
from service.db.micro_modules import MicroModuleRow
from service.workflows.authoring.show_conflicts_in_place import ConflictsInPlace

_AROUND = 240  # characters before and after a quote: its sentence's neighbours


@dataclass(frozen=True, slots=True)
class Side:
    """One statement with the text around it; `holds` is the word that lets it hold alone.

    `headings` outermost first. `block` None: it stands in another document, of which only the quote is known.
    """

    statement: Statement
    holds: Decision
    headings: tuple[str, ...]
    before: str
    after: str
    block: Block | None


@dataclass(frozen=True, slots=True)
class Lack:
    """A micro-module with the number of sentences, key points and terms, and of items, that it lacks for a conflict."""

    row: MicroModuleRow
    title: str
    text_count: int
    item_count: int


@dataclass(frozen=True, slots=True)
class ConflictCard:
    """One conflict; `lacks`: what is kept out, for it alone or for others too."""

    row: ConflictRow
    kind: ConflictKind
    sides: tuple[Side, Side]
    lacks: Sequence[Lack]


def view_conflicts(found: ConflictsInPlace) -> list[ConflictCard]:
    """Those that nobody has decided first, each in reading order."""
    blocks = {block.id: (block, headings) for block, headings in _under_headings(found.document)}
    cards = [_card(row, blocks, found) for row in found.rows]
    return sorted(cards, key=lambda card: card.row.decision is not None)


_Places = dict[BlockId, tuple[Block, tuple[str, ...]]]


def _card(row: ConflictRow, blocks: _Places, found: ConflictsInPlace) -> ConflictCard:
    conflict = conflict_from_json(row.content)
    sides = (
        _side(conflict.first, Decision.FIRST_HOLDS, blocks),
        _side(conflict.second, Decision.SECOND_HOLDS, blocks),
    )
    lacks = [
        Lack(one.row, str(one.row.content["title"]), *_counted(one.held_back, row.draft_id))
        for one in found.lacking
        if row.draft_id in one.held_back.conflicts
    ]
    return ConflictCard(row, conflict.kind, sides, lacks)


def _side(statement: Statement, holds: Decision, blocks: _Places) -> Side:
    citation = statement.citation
    if statement.micro_module is not None or citation.block not in blocks:
        return Side(statement, holds, (), "", "", None)
    block, headings = blocks[citation.block]
    start, end = citation.span.start - block.span.start, citation.span.end - block.span.start
    before, after = block.text[:start], block.text[end:]
    return Side(statement, holds, headings, _shortened(before, at_end=False), _shortened(after, at_end=True), block)


def _shortened(text: str, *, at_end: bool) -> str:
    if len(text) <= _AROUND:
        return text
    return text[:_AROUND].rstrip() + "…" if at_end else "…" + text[-_AROUND:].lstrip()


def _counted(held: HeldBack, conflict: str) -> tuple[int, int]:
    texts = [one.conflicts for one in held.body]
    texts += [one.conflicts for one in held.key_points]
    texts += [one.conflicts for one in held.terms]
    items = [one.conflicts for one in (*held.items, *held.bank)]
    return sum(conflict in one for one in texts), sum(conflict in one for one in items)


def _under_headings(document: Document) -> Iterator[tuple[Block, tuple[str, ...]]]:
    """Every block with the headings above it."""
    above: list[Block] = []
    for block in document.blocks:
        if block.kind is BlockKind.HEADING:
            above = [heading for heading in above if (heading.level or 1) < (block.level or 1)]
        yield block, tuple(heading.text for heading in above)
        if block.kind is BlockKind.HEADING:
            above.append(block)
