"""Which sentences of a document hold given content words: the ground for refusing a distractor that may be true."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from authoring.extractive.evidence import Evidence
from authoring.linguistics import content_lemmas
from authoring.types import Block, BlockKind, Span


@dataclass(frozen=True, eq=False)
class SentenceIndex:
    """Teaching sentences (table rows count as sentences) by content lemma. `texts` and `spans` share their order."""

    texts: tuple[str, ...]
    spans: tuple[Span, ...]
    lemmas: tuple[frozenset[str], ...]
    by_lemma: dict[str, frozenset[int]]

    def holding(self, wanted: frozenset[str]) -> tuple[int, ...]:
        """The sentences that hold all of `wanted`, in order; none for no words."""
        postings = sorted((self.by_lemma.get(lemma, frozenset()) for lemma in wanted), key=len)
        if not postings:
            return ()
        return tuple(sorted(frozenset.intersection(*postings)))

    def frequency(self, lemma: str) -> int:
        """In how many sentences the lemma stands."""
        return len(self.by_lemma.get(lemma, ()))


def sentence_index(evidence: Evidence) -> SentenceIndex:
    """The index of all teaching sentences of the document; a second for a hundred pages, kept for the next call."""
    return evidence.once("sentence index", lambda: _index(evidence))


def _index(evidence: Evidence) -> SentenceIndex:
    entries = [
        entry for block in evidence.document.blocks if _counts(block, evidence) for entry in _entries(block, evidence)
    ]
    lemmas = tuple(content_lemmas(text, language) for text, _, language in entries)
    by_lemma: dict[str, set[int]] = {}
    for index, words in enumerate(lemmas):
        for word in words:
            by_lemma.setdefault(word, set()).add(index)
    return SentenceIndex(
        tuple(text for text, _, _ in entries),
        tuple(span for _, span, _ in entries),
        lemmas,
        {word: frozenset(places) for word, places in by_lemma.items()},
    )


def _counts(block: Block, evidence: Evidence) -> bool:
    return evidence.teaches(block.id) and block.kind not in {BlockKind.CODE, BlockKind.HEADING}


def _entries(block: Block, evidence: Evidence) -> Iterator[tuple[str, Span, str | None]]:
    if block.kind is not BlockKind.TABLE:
        for sentence in evidence.sentences(block.id):
            yield sentence.text, sentence.span, sentence.language
        return
    start = block.span.start
    for row in block.text.split("\n"):
        yield row, Span(start, start + len(row)), evidence.language_of(block.id)
        start += len(row) + 1
