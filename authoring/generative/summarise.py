"""What a discussion came to, in a few cited sentences; a thread comes as a document, a block a post."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from authoring.extractive.evidence import gather_evidence
from authoring.generative.answers import SummaryAnswer
from authoring.generative.asking import Engine, Reviewed, ask
from authoring.generative.gate import Gate
from authoring.generative.source import number_sentences
from authoring.types import Block, BlockId, BlockKind, Document, KeyPoint, Segment, SegmentId, Span
from prompts.loader import Input

PROMPT = "summarise_thread"
LONGEST_SENTENCE = 320
MOST_SENTENCES = 5


@dataclass(frozen=True, slots=True)
class Discussion:
    """A thread as a document, a block a post; `posts` says whose block is which."""

    document: Document
    posts: Mapping[BlockId, str]


def discussion_of(title: str, posts: Sequence[tuple[str, str]], *, language: str | None) -> Discussion:
    """The discussion of posts as (id, text), in their order; those without words are left out."""
    blocks: list[Block] = []
    owners: dict[BlockId, str] = {}
    start = 0
    for post_id, text in posts:
        words = " ".join(text.split())
        if not words:
            continue
        block = Block(BlockId(f"b{len(blocks) + 1}"), BlockKind.PARAGRAPH, words, Span(start, start + len(words)))
        blocks.append(replace(block, language=language))
        owners[block.id] = post_id
        start = block.span.end + 1
    digest = hashlib.sha256("\n".join(block.text for block in blocks).encode()).hexdigest()
    return Discussion(Document(title, "thread", digest, "text/plain", language, None, tuple(blocks)), owners)


def summarise(engine: Engine, document: Document) -> tuple[KeyPoint, ...]:
    """Two to five sentences with the posts they rest on; none where no sentence passed the gate.

    Raises LanguageModelUnavailable, BudgetSpent.
    """
    whole = Segment(SegmentId("thread"), (), tuple(block.id for block in document.blocks), 0)
    evidence = gather_evidence(document, (whole,))
    gate = Gate(number_sentences(evidence, (whole,)), whole, engine.brief)
    if not gate.source.sentences:
        return ()
    inputs: dict[str, Input] = {
        "language": gate.language or "the language of the posts",
        "title": document.title,
        "sentences": gate.source.lines(),
    }
    found = ask(engine, PROMPT, inputs, SummaryAnswer, lambda answer: _review(answer, gate))
    return found.accepted if found else ()


def _review(answer: SummaryAnswer, gate: Gate) -> Reviewed[tuple[KeyPoint, ...]]:
    accepted: list[KeyPoint] = []
    findings: list[str] = []
    for number, claim in enumerate(answer.sentences[: 2 * MOST_SENTENCES]):
        text, citations = claim.text.strip(), gate.source.cite(claim.support)
        faults = gate.claim_faults(text, citations, longest=LONGEST_SENTENCE)
        findings += [f"sentences[{number}]: {fault}" for fault in faults]
        if not faults:
            accepted.append(KeyPoint(text, citations))
    kept = tuple(accepted[:MOST_SENTENCES])
    return Reviewed(kept, len(kept), tuple(findings))
