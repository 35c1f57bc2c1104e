"""The map of a document: each block with who teaches it, or why nobody does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from authoring.micro_module_json import document_from_json
from authoring.outline import CoverageNow
from authoring.types import Block, BlockKind, NotTaught
from service.db.base import MicroModuleId
from service.workflows.authoring.show_outline import Outline, Outlined

_LONGEST_TEXT = 240  # characters of a block that the map shows


@dataclass(frozen=True, slots=True)
class Place:
    """One block; `gap` None: it is taught, by `teachers`. `is_obligation`: it obliges, and not all of it is taught."""

    block: Block
    text: str
    teachers: Sequence[Outlined]
    gap: NotTaught | None
    is_obligation: bool


@dataclass(frozen=True, slots=True)
class Stretch:
    """What stands under one heading; `title` None: before the first."""

    title: str | None
    level: int
    places: Sequence[Place]

    @property
    def taught_count(self) -> int:
        """Blocks that somebody teaches."""
        return sum(place.gap is None for place in self.places)


@dataclass(frozen=True, slots=True)
class CoverageMap:
    """`obligations` stand in `stretches` too; `gap_counts` by reason."""

    stretches: Sequence[Stretch]
    obligations: Sequence[Place]
    block_count: int
    taught_count: int
    gap_counts: Mapping[NotTaught, int]


def map_coverage(coverage: CoverageNow, draft: Mapping[str, object], outline: Outline) -> CoverageMap:
    """The coverage laid out along the document."""
    known = {outlined.row.id: outlined for outlined in outline.micro_modules}
    gaps = {gap.block: gap.reason for gap in coverage.not_taught}
    obligations = set(coverage.obligations_not_taught)
    places = []
    for block in document_from_json(draft).blocks:
        teachers = [known[MicroModuleId(one)] for one in coverage.taught.get(block.id, ())]
        gap = None if teachers else gaps.get(block.id, NotTaught.LEFT_OUT)
        text = block.text if len(block.text) <= _LONGEST_TEXT else block.text[:_LONGEST_TEXT].rstrip() + "…"
        places.append(Place(block, text, teachers, gap, block.id in obligations))
    return CoverageMap(
        stretches=_stretches(places),
        obligations=[place for place in places if place.is_obligation],
        block_count=len(places),
        taught_count=sum(place.gap is None for place in places),
        gap_counts={reason: sum(place.gap is reason for place in places) for reason in NotTaught},
    )


def _stretches(places: Sequence[Place]) -> list[Stretch]:
    stretches: list[tuple[Block | None, list[Place]]] = [(None, [])]
    for place in places:
        if place.block.kind is BlockKind.HEADING:
            stretches.append((place.block, []))
        else:
            stretches[-1][1].append(place)
    return [
        Stretch(heading.text if heading else None, (heading.level or 1) if heading else 1, under)
        for heading, under in stretches
        if under
    ]
