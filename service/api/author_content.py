"""Micro-modules and items as authors read and write them, keys included. Learners' answers stand in learner_content."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from authoring.editing import (
    CitedSpan,
    CitedText,
    EditedObjective,
    EditedOption,
    EditedTerm,
    ItemEdit,
    MicroModuleEdit,
)
from authoring.types import AcceptedAnswer, Bloom, BodyKind, ItemType, Layout, Origin, Pair, Severity, Span
from service.api.conventions import Amount, Flag, Id, RequestBody, Whole

Place = tuple[Whole, Whole]
"""Characters of the document text, the end not included."""


class Citation(BaseModel):
    """`quote` equals the document text at `span`."""

    block: str
    span: Place
    page: int | None
    quote: str
    time_seconds: float | None = None


class Finding(BaseModel):
    check: str
    severity: Severity
    where: str
    message: str


class Objective(BaseModel):
    text: str
    bloom: Bloom
    citations: list[Citation]


class KeyPoint(BaseModel):
    text: str
    citations: list[Citation]


class BodyPart(BaseModel):
    text: str
    kind: BodyKind
    layout: Layout = Layout.TEXT
    citations: list[Citation]


class Term(BaseModel):
    term: str
    definition: str
    citations: list[Citation]


class Source(BaseModel):
    block: str
    span: Place


class Option(BaseModel):
    id: str
    text: str
    correct: bool
    rationale: str
    citations: list[Citation]
    source: Source | None


class Accepted(BaseModel):
    value: str
    unit: str | None = None
    tolerance: float | None = None


class PairContent(BaseModel):
    left: str
    right: str


class Item(BaseModel):
    """One question with all its parts. `model` null: no language model wrote it."""

    id: str
    type: ItemType
    stem: str
    options: list[Option]
    accepted_answers: list[Accepted]
    pairs: list[PairContent]
    order: list[str]
    bloom: Bloom
    rationale: str
    pattern: str
    origin: Origin
    difficulty: float
    rank: int
    citations: list[Citation]
    findings: list[Finding]
    model: str | None = None


class MicroModuleContent(BaseModel):
    """What one digest, and so one approval, binds. `engine` null: its text is of the engine that made the draft."""

    id: str
    title: str
    title_citations: list[Citation]
    section_path: list[str]
    blocks: list[str]
    pages: list[int]
    reading_seconds: int
    objective: Objective
    key_points: list[KeyPoint]
    body: list[BodyPart]
    terms: list[Term]
    items: list[Item]
    bank: list[Item]
    findings: list[Finding]
    engine: str | None = None


class NewCitation(RequestBody):
    """A citation as it was read may be sent back whole; only `span` counts, the quote is read from the document."""

    span: Place
    block: str | None = None
    page: Whole | None = None
    quote: str | None = None
    time_seconds: Amount | None = None

    def cited(self) -> CitedSpan:
        """The place alone."""
        return CitedSpan(Span(*self.span))


class NewText(RequestBody):
    text: str = Field(min_length=1, max_length=5000)
    citations: list[NewCitation] = Field(max_length=50)

    def cited(self) -> CitedText:
        """As the library takes it."""
        return CitedText(self.text, _cites(self.citations))


class NewBodyPart(NewText):
    kind: BodyKind = BodyKind.PARAGRAPH
    layout: Layout = Layout.TEXT

    def cited(self) -> CitedText:
        """As the library takes it."""
        return CitedText(self.text, _cites(self.citations), self.kind, self.layout)


class NewObjective(RequestBody):
    text: str = Field(min_length=1, max_length=500)
    bloom: Bloom
    citations: list[NewCitation] = Field(max_length=50)

    def edited(self) -> EditedObjective:
        """As the library takes it."""
        return EditedObjective(self.text, self.bloom, _cites(self.citations))


class NewTerm(RequestBody):
    term: str = Field(min_length=1, max_length=200)
    definition: str = Field(min_length=1, max_length=2000)
    citations: list[NewCitation] = Field(max_length=50)


class MicroModuleChange(RequestBody):
    """Parts to replace; what is left out stays. `quiz` are item ids in order, the other items form the bank."""

    title: str | None = Field(None, min_length=1, max_length=200)
    title_citations: list[NewCitation] | None = Field(None, max_length=50)
    objective: NewObjective | None = None
    key_points: list[NewText] | None = Field(None, max_length=20)
    body: list[NewBodyPart] | None = Field(None, max_length=200)
    terms: list[NewTerm] | None = Field(None, max_length=50)
    quiz: list[Id] | None = Field(None, max_length=20)

    def as_edit(self) -> MicroModuleEdit:
        """As the library takes it."""
        return MicroModuleEdit(
            title=self.title,
            title_cites=None if self.title_citations is None else _cites(self.title_citations),
            objective=None if self.objective is None else self.objective.edited(),
            key_points=None if self.key_points is None else tuple(point.cited() for point in self.key_points),
            body=None if self.body is None else tuple(part.cited() for part in self.body),
            terms=None
            if self.terms is None
            else tuple(EditedTerm(term.term, term.definition, _cites(term.citations)) for term in self.terms),
            quiz=None if self.quiz is None else tuple(self.quiz),
        )


class NewSource(RequestBody):
    """Where an option's words were lifted from; only `span` counts."""

    span: Place
    block: str | None = None


