"""Questions out of a table: a question a row, its answer, its options, and what it rests on."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from authoring.imported_items import GivenItem, GivenOption, is_said_true, true_false_options
from authoring.types import AcceptedAnswer, ItemType, Pair
from service.errors import InvalidContent
from service.interchange.csv_table import CsvRow, columns_of, read_csv
from service.interchange.items_gift import ReadItem
from service.interchange.words import folded

MAX_ROWS = 2_000
SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "stem": ("question", "question text", "prompt", "domanda", "testo", "Frage", "pregunta"),
    "answer": ("answers", "correct", "correct answer", "key", "solution", "risposta", "risposta corretta", "Antwort"),
    "options": (
        *("option", "choices", "distractors", "wrong answers", "opzioni", "alternative", "Optionen"),
        *(f"{word} {sign}" for word in ("option", "choice", "answer", "opzione") for sign in "abcdefgh12345678"),
        *"abcdefgh",
    ),
    "type": ("question type", "kind", "tipo", "Typ"),
    "feedback": ("rationale", "explanation", "comment", "spiegazione", "motivazione", "Erklärung"),
    "source": ("quote", "citation", "reference", "fonte", "citazione", "Quelle"),
}
"""The fields that a row may have, and the names of columns that are taken for them without being told."""

_PART = re.compile(r"[;|\n]")
_TYPES = {folded(one.value): one for one in ItemType} | {
    **dict.fromkeys(("mc", "choice", "singlechoice", "sceltamultipla"), ItemType.MULTIPLE_CHOICE),
    **dict.fromkeys(("mr", "multiplechoicemultipleanswers", "rispostamultipla"), ItemType.MULTIPLE_RESPONSE),
    **dict.fromkeys(("tf", "truefalse", "verofalso"), ItemType.TRUE_FALSE),
    **dict.fromkeys(("fillin", "gap", "completamento"), ItemType.CLOZE),
    **dict.fromkeys(("short", "open", "rispostabreve"), ItemType.SHORT_ANSWER),
    **dict.fromkeys(("number", "numerical", "numerica"), ItemType.NUMERIC),
    **dict.fromkeys(("order", "sequence", "ordinamento"), ItemType.ORDERING),
    **dict.fromkeys(("match", "abbinamento"), ItemType.MATCHING),
}


def read_items_csv(given: bytes, *, mapping: Mapping[str, Collection[str]]) -> tuple[ReadItem, ...]:
    """Every row. Raises InvalidContent for what is no table, and for one without questions or answers."""
    table = read_csv(given, max_rows=MAX_ROWS)
    columns = columns_of(table.header, SYNONYMS, mapping, repeated="options")
    for field in ("stem", "answer"):
        if field not in columns:
            raise InvalidContent("mapping", f"no column is known to hold the {field}; name one of: {table.header}")
    return tuple(_row(row, columns) for row in table.rows)


def _row(row: CsvRow, columns: Mapping[str, tuple[int, ...]]) -> ReadItem:
    said = {field: [row.cells[place] for place in places] for field, places in columns.items()}
    try:
        if row.is_too_wide:
            message = "It has more cells than there are columns; is one not quoted?"
            raise ValueError(message)
        return ReadItem(row.line, _item(said))
    except ValueError as refusal:
        return ReadItem(row.line, None, str(refusal))


def _item(said: Mapping[str, Sequence[str]]) -> GivenItem:
    """Raises ValueError, saying what does not fit."""
    stem, answer = said["stem"][0], said["answer"][0]
    if not stem or not answer:
        message = "The question or its answer is empty."
        raise ValueError(message)
    options = [text for cell in said.get("options", ()) for text in _parts(cell) if text]
    kind = _kind(said.get("type", [""])[0], stem, answer, options)
    bare = GivenItem(kind, stem, feedback=said.get("feedback", [""])[0], source=said.get("source", [""])[0])
    if kind is ItemType.TRUE_FALSE:
        is_true = is_said_true(answer)
        if is_true is None:
            message = f"The answer to a statement is true or false, not {answer!r}."
            raise ValueError(message)
        return replace(bare, options=true_false_options(is_true=is_true))
    if kind is ItemType.ORDERING:
        return replace(bare, order=tuple(_parts(answer)))
    if kind is ItemType.MATCHING:
        return replace(bare, pairs=tuple(_pair(one) for one in _parts(answer)))
    if not options:
        return replace(bare, accepted_answers=tuple(map(AcceptedAnswer, _parts(answer))))
    return replace(bare, options=_options(options, answer))


def _kind(written: str, stem: str, answer: str, options: Sequence[str]) -> ItemType:
    if written:
        found = _TYPES.get(folded(written))
        if found is None:
            message = f"There is no type {written!r}; there are {', '.join(ItemType)}."
            raise ValueError(message)
        return found
    if "____" in stem:
        return ItemType.CLOZE
    if options:
        return ItemType.MULTIPLE_RESPONSE if len(_parts(answer)) > 1 else ItemType.MULTIPLE_CHOICE
    return ItemType.SHORT_ANSWER if is_said_true(answer) is None else ItemType.TRUE_FALSE


def _parts(cell: str) -> list[str]:
    """What a cell holds, parted by semicolons, bars or lines; in time that grows with its length and no faster."""
    return [part.strip() for part in _PART.split(cell)]


def _options(options: Sequence[str], answer: str) -> tuple[GivenOption, ...]:
    """The answer names options by letter, by number or by their text; else it is one more, the first."""
    keys = _parts(answer)
    by_text = {folded(text): place for place, text in enumerate(options)}
    places = [by_text.get(folded(key), _place(key, len(options))) for key in keys]
    if None not in places:
        return tuple(GivenOption(text, place in places) for place, text in enumerate(options))
    if any(place is not None for place in places):
        message = "Some of its answers are among the options, some are not."
        raise ValueError(message)
    return (*(GivenOption(key, correct=True) for key in keys), *(GivenOption(text, correct=False) for text in options))


def _place(key: str, count: int) -> int | None:
    plain = key.strip(" .)(").lower()
    place = (
        int(plain) - 1 if plain.isdecimal() and len(plain) < 3 else "abcdefgh".find(plain) if len(plain) == 1 else -1
    )
    return place if 0 <= place < count else None


def _pair(written: str) -> Pair:
    left, arrow, right = re.sub("→|=>", "->", written).partition("->")
    if not arrow:
        message = "Pairs are written left -> right, parted by semicolons."
        raise ValueError(message)
    return Pair(left.strip(), right.strip())
