"""The numbered sentences of a segment: what a model is shown, and the way back from its numbers to the document."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from authoring.extractive.evidence import Evidence
from authoring.extractive.filters import flat
from authoring.generative.answers import Support
from authoring.generative.machine_talk import speaks_to_a_machine
from authoring.types import Block, BlockId, BlockKind, Citation, Segment, Span

MOST_CITED = 6  # sentences a text may rest on; one that needs more says too much at once
_LONGEST_SENTENCE = 900  # characters of one sentence that are shown
_SHORTEST_QUOTE = 3  # words, or the whole sentence
_INVISIBLE = re.compile(
    r"[\u0000-\u0008\u000b-\u001f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]"
)


@dataclass(frozen=True, slots=True)
class Numbered:
    """One sentence, table row or heading. `words` is what the model sees of it, on one line."""

    number: int
    block: BlockId
    span: Span
    words: str
    is_heading: bool


@dataclass(frozen=True, eq=False)
class SourceSentences:
    """The sentences of one or more segments under their numbers. `left_out`: blocks with a sentence kept back."""

    evidence: Evidence
    sentences: tuple[Numbered, ...]
    left_out: tuple[BlockId, ...] = ()
    _by_number: dict[int, Numbered] = field(default_factory=dict, repr=False)

    def lines(self, *, mark: str = "") -> list[str]:
        """What the model reads, a sentence a line; `mark` stands before the numbers."""
        return [f"[{mark}{'h' if one.is_heading else ''}{one.number}] {one.words}" for one in self.sentences]

    def only(self, segment: Segment) -> SourceSentences:
        """The sentences of one of the segments, under the same numbers."""
        blocks = frozenset(segment.blocks)
        kept = tuple(one for one in self.sentences if one.block in blocks)
        return SourceSentences(self.evidence, kept, self.left_out, {one.number: one for one in kept})

    def cite(self, support: Sequence[Support]) -> tuple[Citation, ...]:
        """Citations of the sentences named, in their order, with the source's own text as quote.

        A quote that stands in no numbered sentence supports nothing; one that stands in a single other sentence than
        the one named is taken for that.
        """
        found = [sentence for one in support for sentence in (self._find(one),) if sentence is not None]
        unique = list(dict.fromkeys(found))[:MOST_CITED]
        return tuple(self.evidence.cite(one.span) for one in sorted(unique, key=lambda one: one.number))

    def faults(self, support: Sequence[Support]) -> list[str]:
        """What to tell the model about references that lead nowhere."""
        if not support:
            return ["it names no sentence"]
        return [
            f"sentence {one.sentence} does not hold “{one.quote[:80]}”" for one in support if self._find(one) is None
        ]

    def _find(self, support: Support) -> Numbered | None:
        quote = flat(support.quote)
        named = self._by_number.get(support.sentence)
        if named is not None and _quotes(quote, named):
            return named
        others = [one for one in self.sentences if _quotes(quote, one)]
        return others[0] if len(others) == 1 else None


def number_sentences(evidence: Evidence, segments: Sequence[Segment], *, first: int = 1) -> SourceSentences:
    """All teaching sentences of the segments, numbered from `first`; those that speak to a machine are kept back."""
    numbered: list[Numbered] = []
    left_out: list[BlockId] = []
    for segment in segments:
        for block in evidence.segment_blocks(segment):
            if not evidence.teaches(block.id) or block.kind is BlockKind.CODE:
                continue
            for span in spans_of(evidence, block):
                words = shown(evidence.text[span.start : span.end])
                if not words:
                    continue
                if speaks_to_a_machine(words):
                    left_out.append(block.id)
                    continue
                is_heading = block.kind is BlockKind.HEADING
                numbered.append(Numbered(first + len(numbered), block.id, span, words, is_heading))
    by_number = {one.number: one for one in numbered}
    return SourceSentences(evidence, tuple(numbered), tuple(dict.fromkeys(left_out)), by_number)


def spans_of(evidence: Evidence, block: Block) -> list[Span]:
    """Document spans of a block's sentences; each row of a table is one."""
    if block.kind is not BlockKind.TABLE:
        return [sentence.span for sentence in evidence.sentences(block.id)]
    spans, start = [], block.span.start
    for line in block.text.split("\n"):
        spans.append(Span(start, start + len(line)))
        start += len(line) + 1
    return [span for span in spans if span.end > span.start]


def shown(text: str) -> str:
    """The text on one line, without invisible characters and without what could pass for a number of ours."""
    plain = " ".join(_INVISIBLE.sub("", text).split())[:_LONGEST_SENTENCE]
    return re.sub(r"^(?:\[[a-z]{0,2}\d+\]\s*)+", "", plain)


def _quotes(quote: str, sentence: Numbered) -> bool:
    words = flat(sentence.words)
    return bool(quote) and quote in words and (len(quote.split()) >= _SHORTEST_QUOTE or quote == words)
