"""A pipeline for tests of jobs: the real stages and units, small honest outputs, no model, every run written down."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

from pydantic import TypeAdapter

from authoring.checks import CheckedDraft
from authoring.errors import UnreadableDocument
from authoring.pipeline import SEGMENTS_PER_UNIT, STAGES, WHOLE, Load, Stage, StageName, Workplace, units
from authoring.types import (
    Block,
    BlockId,
    BlockKind,
    Bloom,
    Coverage,
    Document,
    Draft,
    EngineIdentity,
    Item,
    ItemType,
    MicroModule,
    Objective,
    Reason,
    Segment,
    SegmentId,
    Span,
)
from service.workflows.authoring.draft_micro_modules import Pipeline

UNREADABLE = b"%broken"
_DOCUMENT = TypeAdapter(Document)
_SEGMENTS = TypeAdapter(tuple[Segment, ...])
_MICRO_MODULES = TypeAdapter(tuple[MicroModule, ...])
_CHECKED = TypeAdapter(CheckedDraft)


def a_document_of(lines: int) -> bytes:
    """Bytes that this pipeline turns into one micro-module a line."""
    return "\n".join(f"Rule {number}: visitors wear badge {number}." for number in range(lines)).encode()


@dataclass
class LinePipeline:
    """One block, one segment and one micro-module for each line of the file.

    `before_run` is called before each unit is computed and may do anything, as a real model may.
    """

    before_run: Callable[[StageName, str], None] = field(default=lambda stage, unit: None)
    runs: list[tuple[str, str]] = field(default_factory=list)

    def pipeline(self, stages: tuple[Stage, ...] = STAGES) -> Pipeline:
        """This, in the shape that the drafting workflow asks for."""
        return Pipeline(stages, units, self.run_unit)

    def run_unit(self, stage: StageName, unit: str, load: Load, workplace: Workplace) -> bytes:
        """As authoring.pipeline.run_unit."""
        self.runs.append((stage.value, unit))
        self.before_run(stage, unit)
        return _WORK[stage](unit, load, workplace)


def _read(unit: str, load: Load, workplace: Workplace) -> bytes:
    content = workplace.path.read_bytes()
    if content == UNREADABLE:
        raise UnreadableDocument(workplace.file_name, reason=Reason.ENCRYPTED, detail="a password is needed")
    blocks, start = [], 0
    for number, line in enumerate(content.decode().split("\n"), start=1):
        span = Span(start, start + len(line))
        blocks.append(Block(id=BlockId(f"b{number}"), kind=BlockKind.PARAGRAPH, text=line, span=span))
        start = span.end + 1
    document = Document(
        title=workplace.options.title or "Badges",
        file_name=workplace.file_name,
        sha256=hashlib.sha256(content).hexdigest(),
        media_type="text/plain",
        language="en",
        pages=None,
        blocks=tuple(blocks),
    )
    return _DOCUMENT.dump_json(document)


def _segment(unit: str, load: Load, workplace: Workplace) -> bytes:
    document = _DOCUMENT.validate_json(load(StageName.READ, WHOLE))
    segments = tuple(Segment(SegmentId(f"s{block.id}"), (), (block.id,), 60) for block in document.blocks)
    return _SEGMENTS.dump_json(segments)


def _draft(unit: str, load: Load, workplace: Workplace) -> bytes:
    document = _DOCUMENT.validate_json(load(StageName.READ, WHOLE))
    batch = document.blocks[int(unit) : int(unit) + SEGMENTS_PER_UNIT]
    return _MICRO_MODULES.dump_json(tuple(_micro_module(block) for block in batch))


def _micro_module(block: Block) -> MicroModule:
    return MicroModule(
        id=f"m{block.id[1:]}",
        title=block.text,
        section_path=(),
        blocks=(block.id,),
        pages=(),
        reading_seconds=60,
        objective=Objective("State the rule.", Bloom.REMEMBER),
        items=(Item(f"i{block.id[1:]}", ItemType.SHORT_ANSWER, "Which badge?", "The rule says so.", "P1", ()),),
    )


def _items(unit: str, load: Load, workplace: Workplace) -> bytes:
    return load(StageName.DRAFT, unit)


def _check(unit: str, load: Load, workplace: Workplace) -> bytes:
    document = _DOCUMENT.validate_json(load(StageName.READ, WHOLE))
    micro_modules = tuple(
        micro_module
        for name in units(STAGES[3], load)
        for micro_module in _MICRO_MODULES.validate_json(load(StageName.ITEMS, name))
    )
    engine = EngineIdentity("lines", "1", workplace.embedder.identity)
    return _CHECKED.dump_json(CheckedDraft(Draft(document, engine, micro_modules, Coverage((), (), ()))))


_WORK: dict[StageName, Callable[[str, Load, Workplace], bytes]] = {
    StageName.READ: _read,
    StageName.SEGMENT: _segment,
    StageName.DRAFT: _draft,
    StageName.ITEMS: _items,
    StageName.CHECK: _check,
}
