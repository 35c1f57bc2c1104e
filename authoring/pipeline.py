"""From a document to a checked draft: the stages in order. Read this first.

Every stage is a pure function of the outputs before it. `draft` runs them in one go; a job runner calls `run_unit`
for one unit at a time and keeps each output, so that a killed job goes on where it stopped.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from pydantic import TypeAdapter

from authoring.checks import CheckedDraft, check_draft
from authoring.conflicts import PublishedFact
from authoring.extractive.evidence import Evidence, gather_evidence
from authoring.extractive.items import WrittenItems, write_items
from authoring.extractive.micro_modules import write_micro_module
from authoring.generative.asking import Engine
from authoring.generative.outline import Outlined
from authoring.readers import ReadLimits, read
from authoring.segmentation import segment_document
from authoring.types import Document, Draft, EngineIdentity, MicroModule, Segment
from indexes.embedder import Embedder

ENGINE_VERSION = "7"
SEGMENTS_PER_UNIT = 12  # about ten seconds of work, well under the minute a unit may take


class StageName(StrEnum):
    READ = "read"
    SEGMENT = "segment"
    DRAFT = "draft"
    ITEMS = "items"
    OUTLINE = "outline"
    PROPOSE = "propose"
    GENERATE = "generate"
    CHECK = "check"


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of the pipeline; a new `version` makes kept outputs of this stage and those after it obsolete."""

    name: StageName
    version: str
    per_segment: bool
    segments_per_unit: int = SEGMENTS_PER_UNIT


STAGES = (
    Stage(StageName.READ, "3", per_segment=False),
    Stage(StageName.SEGMENT, "3", per_segment=False),
    Stage(StageName.DRAFT, "4", per_segment=True),
    Stage(StageName.ITEMS, "7", per_segment=True),
    Stage(StageName.CHECK, "4", per_segment=False),
)
GENERATIVE_STAGES = (
    *STAGES[:-1],
    Stage(StageName.OUTLINE, "1", per_segment=True),
    Stage(StageName.PROPOSE, "1", per_segment=False),
    Stage(StageName.GENERATE, "1", per_segment=True, segments_per_unit=1),  # up to four calls of a model
    STAGES[-1],
)
WHOLE = "document"  # the only unit of a stage that is not per segment


@dataclass(frozen=True, slots=True)
class Options:
    """What a caller may choose; everything here takes part in the draft's identity."""

    title: str | None = None
    language: str | None = None
    limits: ReadLimits = field(default_factory=ReadLimits)


@dataclass(frozen=True, slots=True)
class Workplace:
    """The bytes to read and the tools to use. `file_name` is the author's name for the file.

    `published` is what other documents of the tenant teach: the last stage looks for contradictions to it.

    `engine` None: the extractive one alone. `outline`: what the author approved; None: as proposed. `waits_for_model`:
    while the model is away its units raise LanguageModelUnavailable; else the extractive draft stands in.
    """

    path: Path
    file_name: str
    embedder: Embedder
    options: Options = Options()
    published: tuple[PublishedFact, ...] = ()
    engine: Engine | None = None
    outline: tuple[Outlined, ...] | None = None
    waits_for_model: bool = False


Load = Callable[[StageName, str], bytes]
"""Gives the kept output of a stage's unit."""

_DOCUMENT = TypeAdapter(Document)
_SEGMENTS = TypeAdapter(tuple[Segment, ...])
_MICRO_MODULES = TypeAdapter(tuple[MicroModule, ...])
_ITEMS = TypeAdapter(tuple[WrittenItems, ...])
_CHECKED = TypeAdapter(CheckedDraft)
_OUTLINE = TypeAdapter(tuple[Outlined, ...])


def draft(
    path: str | Path,
    *,
    embedder: Embedder | None = None,
    engine: Engine | None = None,
    options: Options = Options(),
    progress: Callable[[StageName, int, int], None] | None = None,
) -> Draft:
    """Draft micro-modules and items from the file at `path`; `embedder` None is the bundled one.

    `engine` None is the extractive one; another asks its model, and the extractive draft stands in where that is away.
    `progress` hears stage, units done and units in all. Raises `UnreadableDocument`.
    """
    from indexes.sentence_transformer import bundled_embedder

    path = Path(path)
    workplace = Workplace(path, path.name, embedder or bundled_embedder(), options, engine=engine)
    return _run_all(workplace, progress or _say_nothing)


