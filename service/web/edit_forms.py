"""From the fields of an edit form to an edit: rows in order, each with the places it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from starlette.datastructures import FormData

from authoring.editing import (
    CitedSpan,
    CitedText,
    EditedObjective,
    EditedOption,
    EditedTerm,
    ItemEdit,
    MicroModuleEdit,
)
from authoring.types import AcceptedAnswer, Bloom, BodyKind, Item, Layout, Pair, Span
from service.errors import InvalidContent

Row = TypeVar("Row")
_LONGEST_TEXT = 5000
_MOST_ROWS = 200


def read_text_edit(form: FormData) -> MicroModuleEdit:
    """The whole text of a micro-module; a row that was emptied is gone. Raises InvalidContent."""
    title, objective = _text(form, "title"), _text(form, "objective")
    if not title or not objective:
        raise InvalidContent("title" if not title else "objective", "it cannot be empty")
    return MicroModuleEdit(
        title=title,
        objective=EditedObjective(objective, _bloom(form), _cites(_text(form, "objective_spans"))),
        key_points=tuple(CitedText(text, cites) for text, cites in _moved(form, "point", list(_rows(form, "point")))),
        body=tuple(_body(form)),
        terms=tuple(_terms(form)),
    )


def read_item_edit(form: FormData, item: Item) -> ItemEdit:
    """The parts that an item of its type has. Raises InvalidContent."""
    stem = _text(form, "stem")
    if not stem:
        raise InvalidContent("stem", "it cannot be empty")
    return ItemEdit(
        stem=stem,
        rationale=_text(form, "rationale"),
        bloom=_bloom(form),
        options=_options(form) if item.options else None,
        accepted_answers=_accepted(form) if item.accepted_answers else None,
        pairs=_pairs(form) if item.pairs else None,
        order=tuple(text for text in _texts(form, "step") if text) if item.order else None,
    )


def write_spans(spans: Sequence[Span]) -> str:
    """As a form carries them."""
    return " ".join(f"{start}-{end}" for start, end in spans)


def _body(form: FormData) -> Iterator[CitedText]:
    kinds, layouts = _texts(form, "part_kind"), _texts(form, "part_layout")
    rows = list(zip(_rows(form, "part", keep_empty=True), kinds, layouts, strict=False))
    for (text, cites), kind, layout in _moved(form, "part", rows):
        if text:
            try:
                yield CitedText(text, cites, BodyKind(kind), Layout(layout))
            except ValueError:
                raise InvalidContent("part_kind", "it is no kind of text") from None


def _terms(form: FormData) -> Iterator[EditedTerm]:
    definitions, spans = _texts(form, "definition"), _texts(form, "term_spans")
    for term, definition, cited in zip(_texts(form, "term"), definitions, spans, strict=False):
        if term and definition:
            yield EditedTerm(term, definition, _cites(cited))


def _options(form: FormData) -> tuple[EditedOption, ...]:
    ids, texts, rationales = (_texts(form, name) for name in ("option_id", "option_text", "option_rationale"))
    cites, sources = _texts(form, "option_spans"), _texts(form, "option_source")
    correct = set(_texts(form, "correct"))
    rows = zip(ids, texts, rationales, cites, sources, strict=False)
    return tuple(
        EditedOption(
            id=own_id,
            text=text,
            correct=own_id in correct,
            rationale=rationale,
            cites=_cites(cited),
            source=next(iter(_cites(source)), None),
        )
        for own_id, text, rationale, cited, source in rows
        if text
    )


def _accepted(form: FormData) -> tuple[AcceptedAnswer, ...]:
    rows = zip(_texts(form, "accepted"), _texts(form, "unit"), _texts(form, "tolerance"), strict=False)
    try:
        return tuple(
            AcceptedAnswer(value, unit or None, float(tolerance) if tolerance else None)
            for value, unit, tolerance in rows
            if value
        )
    except ValueError:
        raise InvalidContent("tolerance", "it must be a number") from None


def _pairs(form: FormData) -> tuple[Pair, ...]:
    rows = zip(_texts(form, "left"), _texts(form, "right"), strict=False)
    return tuple(Pair(left, right) for left, right in rows if left and right)


def _rows(form: FormData, name: str, *, keep_empty: bool = False) -> Iterator[tuple[str, tuple[CitedSpan, ...]]]:
    for text, spans in zip(_texts(form, name), _texts(form, f"{name}_spans"), strict=False):
        if text or keep_empty:
            yield text, _cites(spans)


def _moved(form: FormData, name: str, rows: list[Row]) -> list[Row]:
    """The rows after the button "up" or "down" of one of them."""
    for direction, step in (("up", -1), ("down", 1)):
        which, _, number = _text(form, direction).partition(":")
        if which == name and number.isdecimal():
            place = int(number)
            other = place + step
            if 0 <= place < len(rows) and 0 <= other < len(rows):
                rows[place], rows[other] = rows[other], rows[place]
    return rows


def _cites(text: str) -> tuple[CitedSpan, ...]:
    spans = []
    for word in text.split():
        start, _, end = word.partition("-")
        if not (start.isdecimal() and end.isdecimal() and len(word) <= 20):
            raise InvalidContent("spans", "a place is written START-END")
        spans.append(CitedSpan(Span(int(start), int(end))))
    return tuple(spans)


def _bloom(form: FormData) -> Bloom:
    try:
        return Bloom(_text(form, "bloom"))
    except ValueError:
        raise InvalidContent("bloom", "it is no level") from None


def _text(form: FormData, name: str) -> str:
    return next(iter(_texts(form, name)), "")


def _texts(form: FormData, name: str) -> list[str]:
    """The field's values, trimmed, with line breaks as we write them. Raises InvalidContent for too much of it."""
    values = [value for value in form.getlist(name) if isinstance(value, str)]
    if len(values) > _MOST_ROWS or any(len(value) > _LONGEST_TEXT or "\0" in value for value in values):
        raise InvalidContent(name, f"use {_MOST_ROWS} rows of {_LONGEST_TEXT} characters at most")
    return [_trimmed(value.replace("\r\n", "\n")) for value in values]


def _trimmed(text: str) -> str:
    """Without space around it; lines of code and tables keep theirs."""
    return text.strip("\n").rstrip() if "\n" in text.strip() else text.strip()
