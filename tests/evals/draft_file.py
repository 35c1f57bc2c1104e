"""draft.json as the measures read it: strict where a figure depends on it, blind to the rest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    """Every part is frozen and may carry more than the contract names."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Citation(Part):
    block: str
    span: tuple[int, int]
    quote: str
    page: int | None = None


class Block(Part):
    id: str
    kind: str
    text: str
    span: tuple[int, int]
    level: int | None = None
    page: int | None = None
    role: str = "body"
    label: str | None = None
    marked_correct: bool | None = None


class Source(Part):
    block: str
    span: tuple[int, int]


class Option(Part):
    id: str
    text: str
    correct: bool
    rationale: str
    citations: tuple[Citation, ...] = ()
    source: Source | None = None


class AcceptedAnswer(Part):
    value: str
    unit: str | None = None
    tolerance: float | None = None


class Pair(Part):
    left: str
    right: str


class Finding(Part):
    check: str
    severity: str
    where: str
    message: str


class Item(Part):
    id: str
    type: str
    stem: str
    options: tuple[Option, ...] = ()
    accepted_answers: tuple[AcceptedAnswer, ...] = ()
    pairs: tuple[Pair, ...] = ()
    order: tuple[str, ...] = ()
    bloom: str = "remember"
    rationale: str = ""
    pattern: str = ""
    origin: str = "generated"
    rank: int = 0
    citations: tuple[Citation, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def keys(self) -> tuple[Option, ...]:
        return tuple(option for option in self.options if option.correct)

    @property
    def distractors(self) -> tuple[Option, ...]:
        return tuple(option for option in self.options if not option.correct)

    @property
    def is_open_recall(self) -> bool:
        """The prompt that stands in where a text has no evidence for an item; it has no options to judge."""
        return self.pattern == "P26"

    @property
    def is_the_author_s(self) -> bool:
        """A quiz question of the document's author, taken over as it stands."""
        return self.origin == "source"

    @property
    def has_four_options(self) -> bool:
        return self.type == "multiple_choice" and len(self.options) == 4 and len(self.keys) == 1


class Objective(Part):
    text: str
    bloom: str = "remember"
    citations: tuple[Citation, ...] = ()


class KeyPoint(Part):
    text: str
    citations: tuple[Citation, ...] = ()


class BodyPart(Part):
    text: str
    kind: str
    citations: tuple[Citation, ...] = ()
    layout: str = "text"


class Term(Part):
    term: str
    definition: str
    citations: tuple[Citation, ...] = ()


class MicroModule(Part):
    id: str
    title: str
    section_path: tuple[str, ...]
    blocks: tuple[str, ...]
    reading_seconds: int
    objective: Objective
    title_citations: tuple[Citation, ...] = ()
    key_points: tuple[KeyPoint, ...] = ()
    body: tuple[BodyPart, ...] = ()
    terms: tuple[Term, ...] = ()
    items: tuple[Item, ...] = ()
    bank: tuple[Item, ...] = ()
    engine: str | None = None
    findings: tuple[Finding, ...] = ()


class NotTaught(Part):
    block: str
    reason: str


class Coverage(Part):
    taught: tuple[str, ...]
    not_taught: tuple[NotTaught, ...]
    obligations_not_taught: tuple[str, ...]


class DocumentFacts(Part):
    title: str
    file_name: str
    sha256: str
    language: str | None = None
    pages: int | None = None
    words: int = 0


class DraftFile(Part):
    document: DocumentFacts
    blocks: tuple[Block, ...]
    micro_modules: tuple[MicroModule, ...]
    coverage: Coverage
    findings: tuple[Finding, ...] = ()

    def items(self, *, shown_only: bool = True) -> Iterator[tuple[MicroModule, Item]]:
        """Items with their micro-module, in order; the banks too unless `shown_only`."""
        for micro_module in self.micro_modules:
            for item in micro_module.items if shown_only else micro_module.items + micro_module.bank:
                yield micro_module, item

    def written(self, *, shown_only: bool = True) -> list[Item]:
        """Items that the engine assembled: neither taken over from the author nor open-recall prompts."""
        return [i for _, i in self.items(shown_only=shown_only) if not i.is_the_author_s and not i.is_open_recall]


def draft_file(json: Any) -> DraftFile:
    """The parsed draft; raises pydantic's `ValidationError` where a measured part is missing."""
    return DraftFile.model_validate(json)
