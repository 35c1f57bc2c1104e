"""The source beside a micro-module: its blocks, cut where something cites them, each piece knowing by what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from authoring.types import Block, BlockId, Citation, Document, MicroModule, Span

Cites = Mapping[str, tuple[Span, ...]]
"""By the id that a part has on the page ("title", "k1", "p2", "t1", an item's id, an option's): what it cites."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Text that the same parts cite, in the order of the page; `cited_by` empty: nothing does."""

    start: int
    text: str
    cited_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SourceBlock:
    """A block in pieces; `is_own`: it belongs to the micro-module, else it is only cited."""

    block: Block
    pieces: tuple[Piece, ...]
    is_own: bool


@dataclass(frozen=True, slots=True)
class Pointer:
    """Where a part's first citation stands: the piece's place, and the page to say."""

    start: int
    page: int | None
    count: int


def cites_of(micro_module: MicroModule) -> dict[str, tuple[Span, ...]]:
    """What each part of the page cites."""
    parts: dict[str, tuple[Span, ...]] = {
        "title": _spans(micro_module.title_citations),
        "objective": _spans(micro_module.objective.citations),
    }
    parts |= {f"k{number}": _spans(point.citations) for number, point in enumerate(micro_module.key_points, start=1)}
    parts |= {f"p{number}": _spans(part.citations) for number, part in enumerate(micro_module.body, start=1)}
    parts |= {f"t{number}": _spans(term.citations) for number, term in enumerate(micro_module.terms, start=1)}
    for item in (*micro_module.items, *micro_module.bank):
        parts[item.id] = _spans(item.citations)
        for option in item.options:
            source = (option.source.span,) if option.source else ()
            parts[f"{item.id}-{option.id}"] = (*source, *_spans(option.citations))
    return parts


def lay_out(document: Document, micro_module: MicroModule, shown: Iterable[str]) -> list[SourceBlock]:
    """The micro-module's blocks, then further ones that its `shown` parts cite, each in the document's order."""
    wanted = set(shown)
    cites = {part: spans for part, spans in cites_of(micro_module).items() if part in wanted}
    own = set(micro_module.blocks)
    laid_out = [
        SourceBlock(block, tuple(_pieces(block, cites)), block.id in own)
        for block in document.blocks
        if block.id in own or any(_meets(block.span, span) for spans in cites.values() for span in spans)
    ]
    return sorted(laid_out, key=lambda one: not one.is_own)


def pointers(document: Document, cites: Cites) -> dict[str, Pointer]:
    """Where each part that cites something points to."""
    pages = {block.id: block.page for block in document.blocks}
    starts = [(block.span, block.id) for block in document.blocks]
    return {
        part: Pointer(spans[0].start, pages[_block_at(spans[0], starts)], len(spans))
        for part, spans in cites.items()
        if spans
    }


def _pieces(block: Block, cites: Cites) -> Iterator[Piece]:
    inside = {part: [span for span in spans if _meets(block.span, span)] for part, spans in cites.items()}
    edges = {block.span.start, block.span.end}
    for spans in inside.values():
        edges |= {edge for span in spans for edge in span if block.span.start <= edge <= block.span.end}
    ordered = sorted(edges)
    for start, end in pairwise(ordered):
        text = block.text[start - block.span.start : end - block.span.start]
        by = [part for part, spans in inside.items() if any(one.start <= start and end <= one.end for one in spans)]
        yield Piece(start, text, tuple(by) if text.strip() else ())


def _block_at(span: Span, starts: list[tuple[Span, BlockId]]) -> BlockId:
    return next(block_id for block_span, block_id in starts if block_span.start <= span.start < block_span.end)


def _meets(block: Span, span: Span) -> bool:
    return span.start < block.end and block.start < span.end


def _spans(citations: Iterable[Citation]) -> tuple[Span, ...]:
    return tuple(citation.span for citation in citations)