class NewOption(RequestBody):
    """`id` left out: a new option."""

    id: str | None = Field(None, min_length=1, max_length=40)
    text: str = Field(min_length=1, max_length=1000)
    correct: Flag
    rationale: str = Field("", max_length=2000)
    citations: list[NewCitation] = Field([], max_length=50)
    source: NewSource | None = None


class NewAccepted(RequestBody):
    value: str = Field(min_length=1, max_length=200)
    unit: str | None = Field(None, max_length=40)
    tolerance: Amount | None = Field(None, ge=0, allow_inf_nan=False)


class NewPair(RequestBody):
    left: str = Field(min_length=1, max_length=500)
    right: str = Field(min_length=1, max_length=500)


class ItemChange(RequestBody):
    """Parts to replace; what is left out stays. The type of an item stays as well."""

    stem: str | None = Field(None, min_length=1, max_length=1000)
    rationale: str | None = Field(None, max_length=2000)
    bloom: Bloom | None = None
    citations: list[NewCitation] | None = Field(None, max_length=50)
    options: list[NewOption] | None = Field(None, max_length=20)
    accepted_answers: list[NewAccepted] | None = Field(None, max_length=50)
    pairs: list[NewPair] | None = Field(None, max_length=20)
    order: list[Annotated[str, Field(max_length=1000)]] | None = Field(None, max_length=20)

    def as_edit(self) -> ItemEdit:
        """As the library takes it."""
        answers, pairs = self.accepted_answers, self.pairs
        return ItemEdit(
            stem=self.stem,
            rationale=self.rationale,
            bloom=self.bloom,
            cites=None if self.citations is None else _cites(self.citations),
            options=None if self.options is None else _options(self.options),
            accepted_answers=None
            if answers is None
            else tuple(AcceptedAnswer(answer.value, answer.unit, answer.tolerance) for answer in answers),
            pairs=None if pairs is None else tuple(Pair(pair.left, pair.right) for pair in pairs),
            order=None if self.order is None else tuple(self.order),
        )


def _cites(citations: list[NewCitation]) -> tuple[CitedSpan, ...]:
    return tuple(citation.cited() for citation in citations)


def _options(options: list[NewOption]) -> tuple[EditedOption, ...]:
    taken = {option.id for option in options}
    fresh = (letter for letter in "abcdefghijklmnopqrstuvwxyz" if letter not in taken)
    return tuple(
        EditedOption(
            id=option.id or next(fresh),
            text=option.text,
            correct=option.correct,
            rationale=option.rationale,
            cites=_cites(option.citations),
            source=CitedSpan(Span(*option.source.span)) if option.source else None,
        )
        for option in options
    )
