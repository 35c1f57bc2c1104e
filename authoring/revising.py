"""Bring the micro-modules of one version of a document over to the next: what stands stays as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from enum import StrEnum

from authoring.alignment import Alignment
from authoring.impact import Traced, keep_item_ids, pair, taught_blocks, trace, without_lost
from authoring.reading_time import count_words, reading_seconds
from authoring.rechecking import recheck
from authoring.types import BlockId, Citation, Document, MicroModule

MOSTLY = 0.5  # share of the blocks that a draft teaches which other micro-modules teach already
ENOUGH_WORDS = 12  # a sentence of some length; of less no micro-module is made


class Effect(StrEnum):
    """What became of a micro-module: all it says stands, its section says more now, it says what the document no
    longer does, nothing of it is left, or it is new."""

    UNCHANGED = "unchanged"
    EXTENDED = "extended"
    CHANGED = "changed"
    GONE = "gone"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Kept:
    """A micro-module as it stands; the alignment is of the version that it cites with the new one.

    `is_edited`: by a person.
    """

    micro_module: MicroModule
    alignment: Alignment
    is_edited: bool


@dataclass(frozen=True, slots=True)
class Revised:
    """One micro-module of the new version, or one that has no place there any more.

    `kept` and `drafted` are indices of what was handed in; None: it is new, or the new draft has none like it.
    `traced` None: it is new.
    """

    effect: Effect
    micro_module: MicroModule
    kept: int | None
    drafted: int | None
    traced: Traced | None


def revise(kept: Sequence[Kept], after: Document, drafted: Sequence[MicroModule]) -> tuple[Revised, ...]:
    """Every micro-module of the new version in reading order, then those that are gone.

    What stands keeps its text, whatever the new draft would have said. What does not is drafted anew, unless a person
    edited it: then its text stays, with findings on what the document no longer says.
    """
    traced = [trace(one.micro_module, one.alignment) for one in kept]
    pairs = pair(traced, drafted)
    revised = [
        _revised(index, one, traced[index], _own(index, pairs, traced, drafted), drafted, after)
        for index, one in enumerate(kept)
    ]
    owned = {
        block
        for one in revised
        if one.traced is not None and one.effect is not Effect.GONE
        for block in one.traced.taught | taught_blocks(one.micro_module)
    }
    told = frozenset(sentence for one in traced for sentence in one.added)
    used = {one.drafted for one in revised if one.effect is Effect.CHANGED}
    fresh = [
        Revised(Effect.ADDED, _rest(one, owned, after), None, index, None)
        for index, one in enumerate(drafted)
        if index not in used and _is_news(one, owned, told)
    ]
    places = {block.id: index for index, block in enumerate(after.blocks)}
    return tuple(sorted((*revised, *fresh), key=lambda one: _place(one, places)))


def _own(index: int, pairs: Mapping[int, int], traced: Sequence[Traced], drafted: Sequence[MicroModule]) -> int | None:
    """The draft to put in place of a micro-module that stands no more; None: it would teach what another one does."""
    paired = pairs.get(index)
    if paired is None or traced[index].stands:
        return paired
    others = {block for other, one in enumerate(traced) if other != index for block in one.taught}
    return None if _share_of(drafted[paired], others) >= MOSTLY else paired


def _is_news(drafted: MicroModule, owned: Set[BlockId], told: Set[str]) -> bool:
    """Whether it says nothing that another micro-module teaches, or enough besides that and what is told of others."""
    if taught_blocks(drafted).isdisjoint(owned):
        return True
    quotes = [one.quote for part in drafted.body if not _rests_on(part.citations, owned) for one in part.citations]
    besides = " ".join(dict.fromkeys(quotes))
    for sentence in told:
        besides = besides.replace(sentence, "")
    return count_words(besides) >= ENOUGH_WORDS


def _rest(drafted: MicroModule, owned: Set[BlockId], after: Document) -> MicroModule:
    """What it says of blocks that no other micro-module teaches; all of it where there are no others."""
    if taught_blocks(drafted).isdisjoint(owned):
        return drafted
    body = tuple(one for one in drafted.body if not _rests_on(one.citations, owned))
    rest = replace(
        drafted,
        blocks=tuple(block for block in drafted.blocks if block not in owned),
        reading_seconds=reading_seconds(sum(count_words(part.text) for part in body)),
        key_points=tuple(one for one in drafted.key_points if not _rests_on(one.citations, owned)),
        body=body,
        terms=tuple(one for one in drafted.terms if not _rests_on(one.citations, owned)),
        items=tuple(one for one in drafted.items if not _rests_on(one.citations, owned)),
        bank=tuple(one for one in drafted.bank if not _rests_on(one.citations, owned)),
    )
    return recheck(rest, after)


def _rests_on(citations: Sequence[Citation], blocks: Set[BlockId]) -> bool:
    return any(citation.block in blocks for citation in citations)


def _share_of(micro_module: MicroModule, blocks: Set[BlockId]) -> float:
    taught = taught_blocks(micro_module)
    return len(taught & blocks) / max(1, len(taught))


def _revised(
    index: int,
    kept: Kept,
    traced: Traced,
    paired: int | None,
    drafted: Sequence[MicroModule],
    after: Document,
) -> Revised:
    redraft = None if paired is None else drafted[paired]
    path = traced.micro_module.section_path if redraft is None else redraft.section_path
    moved = replace(traced.micro_module, section_path=path)
    if traced.stands:
        effect = Effect.EXTENDED if traced.added else Effect.UNCHANGED
        return Revised(effect, moved, index, paired, traced)
    left = without_lost(traced)
    if redraft is None and not left.body:
        return Revised(Effect.GONE, kept.micro_module, index, None, traced)
    if kept.is_edited:
        changed = recheck(moved, after)
    elif redraft is None:
        changed = recheck(left, after)
    else:
        changed = keep_item_ids(kept.micro_module, under_id(redraft, kept.micro_module.id))
    return Revised(Effect.CHANGED, changed, index, paired, traced)


def under_id(micro_module: MicroModule, micro_module_id: str) -> MicroModule:
    """The micro-module under another id; its findings speak of that id as well."""
    findings = tuple(
        replace(one, where=micro_module_id if one.where == micro_module.id else one.where)
        for one in micro_module.findings
    )
    return replace(micro_module, id=micro_module_id, findings=findings)


def _place(revised: Revised, places: Mapping[BlockId, int]) -> tuple[int, int]:
    blocks = revised.micro_module.blocks
    first = places.get(blocks[0], len(places)) if blocks else len(places)
    return (int(revised.effect is Effect.GONE), first)
