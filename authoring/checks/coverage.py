"""C2: which blocks some micro-module teaches, which not and why, and the obligations that nothing teaches."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from authoring.extractive.evidence import Evidence
from authoring.types import (
    Block,
    BlockId,
    BlockKind,
    BlockRole,
    Coverage,
    MicroModule,
    NotTaught,
    Span,
    Untaught,
)

_OBLIGES = re.compile(
    r"\b(?:must|shall|required|mandatory|obliged|"
    r"deve|devono|dovrà|dovranno|obbligatori[oaei]|è obbligo|tenut[oaie] a)\b",
    re.IGNORECASE,
)
_TOO_SHORT_WORDS = 3


def cover(
    evidence: Evidence, micro_modules: Sequence[MicroModule], in_conflict: frozenset[str] = frozenset()
) -> Coverage:
    """Every block is either taught or not taught; a heading is taught with the text under it.

    A block `in_conflict` lacks a sentence in the text, and so is not taught, whatever else of it is.
    """
    cited = _cited_spans(micro_modules)
    reached = {block_id for micro_module in micro_modules for block_id in _reached(evidence, micro_module, cited)}
    taught: list[BlockId] = []
    untaught: list[Untaught] = []
    obligations: list[BlockId] = []
    for block in evidence.document.blocks:
        if block.id in in_conflict:
            untaught.append(Untaught(block.id, NotTaught.CONFLICT))
        elif block.id in reached:
            taught.append(block.id)
        else:
            untaught.append(Untaught(block.id, _reason(block)))
        if evidence.teaches(block.id) and any(_untaught_obligations(evidence, block, cited[block.id])):
            obligations.append(block.id)
    return Coverage(tuple(taught), tuple(untaught), tuple(obligations))


def cited_blocks(evidence: Evidence, micro_module: MicroModule) -> frozenset[BlockId]:
    """The teaching blocks that the micro-module's own text covers, the headings over them included."""
    return frozenset(_reached(evidence, micro_module, _cited_spans((micro_module,))))


def _cited_spans(micro_modules: Sequence[MicroModule]) -> dict[BlockId, list[Span]]:
    """What bodies and key points cite, by block."""
    cited: dict[BlockId, list[Span]] = defaultdict(list)
    for micro_module in micro_modules:
        parts = [part.citations for part in micro_module.body] + [point.citations for point in micro_module.key_points]
        for citation in (citation for citations in parts for citation in citations):
            cited[citation.block].append(citation.span)
    return cited


def _reached(evidence: Evidence, micro_module: MicroModule, cited: dict[BlockId, list[Span]]) -> Iterator[BlockId]:
    """The micro-module's blocks that are cited, and the headings over them."""
    ids = set(micro_module.blocks)
    for block_id in micro_module.blocks:
        if block_id in cited and evidence.teaches(block_id):
            yield block_id
            yield from (heading.id for heading in evidence.headings(block_id) if heading.id in ids)
    yield from (citation.block for citation in micro_module.title_citations)


def _reason(block: Block) -> NotTaught:
    if block.role is BlockRole.BOILERPLATE:
        return NotTaught.BOILERPLATE
    if block.role is BlockRole.QUIZ:
        return NotTaught.LEFT_OUT
    if block.kind is BlockKind.CAPTION:
        return NotTaught.UNSUPPORTED
    return NotTaught.TOO_SHORT if len(block.text.split()) < _TOO_SHORT_WORDS else NotTaught.LEFT_OUT


def _untaught_obligations(evidence: Evidence, block: Block, cited: Sequence[Span]) -> Iterator[Span]:
    if block.kind in (BlockKind.HEADING, BlockKind.CODE) or not _OBLIGES.search(block.text):
        return
    spans = _lines(block) if block.kind is BlockKind.TABLE else [one.span for one in evidence.sentences(block.id)]
    for span in spans:
        text = evidence.text[span.start : span.end]
        if _OBLIGES.search(text) and not any(one.start <= span.start and span.end <= one.end for one in cited):
            yield span


def _lines(block: Block) -> list[Span]:
    spans: list[Span] = []
    start = block.span.start
    for line in block.text.split("\n"):
        kept = line.strip()
        at = start + line.find(kept)
        spans.append(Span(at, at + len(kept)))
        start += len(line) + 1
    return spans
