"""Two micro-modules made one, and one made two: every part goes with the text that it cites, citations as they are."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from authoring.checks.conflicts import Held, HeldBack
from authoring.editing import InvalidEdit
from authoring.linguistics import sentence_spans
from authoring.reading_time import count_words, reading_seconds
from authoring.types import (
    BlockId,
    BodyKind,
    BodyPart,
    Citation,
    Document,
    Finding,
    Item,
    KeyPoint,
    Layout,
    MicroModule,
    Severity,
    Span,
    Term,
)

FEWEST_ITEMS = 2  # the engine says so of its own quizzes below that
_Part = TypeVar("_Part", Item, BodyPart, KeyPoint, Term)


@dataclass(frozen=True, slots=True)
class Shaped:
    """A micro-module with what conflicts keep out of it."""

    micro_module: MicroModule
    held_back: HeldBack


@dataclass(frozen=True, slots=True)
class SplitPlace:
    """Before the character `offset` of the body part `part`, both from 0; `text` is the sentence that begins there."""

    part: int
    offset: int
    text: str


def split_places(micro_module: MicroModule, language: str | None) -> tuple[SplitPlace, ...]:
    """Every sentence of the body but the first; inside a part only where its text is what it cites, word for word."""
    places = []
    for number, part in enumerate(micro_module.body):
        spans = sentence_spans(part.text, language) if _is_verbatim(part) else (Span(0, len(part.text)),)
        places += [SplitPlace(number, span.start, part.text[span.start : span.end]) for span in spans]
    return tuple(places[1:])


def merge(first: Shaped, second: Shaped, document: Document, *, new_item_id: Callable[[], str]) -> Shaped:
    """The first with all of the second behind it, under the first's title and objective.

    The second's items come as copies under new ids: where it was asked, its own ids stay.
    """
    one, other = first.micro_module, second.micro_module
    merged = replace(
        one,
        blocks=_in_order({*one.blocks, *other.blocks}, document),
        pages=tuple(sorted({*one.pages, *other.pages})),
        key_points=_distinct((*one.key_points, *other.key_points), lambda point: point.text),
        body=(*one.body, *_headed(other)),
        terms=_distinct((*one.terms, *other.terms), lambda term: term.term.casefold()),
        items=(*one.items, *_copies(other.items, new_item_id)),
        bank=(*one.bank, *_copies(other.bank, new_item_id)),
    )
    held, added = first.held_back, second.held_back
    both = HeldBack(
        body=(*held.body, *_behind(added.body, len(merged.body) - len(other.body) + len(held.body))),
        key_points=(*held.key_points, *_behind(added.key_points, len(one.key_points) + len(held.key_points))),
        terms=(*held.terms, *_behind(added.terms, len(one.terms) + len(held.terms))),
        items=(*held.items, *_behind(added.items, len(one.items) + len(held.items))),
        bank=(*held.bank, *_behind(added.bank, len(one.bank) + len(held.bank))),
    )
    return Shaped(_finished(merged), both)


def split(
    whole: Shaped, place: SplitPlace, document: Document, *, second_id: str, new_item_id: Callable[[], str]
) -> tuple[Shaped, Shaped]:
    """What stands before the place, and what stands from there on; the second's items get new ids.

    Both keep the objective; the second is titled by the heading it begins with, else as the first. Raises InvalidEdit.
    """
    before, after = _cut(whole.micro_module.body, place)
    if not before or not after:
        raise InvalidEdit("at", "both parts need something to read")
    sides = _Sides(_spans(before), _spans(after))
    micro_module = whole.micro_module
    first, second = (
        _half(micro_module, body, sides, document, is_second=is_second)
        for body, is_second in ((before, False), (after, True))
    )
    heading = after[0] if after[0].kind is BodyKind.HEADING else None
    second = replace(
        second,
        id=second_id,
        title=micro_module.title if heading is None else heading.text,
        title_citations=micro_module.title_citations if heading is None else heading.citations,
        items=_copies(second.items, new_item_id),
        bank=_copies(second.bank, new_item_id),
    )
    held_first, held_second = (_held(whole.held_back, sides, is_second=is_second) for is_second in (False, True))
    return Shaped(_finished(first), held_first), Shaped(_finished(second), held_second)


@dataclass(frozen=True, slots=True)
class _Sides:
    """What the bodies of the two halves cite."""

    first: Sequence[Span]
    second: Sequence[Span]

    def is_second(self, citations: Iterable[Citation]) -> bool:
        """Where most of what is cited stands; what neither half cites goes by its place in the document."""
        spans = [citation.span for citation in citations]
        in_first, in_second = _shared(spans, self.first), _shared(spans, self.second)
        if in_first != in_second or not spans or not self.second:
            return in_second > in_first
        return spans[0].start >= min(span.start for span in self.second)


def _half(
    micro_module: MicroModule, body: tuple[BodyPart, ...], sides: _Sides, document: Document, *, is_second: bool
) -> MicroModule:
    cited = {citation.block for part in body for citation in part.citations}
    others = set(micro_module.blocks) - cited
    at = {block.id: Citation(block.id, block.span, block.text) for block in document.blocks}
    own = {
        block
        for block in others
        if block in at
        and not _shared([at[block].span], (*sides.first, *sides.second))
        and sides.is_second([at[block]]) is is_second
    }
    blocks = _in_order((cited & set(micro_module.blocks)) | own, document)
    pages = {block.page for block in document.blocks if block.id in blocks and block.page is not None}
    return replace(
        micro_module,
        body=body,
        blocks=blocks,
        pages=tuple(sorted(pages)),
        key_points=tuple(one for one in micro_module.key_points if sides.is_second(one.citations) is is_second),
        terms=tuple(one for one in micro_module.terms if sides.is_second(one.citations) is is_second),
        items=tuple(one for one in micro_module.items if sides.is_second(_cited(one)) is is_second),
        bank=tuple(one for one in micro_module.bank if sides.is_second(_cited(one)) is is_second),
    )


def _held(held: HeldBack, sides: _Sides, *, is_second: bool) -> HeldBack:
    def own(parts: Sequence[Held[_Part]], cites: Callable[[_Part], Iterable[Citation]]) -> tuple[Held[_Part], ...]:
        kept = [one for one in parts if sides.is_second(cites(one.part)) is is_second]
        start = kept[0].index if kept and is_second else 0  # of those before the cut nothing is left to count
        return tuple(replace(one, index=one.index - start) for one in kept)

    return HeldBack(
        own(held.body, lambda part: part.citations),
        own(held.key_points, lambda part: part.citations),
        own(held.terms, lambda part: part.citations),
        own(held.items, _cited),
        own(held.bank, _cited),
    )


def _cut(body: tuple[BodyPart, ...], place: SplitPlace) -> tuple[tuple[BodyPart, ...], tuple[BodyPart, ...]]:
    if place.offset == 0:
        return body[: place.part], body[place.part :]
    part = body[place.part]
    left, right, position = [], [], 0
    for citation in part.citations:
        before = place.offset - position
        if before >= len(citation.quote):
            left.append(citation)
        elif before <= 0:
            right.append(citation)
        else:
            left.append(_quoting(citation, 0, len(citation.quote[:before].rstrip())))
            right.append(_quoting(citation, before, len(citation.quote)))
        position += len(citation.quote) + 1
    halves = (part.text[: place.offset].rstrip(), tuple(left)), (part.text[place.offset :], tuple(right))
    first, second = (replace(part, text=text, citations=citations) for text, citations in halves)
    return (*body[: place.part], first), (second, *body[place.part + 1 :])


def _quoting(citation: Citation, start: int, end: int) -> Citation:
    span = Span(citation.span.start + start, citation.span.start + end)
    return replace(citation, span=span, quote=citation.quote[start:end])


def _is_verbatim(part: BodyPart) -> bool:
    return part.layout is Layout.TEXT and part.text == " ".join(citation.quote for citation in part.citations)


def _headed(micro_module: MicroModule) -> tuple[BodyPart, ...]:
    """The body under its title, where that is a heading of the document and does not stand there anyway."""
    quotes = " ".join(citation.quote for citation in micro_module.title_citations)
    if quotes != micro_module.title or (micro_module.body and micro_module.body[0].kind is BodyKind.HEADING):
        return micro_module.body
    return (BodyPart(micro_module.title, BodyKind.HEADING, micro_module.title_citations), *micro_module.body)


def _finished(micro_module: MicroModule) -> MicroModule:
    """With its reading time; findings are for a recheck to make anew."""
    seconds = reading_seconds(sum(count_words(part.text) for part in micro_module.body))
    count = len(micro_module.items)
    message = f"The quiz has {count} of at least {FEWEST_ITEMS} questions: look through the bank or add your own."
    few = (Finding("few_items", Severity.ADVICE, micro_module.id, message),) if count < FEWEST_ITEMS else ()
    return replace(micro_module, reading_seconds=seconds, findings=few)


def _copies(items: Iterable[Item], new_item_id: Callable[[], str]) -> tuple[Item, ...]:
    return tuple(replace(item, id=new_item_id()) for item in items)


def _behind(held: Iterable[Held[_Part]], count: int) -> tuple[Held[_Part], ...]:
    return tuple(replace(one, index=one.index + count) for one in held)


def _distinct(parts: Iterable[_Part], key: Callable[[_Part], str]) -> tuple[_Part, ...]:
    first: dict[str, _Part] = {}
    for part in parts:
        first.setdefault(key(part), part)
    return tuple(first.values())


def _in_order(blocks: Collection[BlockId], document: Document) -> tuple[BlockId, ...]:
    return tuple(block.id for block in document.blocks if block.id in blocks)


def _cited(item: Item) -> tuple[Citation, ...]:
    """What makes the item's key true."""
    return (*item.citations, *(one for option in item.options if option.correct for one in option.citations))


def _spans(body: Iterable[BodyPart]) -> list[Span]:
    return [citation.span for part in body for citation in part.citations]


def _shared(spans: Iterable[Span], others: Sequence[Span]) -> int:
    """How many characters both cover."""
    return sum(max(0, min(one.end, other.end) - max(one.start, other.start)) for one in spans for other in set(others))