def draft_document(document: Document, *, embedder: Embedder | None = None, engine: Engine | None = None) -> Draft:
    """As `draft`, from blocks that are already read."""
    from indexes.sentence_transformer import bundled_embedder

    workplace = Workplace(Path(), document.file_name, embedder or bundled_embedder(), engine=engine)
    return _run_all(workplace, _say_nothing, read_already=_DOCUMENT.dump_json(document))


def units(stage: Stage, load: Load) -> tuple[str, ...]:
    """The unit names of a stage, in order; `load` is asked for the segments when the stage is per segment."""
    if not stage.per_segment:
        return (WHOLE,)
    count = len(_SEGMENTS.validate_json(load(StageName.SEGMENT, WHOLE)))
    return tuple(f"{start}" for start in range(0, count, stage.segments_per_unit))


def run_unit(stage: StageName, unit: str, load: Load, workplace: Workplace) -> bytes:
    """Compute one unit's output as JSON bytes; the same inputs give the same bytes. Raises `UnreadableDocument`."""
    return _WORK[stage](unit, load, workplace)


def load_checked(output: bytes) -> CheckedDraft:
    """The draft that the last stage's output holds, with its conflicts and facts."""
    return _CHECKED.validate_json(output)


def _say_nothing(_stage: StageName, _done: int, _total: int) -> None:
    pass


def _run_all(
    workplace: Workplace, progress: Callable[[StageName, int, int], None], read_already: bytes | None = None
) -> Draft:
    outputs: dict[tuple[StageName, str], bytes] = {}
    timings: dict[str, float] = {}
    for stage in STAGES if workplace.engine is None else GENERATIVE_STAGES:
        started = time.perf_counter()
        names = units(stage, lambda name, unit: outputs[name, unit])
        progress(stage.name, 0, len(names))
        for done, unit in enumerate(names, start=1):
            if stage.name is StageName.READ and read_already is not None:
                outputs[stage.name, unit] = read_already
            else:
                outputs[stage.name, unit] = run_unit(
                    stage.name, unit, lambda name, unit: outputs[name, unit], workplace
                )
            progress(stage.name, done, len(names))
        timings[stage.name.value] = round(time.perf_counter() - started, 3)
    return replace(load_checked(outputs[StageName.CHECK, WHOLE]).draft, timings_seconds=timings)


def _read(_unit: str, _load: Load, workplace: Workplace) -> bytes:
    document = read(
        workplace.path,
        file_name=workplace.file_name,
        title=workplace.options.title,
        language=workplace.options.language,
        limits=workplace.options.limits,
    )
    return _DOCUMENT.dump_json(document)


def _segment(_unit: str, load: Load, workplace: Workplace) -> bytes:
    return _SEGMENTS.dump_json(segment_document(_document(load), embedder=workplace.embedder))


def _draft(unit: str, load: Load, _workplace: Workplace) -> bytes:
    evidence = _evidence(load)
    return _MICRO_MODULES.dump_json(tuple(write_micro_module(evidence, segment) for segment in _batch(evidence, unit)))


def _items(unit: str, load: Load, _workplace: Workplace) -> bytes:
    evidence = _evidence(load)
    micro_modules = _MICRO_MODULES.validate_json(load(StageName.DRAFT, unit))
    written = tuple(
        write_items(evidence, segment, micro_module)
        for segment, micro_module in zip(_batch(evidence, unit), micro_modules, strict=True)
    )
    return _ITEMS.dump_json(written)


def _outline(unit: str, load: Load, workplace: Workplace) -> bytes:
    from authoring.generative.segments import outline_segments

    evidence = _evidence(load)
    drafted = tuple(_with_items(load, unit))
    return _OUTLINE.dump_json(
        outline_segments(_engine(workplace), evidence, _batch(evidence, unit), drafted, waits=workplace.waits_for_model)
    )


