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
from authoring.readers import ReadLimits, read
from authoring.segmentation import segment_document
from authoring.types import Document, Draft, EngineIdentity, MicroModule, Segment
from indexes.embedder import Embedder

ENGINE_VERSION = "2"
SEGMENTS_PER_UNIT = 12  # about ten seconds of work, well under the minute a unit may take


class StageName(StrEnum):
    READ = "read"
    SEGMENT = "segment"
    DRAFT = "draft"
    ITEMS = "items"
    CHECK = "check"


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of the pipeline; a new `version` makes kept outputs of this stage and those after it obsolete."""

    name: StageName
    version: str
    per_segment: bool


STAGES = (
    Stage(StageName.READ, "1", per_segment=False),
    Stage(StageName.SEGMENT, "2", per_segment=False),
    Stage(StageName.DRAFT, "2", per_segment=True),
    Stage(StageName.ITEMS, "3", per_segment=True),
    Stage(StageName.CHECK, "3", per_segment=False),
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
    """

    path: Path
    file_name: str
    embedder: Embedder
    options: Options = Options()
    published: tuple[PublishedFact, ...] = ()


Load = Callable[[StageName, str], bytes]
"""Gives the kept output of a stage's unit."""

_DOCUMENT = TypeAdapter(Document)
_SEGMENTS = TypeAdapter(tuple[Segment, ...])
_MICRO_MODULES = TypeAdapter(tuple[MicroModule, ...])
_ITEMS = TypeAdapter(tuple[WrittenItems, ...])
_CHECKED = TypeAdapter(CheckedDraft)


def draft(
    path: str | Path,
    *,
    embedder: Embedder | None = None,
    options: Options = Options(),
    progress: Callable[[StageName, int, int], None] | None = None,
) -> Draft:
    """Draft micro-modules and items from the file at `path`; `embedder` None is the bundled one.

    `progress` hears stage, units done and units in all. Raises `UnreadableDocument`.
    """
    from indexes.sentence_transformer import bundled_embedder

    path = Path(path)
    workplace = Workplace(path, path.name, embedder or bundled_embedder(), options)
    return _run_all(workplace, progress or _say_nothing)


def draft_document(document: Document, *, embedder: Embedder | None = None) -> Draft:
    """As `draft`, from blocks that are already read."""
    from indexes.sentence_transformer import bundled_embedder

    workplace = Workplace(Path(), document.file_name, embedder or bundled_embedder())
    return _run_all(workplace, _say_nothing, read_already=_DOCUMENT.dump_json(document))


def units(stage: Stage, load: Load) -> tuple[str, ...]:
    """The unit names of a stage, in order; `load` is asked for the segments when the stage is per segment."""
    if not stage.per_segment:
        return (WHOLE,)
    count = len(_SEGMENTS.validate_json(load(StageName.SEGMENT, WHOLE)))
    return tuple(f"{start}" for start in range(0, count, SEGMENTS_PER_UNIT))


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
    for stage in STAGES:
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


def _check(_unit: str, load: Load, workplace: Workplace) -> bytes:
    evidence = _evidence(load)
    engine = EngineIdentity(name="extractive", version=ENGINE_VERSION, embedder=workplace.embedder.identity)
    return _CHECKED.dump_json(check_draft(evidence, tuple(_with_items(load)), engine, workplace.published))


_WORK: dict[StageName, Callable[[str, Load, Workplace], bytes]] = {
    StageName.READ: _read,
    StageName.SEGMENT: _segment,
    StageName.DRAFT: _draft,
    StageName.ITEMS: _items,
    StageName.CHECK: _check,
}


def _with_items(load: Load) -> Iterator[MicroModule]:
    per_segment = STAGES[2]
    for unit in units(per_segment, load):
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
