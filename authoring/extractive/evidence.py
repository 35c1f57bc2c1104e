"""A document made ready for looking things up: blocks by id, sentences, headings, lists, citations."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from authoring.linguistics import Token, analyse, sentence_spans
from authoring.types import Block, BlockId, BlockKind, BlockRole, Citation, Document, Segment, Source, Span

# Roles whose text is no teaching text: frames from them would ask about quizzes, licences and quoted talk.
_NOT_TEACHING = frozenset({BlockRole.QUIZ, BlockRole.BOILERPLATE})


Computed = TypeVar("Computed")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a block. `span` counts in the document text; `tokens` count in `text`."""

    block: BlockId
    text: str
    span: Span
    language: str | None

    @property
    def tokens(self) -> tuple[Token, ...]:
        """The tagged words; spans count in this sentence's `text`."""
        return analyse(self.text, self.language)

    def at(self, start: int, end: int) -> Span:
        """The document span of `text[start:end]`."""
        return Span(self.span.start + start, self.span.start + end)


@dataclass(frozen=True, eq=False)  # compared by identity, so that what is derived from it can be kept
class Evidence:
    """What every writer of micro-modules and items looks up. Made by `gather_evidence`."""

    document: Document
    segments: tuple[Segment, ...]
    _sentences: dict[BlockId, tuple[Sentence, ...]] = field(default_factory=dict, repr=False)
    _computed: dict[str, Any] = field(default_factory=dict, repr=False)

    @cached_property
    def text(self) -> str:
        """The document text that every span counts in."""
        return self.document.text

    @cached_property
    def blocks(self) -> dict[BlockId, Block]:
        """All blocks by id, in reading order."""
        return {block.id: block for block in self.document.blocks}

    @property
    def language(self) -> str | None:
        """The document's language."""
        return self.document.language

    def language_of(self, block_id: BlockId) -> str | None:
        """The block's language, else the document's."""
        return self.blocks[block_id].language or self.document.language

    def sentences(self, block_id: BlockId) -> tuple[Sentence, ...]:
        """The block's sentences; a heading, table or code block is one sentence as a whole."""
        if block_id not in self._sentences:
            self._sentences[block_id] = self._find_sentences(self.blocks[block_id])
        return self._sentences[block_id]

    def headings(self, block_id: BlockId) -> tuple[Block, ...]:
        """The headings the block stands under, outermost first; a heading does not stand under itself."""
        return self._headings_above[block_id]

    def children(self, heading_id: BlockId) -> tuple[Block, ...]:
        """The blocks that stand directly or deeper under a heading, in reading order."""
        return self._under.get(heading_id, ())

    def segment_of(self, block_id: BlockId) -> Segment | None:
        """The segment that holds the block; None for a block in none."""
        return self._segment_by_block.get(block_id)

    def segment_blocks(self, segment: Segment) -> tuple[Block, ...]:
        """The segment's blocks, in order."""
        return tuple(self.blocks[block_id] for block_id in segment.blocks)

    def teaches(self, block_id: BlockId) -> bool:
        """Whether the block's text may teach: neither part of a quiz nor boilerplate, nor under a heading that is."""
        return self.blocks[block_id].role not in _NOT_TEACHING

    def once(self, key: str, compute: Callable[[], Computed]) -> Computed:
        """What `compute` returns, computed once for this document and kept under `key`."""
        if key not in self._computed:
            self._computed[key] = compute()
        computed: Computed = self._computed[key]
        return computed

    def siblings(self, block_id: BlockId) -> tuple[Block, ...]:
        """All items of the list that the block is in, itself included, in order; none for a block in no list."""
        place = self.blocks[block_id].place
        return self._lists.get(place.list_id, ()) if place else ()

    def lead_in(self, block_id: BlockId) -> Block | None:
        """The paragraph or heading right before the list that the block is in."""
        siblings = self.siblings(block_id)
        if not siblings:
            return None
        index = self._position[siblings[0].id] - 1
        return self.document.blocks[index] if index >= 0 else None

    def block_at(self, position: int) -> Block:
        """The block that the document character `position` falls in."""
        return self.document.blocks[bisect_right(self._starts, position) - 1]

    def position(self, block_id: BlockId) -> int:
        """The block's place in reading order, from 0."""
        return self._position[block_id]

    def cite(self, span: Span) -> Citation:
        """A citation of `span` without the white space around it, with its block and page; one block only."""
        start, end = span
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        block = self.block_at(start)
        return Citation(block.id, Span(start, end), self.text[start:end], block.page, block.time_seconds)

    def cite_block(self, block_id: BlockId) -> Citation:
        """A citation of the whole block."""
        return self.cite(self.blocks[block_id].span)

    def source(self, span: Span) -> Source:
        """Where lifted words stand."""
        return Source(self.block_at(span.start).id, span)

    def place(self, block_id: BlockId) -> str:
        """Words that name where a block stands for a reader: its nearest heading, else its page, else the title."""
        headings = self.headings(block_id)
        if headings:
            return headings[-1].text
        page = self.blocks[block_id].page
        return f"page {page}" if page else self.document.title

    def _find_sentences(self, block: Block) -> tuple[Sentence, ...]:
        language = self.language_of(block.id)
        whole = block.kind in {BlockKind.HEADING, BlockKind.TABLE, BlockKind.CODE}
        spans = (Span(0, len(block.text)),) if whole else sentence_spans(block.text, language)
        return tuple(
            Sentence(
                block.id,
                block.text[start:end],
                Span(block.span.start + start, block.span.start + end),
                language,
            )
            for start, end in spans
        )

    @cached_property
    def _position(self) -> dict[BlockId, int]:
        return {block.id: index for index, block in enumerate(self.document.blocks)}

    @cached_property
    def _starts(self) -> list[int]:
        return [block.span.start for block in self.document.blocks]

    @cached_property
    def _segment_by_block(self) -> dict[BlockId, Segment]:
        return {block_id: segment for segment in self.segments for block_id in segment.blocks}

    @cached_property
    def _lists(self) -> dict[str, tuple[Block, ...]]:
        lists: dict[str, list[Block]] = {}
        for block in self.document.blocks:
            if block.place is not None:
                lists.setdefault(block.place.list_id, []).append(block)
        return {list_id: tuple(blocks) for list_id, blocks in lists.items()}

    @cached_property
    def _headings_above(self) -> dict[BlockId, tuple[Block, ...]]:
        above: dict[BlockId, tuple[Block, ...]] = {}
        path: list[Block] = []
        for block in self.document.blocks:
            if block.kind is BlockKind.HEADING:
                path = [heading for heading in path if (heading.level or 1) < (block.level or 1)]
            above[block.id] = tuple(path)
            if block.kind is BlockKind.HEADING:
                path.append(block)
        return above

    @cached_property
    def _under(self) -> dict[BlockId, tuple[Block, ...]]:
        under: dict[BlockId, list[Block]] = {}
        for block in self.document.blocks:
            for heading in self._headings_above[block.id]:
                under.setdefault(heading.id, []).append(block)
        return {heading_id: tuple(blocks) for heading_id, blocks in under.items()}


def gather_evidence(document: Document, segments: tuple[Segment, ...]) -> Evidence:
    """Make a segmented document ready for looking things up; sentences are found when asked for."""
    return Evidence(document, segments)