def _propose(_unit: str, load: Load, workplace: Workplace) -> bytes:
    from authoring.outline_proposal import dump_proposal, propose

    stage = next(stage for stage in GENERATIVE_STAGES if stage.name is StageName.OUTLINE)
    outlined = [one for unit in units(stage, load) for one in _OUTLINE.validate_json(load(StageName.OUTLINE, unit))]
    return dump_proposal(propose(_evidence(load), outlined, tuple(_with_items(load)), _engine(workplace)))


def _generate(unit: str, load: Load, workplace: Workplace) -> bytes:
    from authoring.generative.segments import generate_segment

    evidence, place = _evidence(load), int(unit)
    outlined = _approved(load, workplace)[place]
    if not outlined.is_taught:
        return _MICRO_MODULES.dump_json(())
    within = place % SEGMENTS_PER_UNIT
    drafted = tuple(_with_items(load, f"{place - within}"))[within]  # no other unit is loaded: a book has hundreds
    written = generate_segment(
        _engine(workplace),
        evidence,
        (evidence.segments[place], outlined, drafted),
        waits=workplace.waits_for_model,
    )
    return _MICRO_MODULES.dump_json((written,))


def _check(_unit: str, load: Load, workplace: Workplace) -> bytes:
    evidence = _evidence(load)
    micro_modules = tuple(_with_items(load) if workplace.engine is None else _generated(load))
    return _CHECKED.dump_json(check_draft(evidence, micro_modules, _identity(workplace), workplace.published))


_WORK: dict[StageName, Callable[[str, Load, Workplace], bytes]] = {
    StageName.READ: _read,
    StageName.SEGMENT: _segment,
    StageName.DRAFT: _draft,
    StageName.ITEMS: _items,
    StageName.OUTLINE: _outline,
    StageName.PROPOSE: _propose,
    StageName.GENERATE: _generate,
    StageName.CHECK: _check,
}


def _approved(load: Load, workplace: Workplace) -> tuple[Outlined, ...]:
    from authoring.outline_proposal import load_proposal

    return workplace.outline or load_proposal(load(StageName.PROPOSE, WHOLE)).outlined


def _generated(load: Load) -> Iterator[MicroModule]:
    stage = next(stage for stage in GENERATIVE_STAGES if stage.name is StageName.GENERATE)
    for unit in units(stage, load):
        yield from _MICRO_MODULES.validate_json(load(StageName.GENERATE, unit))


def _engine(workplace: Workplace) -> Engine:
    assert workplace.engine is not None  # noqa: S101  only an engine has these stages
    return workplace.engine


def _identity(workplace: Workplace) -> EngineIdentity:
    embedder = workplace.embedder.identity
    if workplace.engine is None:
        return EngineIdentity(name="extractive", version=ENGINE_VERSION, embedder=embedder)
    from authoring.generative.segments import prompt_identities

    return EngineIdentity(
        name="generative",
        version=ENGINE_VERSION,
        embedder=embedder,
        model=workplace.engine.model.identity,
        prompts=prompt_identities(),
    )


def _with_items(load: Load, only: str | None = None) -> Iterator[MicroModule]:
    """The extractive micro-modules with their items; `only` None: of all units."""
    for unit in units(STAGES[2], load) if only is None else (only,):
        micro_modules = _MICRO_MODULES.validate_json(load(StageName.DRAFT, unit))
        written = _ITEMS.validate_json(load(StageName.ITEMS, unit))
        for micro_module, items in zip(micro_modules, written, strict=True):
            findings = micro_module.findings + items.findings
            yield replace(micro_module, items=items.items, bank=items.bank, findings=findings)


def _batch(evidence: Evidence, unit: str) -> tuple[Segment, ...]:
    return evidence.segments[int(unit) : int(unit) + SEGMENTS_PER_UNIT]


def _document(load: Load) -> Document:
    return _DOCUMENT.validate_json(load(StageName.READ, WHOLE))


def _evidence(load: Load) -> Evidence:
    return _gather(load(StageName.READ, WHOLE), load(StageName.SEGMENT, WHOLE))


@lru_cache(maxsize=2)  # the units of one document follow each other in one worker
def _gather(document: bytes, segments: bytes) -> Evidence:
    return gather_evidence(_DOCUMENT.validate_json(document), _SEGMENTS.validate_json(segments))
