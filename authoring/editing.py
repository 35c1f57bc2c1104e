"""What an author may change in a micro-module, as pure functions: its text, its items, which of them form the quiz.

An edit never trusts quotes: a citation names a block and a span, the quote is read from the document.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from authoring.reading_time import count_words, reading_seconds
from authoring.types import (
    AcceptedAnswer,
    Bloom,
    BodyKind,
    BodyPart,
    Citation,
    Document,
    Item,
    ItemType,
    KeyPoint,
    Layout,
    MicroModule,
    Objective,
    Option,
    Origin,
    Pair,
    Source,
    Span,
    Term,
)

_CHOICE_TYPES = (ItemType.MULTIPLE_CHOICE, ItemType.MULTIPLE_RESPONSE, ItemType.TRUE_FALSE)


class InvalidEdit(Exception):
    """The edit contradicts the document or the item's type; `place` says which part of the edit."""

    def __init__(self, place: str, message: str) -> None:
        self.place = place
        self.message = message
        super().__init__(f"{place}: {message}")


@dataclass(frozen=True, slots=True)
class CitedSpan:
    """A place in the document text; the block is the one that holds `span`."""

    span: Span


@dataclass(frozen=True, slots=True)
class CitedText:
    """A text of the author's with what it rests on. `kind` and `layout` belong to parts of the body."""

    text: str
    cites: tuple[CitedSpan, ...]
    kind: BodyKind = BodyKind.PARAGRAPH
    layout: Layout = Layout.TEXT


@dataclass(frozen=True, slots=True)
class EditedTerm:
    term: str
    definition: str
    cites: tuple[CitedSpan, ...]


@dataclass(frozen=True, slots=True)
class EditedObjective:
    text: str
    bloom: Bloom
    cites: tuple[CitedSpan, ...]


@dataclass(frozen=True, slots=True)
class MicroModuleEdit:
    """New parts of a micro-module; None leaves a part as it is. `quiz` are item ids in order, the rest is its bank."""

    title: str | None = None
    title_cites: tuple[CitedSpan, ...] | None = None
    objective: EditedObjective | None = None
    key_points: tuple[CitedText, ...] | None = None
    body: tuple[CitedText, ...] | None = None
    terms: tuple[EditedTerm, ...] | None = None
    quiz: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class EditedOption:
    id: str
    text: str
    correct: bool
    rationale: str
    cites: tuple[CitedSpan, ...] = ()
    source: CitedSpan | None = None


@dataclass(frozen=True, slots=True)
class ItemEdit:
    """New parts of an item; None leaves a part as it is. The type of an item stays."""

    stem: str | None = None
    rationale: str | None = None
    bloom: Bloom | None = None
    cites: tuple[CitedSpan, ...] | None = None
    options: tuple[EditedOption, ...] | None = None
    accepted_answers: tuple[AcceptedAnswer, ...] | None = None
    pairs: tuple[Pair, ...] | None = None
    order: tuple[str, ...] | None = None


def edit_micro_module(micro_module: MicroModule, edit: MicroModuleEdit, document: Document) -> MicroModule:
    """The micro-module with the edit's parts, its reading time counted anew. Raises `InvalidEdit`."""
    edited = replace(
        micro_module,
        title=edit.title or micro_module.title,
        title_citations=micro_module.title_citations
        if edit.title_cites is None
        else _cite(edit.title_cites, document, "title_citations"),
        objective=_objective(edit.objective, document) if edit.objective else micro_module.objective,
        key_points=micro_module.key_points if edit.key_points is None else _key_points(edit.key_points, document),
        body=micro_module.body if edit.body is None else _body(edit.body, document),
        terms=micro_module.terms if edit.terms is None else _terms(edit.terms, document),
    )
    if edit.body is not None:
        words = sum(count_words(part.text) for part in edited.body)
        edited = replace(edited, reading_seconds=reading_seconds(words))
    return edited if edit.quiz is None else _with_quiz(edited, edit.quiz)


def edit_item(item: Item, edit: ItemEdit, document: Document) -> Item:
    """The item with the edit's parts, marked as edited. Raises `InvalidEdit`, also when no key would be left."""
    edited = replace(
        item,
        origin=Origin.EDITED,
        stem=item.stem if edit.stem is None else edit.stem,
        rationale=item.rationale if edit.rationale is None else edit.rationale,
        bloom=edit.bloom or item.bloom,
        citations=item.citations if edit.cites is None else _cite(edit.cites, document, "citations"),
        options=item.options if edit.options is None else _options(edit.options, document),
        accepted_answers=item.accepted_answers if edit.accepted_answers is None else edit.accepted_answers,
        pairs=item.pairs if edit.pairs is None else edit.pairs,
        order=item.order if edit.order is None else edit.order,
    )
    _demand_answerable(edited)
    return edited


def put_item(micro_module: MicroModule, item: Item) -> MicroModule:
    """The micro-module with `item` in the place of the one with its id, in quiz or bank."""
    return replace(micro_module, items=_with(micro_module.items, item), bank=_with(micro_module.bank, item))


def swap_item(micro_module: MicroModule, item_id: str) -> MicroModule | None:
    """The quiz with the next item of the bank in the place of this one, which goes to the bank's end.

    None: the bank holds no other. An item of the bank itself cannot be swapped: `InvalidEdit`.
    """
    ids = [item.id for item in micro_module.items]
    if item_id not in ids:
        raise InvalidEdit(item_id, "it is in the bank, not in the quiz")
    if not micro_module.bank:
        return None
    fresh, *rest = micro_module.bank
    return replace_item(replace(micro_module, bank=tuple(rest)), item_id, fresh)


