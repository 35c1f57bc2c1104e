"""A micro-module as a learner reads it: what it teaches and where that stands; no item and no finding."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from authoring.types import BlockId, BodyKind, BodyPart, Citation, KeyPoint, MicroModule, Term

EXTRACTIVE, GENERATIVE = "extractive", "generative"


@dataclass(frozen=True, slots=True)
class LearnerMicroModule:
    """Everything to read; the quiz comes by itself, item by item, without keys."""

    id: str
    title: str
    section_path: tuple[str, ...]
    pages: tuple[int, ...]
    reading_seconds: int
    objective: str
    objective_citations: tuple[Citation, ...]
    key_points: tuple[KeyPoint, ...]
    body: tuple[BodyPart, ...]
    terms: tuple[Term, ...]
    item_count: int


def made_by(engine: Mapping[str, object], micro_module: MicroModule) -> Mapping[str, object]:
    """What made this micro-module, as JSON; `engine` is what made the whole draft that it comes from.

    In a draft of a model's a section may keep the document's own words, and in one without, a question be a model's,
    or a text that stands as it was in an earlier version's draft. "prompts" are empty where nobody knows them.
    """
    models = sorted({item.model for item in micro_module.items if item.model is not None})
    if micro_module.engine == GENERATIVE:
        if engine["name"] == GENERATIVE:
            return engine
        models = models or sorted({item.model for item in micro_module.bank if item.model is not None})
        return {**engine, "name": GENERATIVE, "model": models[0] if models else None, "prompts": {}}
    if models:
        return {**engine, "name": GENERATIVE, "model": models[0]}
    return {**engine, "name": EXTRACTIVE, "model": None, "prompts": {}} if engine["name"] == GENERATIVE else engine


def asked_only(micro_module: MicroModule, put_away: Collection[str]) -> MicroModule:
    """The micro-module without the items of its quiz that nobody is asked now, by id."""
    return replace(micro_module, items=tuple(item for item in micro_module.items if item.id not in put_away))


def show_to_learner(micro_module: MicroModule) -> LearnerMicroModule:
    """What a learner may see before answering."""
    return LearnerMicroModule(
        id=micro_module.id,
        title=micro_module.title,
        section_path=micro_module.section_path,
        pages=micro_module.pages,
        reading_seconds=micro_module.reading_seconds,
        objective=micro_module.objective.text,
        objective_citations=micro_module.objective.citations,
        key_points=micro_module.key_points,
        body=micro_module.body,
        terms=micro_module.terms,
        item_count=len(micro_module.items),
    )


def step_numbers(body: Sequence[BodyPart], numbers: Mapping[BlockId, int]) -> tuple[int | None, ...]:
    """For each part its number in a numbered list; None: it is in none, or goes on with the item before.

    `numbers` are those of the document's blocks.
    """
    return tuple(_step_numbers(body, numbers))


def _step_numbers(body: Sequence[BodyPart], numbers: Mapping[BlockId, int]) -> Iterator[int | None]:
    begun: set[BlockId] = set()
    for part in body:
        blocks = [citation.block for citation in part.citations if citation.block in numbers]
        is_first = part.kind is BodyKind.LIST_ITEM and bool(blocks) and blocks[0] not in begun
        begun.update(blocks)
        yield numbers[blocks[0]] if is_first else None
