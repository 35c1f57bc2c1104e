"""Where the text of one version of a document stands in the next: block by block, and inside a block by sentence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cached_property

from authoring.linguistics.sentences import sentence_spans
from authoring.types import Block, BlockId, BlockKind, BlockRole, Citation, Document, Span

LIKE = 0.5  # share of words in common (ratio of difflib) from which a sentence counts as another's new wording
_MOVED_WORDS = 4  # a block of fewer words may stand in several places for several reasons
_NUMBERING = re.compile(r"^(?:\(?\d+(?:\.\d+)*[.)]?|[A-Z][.)])\s+")
_NOT_TEXT = frozenset({BlockRole.QUIZ, BlockRole.BOILERPLATE})


@dataclass(frozen=True, slots=True)
class Reworded:
    """A sentence, list item or table row, and what the document says in its place; `now` None: nothing like it."""

    was: str
    now: str | None


@dataclass(frozen=True)
class Alignment:
    """The blocks of `before` that stand unchanged in `after`, and where the changed ones would have stood."""

    before: Document
    after: Document

    def place(self, citation: Citation) -> Citation | None:
        """The same quote in `after`; None: what says it there is gone or was changed.

        A quote stands when the whole sentence, list item or table row around it does, below the same headings of a
        table and after the same lead-in of a list: "24 hours" alone would be found anywhere.
        """
        block = self._before.get(citation.block)
        if block is None or not is_grounded(citation):
            return self._found_again(citation)
        start = citation.span.start - block.span.start
        for other, shift in self._standing(block, Span(start, start + len(citation.quote))):
            if self._lead_in_stands(block, other):
                begins = other.span.start + start + shift
                span = Span(begins, begins + len(citation.quote))
                return replace(citation, block=other.id, span=span, page=other.page, time_seconds=other.time_seconds)
        return None

    def _found_again(self, citation: Citation) -> Citation | None:
        """For a quote that an earlier version lost: the one place where it stands whole again; None: there is none."""
        found = [block for block in self._after_at if _stands_whole(block, citation.quote)]
        if len(found) != 1:
            return None
        block = found[0]
        begins = block.span.start + block.text.find(citation.quote)
        span = Span(begins, begins + len(citation.quote))
        return replace(citation, block=block.id, span=span, page=block.page, time_seconds=block.time_seconds)

    def reworded(self, citation: Citation) -> tuple[Reworded, ...]:
        """For a citation that has no place: each sentence that is no more, and what is said instead."""
        if not is_grounded(citation):
            return (Reworded(citation.quote, None),)
        if citation.block in self._same:  # the item of a list stands, what it is an item of does not
            after = self._after_at[self._same[citation.block]]
            was = self._lead_ins_before.get(citation.block) or citation.quote
            return (Reworded(was, self._lead_ins_after.get(after.id) or None),)
        block = self._before.get(citation.block)
        if block is None:
            return (Reworded(citation.quote, None),)
        start = citation.span.start - block.span.start
        touching = _touching(block, Span(start, start + len(citation.quote)))
        said = [block.text[span.start : span.end] for span in touching] or [citation.quote]
        still = {unit for index in self._gap(block.id) for unit in self._after_units[index]}
        lost = [sentence for sentence in said if sentence not in still] or [" ".join(said)]
        return tuple(Reworded(sentence, self._instead(sentence, block.id)) for sentence in lost)

    def _instead(self, was: str, block: BlockId) -> str | None:
        if was not in self._successors:
            fresh = [unit for index in self._gap(block) for unit in sorted(self._fresh_units[index])]
            best = max(((_likeness(was, one), one) for one in fresh), default=(0.0, ""))
            self._successors[was] = best[1] if best[0] >= LIKE else None
        return self._successors[was]

    @cached_property
    def _successors(self) -> dict[str, str | None]:
        return {}

    @cached_property
    def _fresh_units(self) -> Sequence[frozenset[str]]:
        return [units - self._said_before for units in self._after_units]

    def counterparts(self, blocks: Iterable[BlockId]) -> tuple[BlockId, ...]:
        """The blocks of `after` that these became, in reading order."""
        found = {index for block in blocks for index in self._became(block)}
        return tuple(self._after_at[index].id for index in sorted(found))

    def added(self, blocks: Sequence[BlockId]) -> tuple[str, ...]:
        """Sentences of `after` between and right behind the counterparts of `blocks` that `before` nowhere says."""
        places = [self._after_index[block] for block in self.counterparts(blocks)]
        if not places:
            return ()
        first, last = min(places), max(places)
        while last + 1 < len(self._after_at) and self._is_new(last + 1):
            last += 1
        inside = [block for block in self._after_at[first : last + 1] if _teaches(block)]
        return tuple(sentence for block in inside for sentence in _units(block) if sentence not in self._said_before)

    def headings(self, before: BlockId, after: BlockId) -> tuple[str, str]:
        """The nearest heading above each, without its numbering; "": there is none."""
        return self._heading_before.get(before, ""), self._heading_after.get(after, "")

    @cached_property
    def _before(self) -> Mapping[BlockId, Block]:
        return {block.id: block for block in self.before.blocks}

    @property
    def _after_at(self) -> tuple[Block, ...]:
        return self.after.blocks

    @cached_property
    def _after_index(self) -> Mapping[BlockId, int]:
        return {block.id: index for index, block in enumerate(self.after.blocks)}

    @cached_property
    def _opcodes(self) -> Sequence[tuple[str, int, int, int, int]]:
        keys = [_key(block) for block in self.before.blocks], [_key(block) for block in self.after.blocks]
        return SequenceMatcher(None, *keys, autojunk=False).get_opcodes()

    @cached_property
    def _same(self) -> Mapping[BlockId, int]:
        """Blocks that stand as they were, by the index they have now; moved ones where no other could be meant."""
        same = {
            self.before.blocks[i].id: i - start + there
            for tag, start, end, there, _ in self._opcodes
            if tag == "equal"
            for i in range(start, end)
        }
        taken = set(same.values())
        left = [block for block in self.before.blocks if block.id not in same]
        free = [(index, block) for index, block in enumerate(self.after.blocks) if index not in taken]
        wanted, offered = Counter(_key(block) for block in left), Counter(_key(block) for _, block in free)
        at = {_key(block): index for index, block in free}
        for block in left:
            key = _key(block)
            if wanted[key] == offered[key] == 1 and len(block.text.split()) >= _MOVED_WORDS:
                same[block.id] = at[key]
        return same

    @cached_property
    def _gaps(self) -> Mapping[BlockId, range]:
        """For each block that does not stand: the indices of the blocks that stand in its place now."""
        return {
            self.before.blocks[i].id: range(there, until)
            for tag, start, end, there, until in self._opcodes
            if tag != "equal"
            for i in range(start, end)
        }

    def _gap(self, block: BlockId) -> range:
        return self._gaps.get(block, range(0))

    def _became(self, block: BlockId) -> tuple[int, ...]:
        """Where the block stands now: itself, or whatever of its gap is like it; nothing where it went."""
        if block in self._same:
            return (self._same[block],)
        if block not in self._before:
            return ()
        if block not in self._heirs:
            text, units = self._before[block].text, frozenset(_units(self._before[block]))
            self._heirs[block] = tuple(
                index
                for index in self._gap(block)
                if not units.isdisjoint(self._after_units[index]) or _likeness(text, self._after_at[index].text) >= LIKE
            )
        return self._heirs[block]

    @cached_property
    def _heirs(self) -> dict[BlockId, tuple[int, ...]]:
        return {}

    @cached_property
    def _after_units(self) -> Sequence[frozenset[str]]:
        return [frozenset(_units(block)) for block in self._after_at]

    @cached_property
    def _said_before(self) -> frozenset[str]:
        return frozenset(unit for block in self.before.blocks for unit in _units(block))

    def _is_new(self, index: int) -> bool:
        block = self._after_at[index]
        return block.kind is not BlockKind.HEADING and index not in self._taken

    @cached_property
    def _taken(self) -> frozenset[int]:
        return frozenset(self._same.values())

    def _standing(self, block: Block, quote: Span) -> Iterator[tuple[Block, int]]:
        """Blocks of `after` that say it, the nearest first, and by how many characters it moved inside them."""
        if block.id in self._same:
            yield self._after_at[self._same[block.id]], 0
            return
        around = _around(block, quote)
        said = block.text[around.start : around.end]
        for index in self._gap(block.id):
            other = self._after_at[index]
            begins = other.text.find(said)
            if begins >= 0 and _stands_whole(other, said) and _header(block) == _header(other):
                yield other, begins - around.start

    def _lead_in_stands(self, before: Block, after: Block) -> bool:
        return self._lead_ins_before.get(before.id) == self._lead_ins_after.get(after.id)

    @cached_property
    def _lead_ins_before(self) -> Mapping[BlockId, str]:
        return _lead_ins(self.before)

    @cached_property
    def _lead_ins_after(self) -> Mapping[BlockId, str]:
        return _lead_ins(self.after)

    @cached_property
    def _heading_before(self) -> Mapping[BlockId, str]:
        return _headings(self.before)

    @cached_property
    def _heading_after(self) -> Mapping[BlockId, str]:
        return _headings(self.after)


def is_grounded(citation: Citation) -> bool:
    """Whether the citation points at as much text as it quotes; one that stood no more points at nothing."""
    return citation.span.end - citation.span.start == len(citation.quote)


def _likeness(one: str, other: str) -> float:
    """The share of words that both have in the same order, 0 to 1; 0 where it can be seen to stay under `LIKE`."""
    words, others = one.split(), other.split()
    matcher = SequenceMatcher(None, words, others, autojunk=False)
    may_be = matcher.real_quick_ratio() >= LIKE and matcher.quick_ratio() >= LIKE
    return matcher.ratio() if may_be else 0.0


def _key(block: Block) -> tuple[str, str]:
    return block.kind.value, block.text


def _teaches(block: Block) -> bool:
    return block.kind is not BlockKind.HEADING and block.role not in _NOT_TEXT


def _unit_spans(block: Block) -> tuple[Span, ...]:
    """The sentences of running text; the lines of a table or of code."""
    if block.kind not in (BlockKind.TABLE, BlockKind.CODE):
        return sentence_spans(block.text, block.language)
    spans: list[Span] = []
    start = 0
    for line in block.text.split("\n"):
        spans.append(Span(start, start + len(line)))
        start += len(line) + 1
    return tuple(spans)


def _units(block: Block) -> list[str]:
    return [block.text[span.start : span.end] for span in _unit_spans(block)]


def _touching(block: Block, quote: Span) -> list[Span]:
    return [span for span in _unit_spans(block) if span.start < quote.end and quote.start < span.end]


def _around(block: Block, quote: Span) -> Span:
    touching = _touching(block, quote)
    return Span(touching[0].start, touching[-1].end) if touching else quote


def _stands_whole(block: Block, said: str) -> bool:
    """Whether what is said is whole sentences there too, and not the beginning or end of longer ones."""
    begins = block.text.find(said)
    spans = _unit_spans(block)
    return any(span.start == begins for span in spans) and any(span.end == begins + len(said) for span in spans)


def _header(block: Block) -> tuple[tuple[str, ...], ...]:
    return () if block.table is None else block.table.rows[: block.table.header_rows]


def _lead_ins(document: Document) -> dict[BlockId, str]:
    """The last sentence before each list, for the items of the list."""
    found: dict[BlockId, str] = {}
    lead_in = ""
    for block in document.blocks:
        if block.kind is BlockKind.LIST_ITEM:
            found[block.id] = lead_in
        else:
            units = _units(block) if block.text.rstrip().endswith(":") else []
            lead_in = units[-1] if units else ""
    return found


def _headings(document: Document) -> dict[BlockId, str]:
    found: dict[BlockId, str] = {}
    heading = ""
    for block in document.blocks:
        if block.kind is BlockKind.HEADING:
            heading = _NUMBERING.sub("", block.text)
        found[block.id] = heading
    return found
