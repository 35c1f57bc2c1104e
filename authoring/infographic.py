"""What of a micro-module goes on one picture: its limits in figures, its other key points, its steps, its terms."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import groupby

from authoring.learner_micro_module import LearnerMicroModule
from authoring.linguistics import Quantity, limiter_before, quantities, sentence_spans
from authoring.types import BlockId, BodyKind, BodyPart, KeyPoint

MOST_STEPS = 8
MOST_TERMS = 3
_LONGEST_STEP = 170  # characters, about four lines of the picture; a longer step is told by its first sentences
_CONDITION = re.compile(r"\b(?:more|less|fewer) than$|\bunder$|\bper$", re.IGNORECASE)
_NOT_BEYOND = re.compile(r"\bexceed(?:ing)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Figure:
    """A limit that a key point sets: `limit` "within", `number` "30", `unit` "working days"; `text` is the key point.

    `limit` is as written; empty: the number may not be exceeded.
    """

    limit: str
    number: str
    unit: str
    text: str


@dataclass(frozen=True, slots=True)
class PicturedTerm:
    term: str
    definition: str


@dataclass(frozen=True, slots=True)
class Infographic:
    """Every text in one line, without markup. `more_steps` counts those that find no room."""

    title: str
    objective: str
    section_path: tuple[str, ...]
    pages: tuple[int, ...]
    reading_seconds: int
    figures: tuple[Figure, ...]
    key_points: tuple[str, ...]
    steps: tuple[str, ...]
    more_steps: int
    terms: tuple[PicturedTerm, ...]


def outline_infographic(
    shown: LearnerMicroModule, *, ordered: Collection[BlockId], language: str | None
) -> Infographic:
    """`ordered` are the blocks of numbered lists: their parts are steps, and no key point that repeats one is shown."""
    steps = _steps(shown.body, ordered)
    told = {citation.block for part in steps for citation in part.citations}
    points = [point for point in shown.key_points if not _is_among(point, told)]
    figures = {point: figure for point in points if (figure := _figure(_line(point.text), language)) is not None}
    return Infographic(
        title=_line(shown.title),
        objective=_line(shown.objective),
        section_path=tuple(map(_line, shown.section_path)),
        pages=shown.pages,
        reading_seconds=shown.reading_seconds,
        figures=tuple(figures.values()),
        key_points=tuple(_line(point.text) for point in points if point not in figures),
        steps=tuple(_first_sentences(_line(part.text), language) for part in steps[:MOST_STEPS]),
        more_steps=max(0, len(steps) - MOST_STEPS),
        terms=tuple(PicturedTerm(_line(one.term), _line(one.definition)) for one in shown.terms[:MOST_TERMS]),
    )


def _steps(body: tuple[BodyPart, ...], ordered: Collection[BlockId]) -> list[BodyPart]:
    """The longest numbered list of the body; one item alone is no list, and questions are no steps."""

    def is_step(part: BodyPart) -> bool:
        return part.kind is BodyKind.LIST_ITEM and any(citation.block in ordered for citation in part.citations)

    lists = [list(parts) for found, parts in groupby(body, is_step) if found]
    longest = max(lists, key=len, default=[])
    return longest if len(longest) > 1 and not any(part.text.rstrip().endswith("?") for part in longest) else []


def _is_among(point: KeyPoint, blocks: Collection[BlockId]) -> bool:
    return bool(point.citations) and all(citation.block in blocks for citation in point.citations)


def _figure(text: str, language: str | None) -> Figure | None:
    """The first limit of the text: a number that counts something known, with the words that bound it."""
    return next(_figures(text, language), None)


def _figures(text: str, language: str | None) -> Iterator[Figure]:
    for quantity in quantities(text, language):
        limiter = limiter_before(text, quantity.span.start)
        if limiter is None or quantity.unit_class is None or quantity.unit is None:
            continue
        limit = text[limiter[1].start : limiter[1].end].strip()
        if not _CONDITION.search(limit):
            yield Figure("" if _NOT_BEYOND.search(limit) else limit, *_number_and_unit(text, quantity), text)


def _number_and_unit(text: str, quantity: Quantity) -> tuple[str, str]:
    """In digits, and as written: "six weeks" gives "6" and "weeks"."""
    number = text[quantity.number_span.start : quantity.number_span.end]
    digits = number if number[:1].isdigit() else f"{quantity.value:g}"
    return digits, quantity.text.replace(number, "", 1).strip()


def _first_sentences(text: str, language: str | None) -> str:
    if len(text) <= _LONGEST_STEP:
        return text
    spans = sentence_spans(text, language)
    ends = [span.end for span in spans if span.end <= _LONGEST_STEP] or [span.end for span in spans[:1]]
    return text[: ends[-1]].strip() if ends else text


def _line(text: str) -> str:
    return " ".join(text.split())