def swap_unedited_items(micro_module: MicroModule) -> MicroModule | None:
    """The quiz with fresh items of the bank for all that the engine wrote and nobody edited; None: nothing to swap.

    Best first: while the bank lasts, each at most once, so that nothing comes back that was there before.
    """
    swappable = [item.id for item in micro_module.items if item.origin is Origin.GENERATED]
    swapped = micro_module
    for item_id in swappable[: len(micro_module.bank)]:
        swapped = swap_item(swapped, item_id) or swapped
    return None if swapped == micro_module else swapped


def replace_item(micro_module: MicroModule, item_id: str, new: Item) -> MicroModule:
    """The quiz with `new` in the place of an item, which goes to the bank's end. Raises `InvalidEdit`."""
    ids = [item.id for item in micro_module.items]
    if item_id not in ids:
        raise InvalidEdit(item_id, "it is in the bank, not in the quiz")
    place = ids.index(item_id)
    items = (*micro_module.items[:place], new, *micro_module.items[place + 1 :])
    return replace(micro_module, items=items, bank=(*micro_module.bank, micro_module.items[place]))


def find_item(micro_module: MicroModule, item_id: str) -> Item | None:
    """The item of quiz or bank; None: it has no such item."""
    return next((item for item in (*micro_module.items, *micro_module.bank) if item.id == item_id), None)


def _with(items: tuple[Item, ...], new: Item) -> tuple[Item, ...]:
    return tuple(new if item.id == new.id else item for item in items)


def _with_quiz(micro_module: MicroModule, quiz: Sequence[str]) -> MicroModule:
    known = {item.id: item for item in (*micro_module.items, *micro_module.bank)}
    if len(set(quiz)) != len(quiz) or not set(quiz) <= set(known):
        raise InvalidEdit("quiz", "name items of this micro-module, each once")
    bank = tuple(item for item_id, item in known.items() if item_id not in quiz)
    return replace(micro_module, items=tuple(known[item_id] for item_id in quiz), bank=bank)


def _objective(edited: EditedObjective, document: Document) -> Objective:
    return Objective(edited.text, edited.bloom, _cite(edited.cites, document, "objective"))


def _key_points(texts: Iterable[CitedText], document: Document) -> tuple[KeyPoint, ...]:
    return tuple(KeyPoint(one.text, _cite(one.cites, document, f"key_points/{n}")) for n, one in enumerate(texts))


def _body(texts: Iterable[CitedText], document: Document) -> tuple[BodyPart, ...]:
    return tuple(
        BodyPart(one.text, one.kind, _cite(one.cites, document, f"body/{n}"), one.layout) for n, one in enumerate(texts)
    )


def _terms(terms: Iterable[EditedTerm], document: Document) -> tuple[Term, ...]:
    return tuple(
        Term(one.term, one.definition, _cite(one.cites, document, f"terms/{n}")) for n, one in enumerate(terms)
    )


def _options(options: Sequence[EditedOption], document: Document) -> tuple[Option, ...]:
    if len({option.id for option in options}) != len(options):
        raise InvalidEdit("options", "every option needs an id of its own")
    return tuple(_option(option, document, f"options/{n}") for n, option in enumerate(options))


def _option(option: EditedOption, document: Document, place: str) -> Option:
    sources = _cite((option.source,), document, f"{place}/source") if option.source else ()
    return Option(
        id=option.id,
        text=option.text,
        correct=option.correct,
        rationale=option.rationale,
        citations=_cite(option.cites, document, f"{place}/citations"),
        source=Source(sources[0].block, sources[0].span) if sources else None,
    )


def _cite(cites: Iterable[CitedSpan], document: Document, place: str) -> tuple[Citation, ...]:
    text = document.text
    return tuple(_citation(cited.span, document, text, place) for cited in cites)


def _citation(span: Span, document: Document, text: str, place: str) -> Citation:
    for block in document.blocks:
        if block.span.start <= span.start < span.end <= block.span.end:
            quote = text[span.start : span.end]
            return Citation(block.id, span, quote, page=block.page, time_seconds=block.time_seconds)
    raise InvalidEdit(place, f"no block of the document holds the span {span.start}-{span.end}")


def _demand_answerable(item: Item) -> None:
    keys = sum(option.correct for option in item.options)
    if item.type in _CHOICE_TYPES and len(item.options) < 2:
        raise InvalidEdit("options", "there must be at least two")
    if item.options and item.type is ItemType.MULTIPLE_RESPONSE and keys == 0:
        raise InvalidEdit("options", "at least one must be correct")
    if item.options and item.type is not ItemType.MULTIPLE_RESPONSE and keys != 1:
        raise InvalidEdit("options", "exactly one must be correct")
    if item.type is ItemType.MATCHING and len(item.pairs) < 2:
        raise InvalidEdit("pairs", "there must be at least two")
    if item.type is ItemType.ORDERING and len(item.order) < 2:
        raise InvalidEdit("order", "there must be at least two steps")
    if item.type in (ItemType.NUMERIC, ItemType.CLOZE) and not item.options and not item.accepted_answers:
        raise InvalidEdit("accepted_answers", "there must be at least one")
