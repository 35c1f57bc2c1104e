"""One new item in the place of another, as the author asks for it; the same gate as for a whole quiz."""

from __future__ import annotations

from dataclasses import dataclass

from authoring.extractive.evidence import gather_evidence
from authoring.generative.answers import ItemsAnswer
from authoring.generative.asking import Engine, Reviewed, ask
from authoring.generative.gate import Gate
from authoring.generative.quiz import MOST_NEAR, review_items
from authoring.generative.source import number_sentences
from authoring.types import BlockId, Document, Item, MicroModule, Segment, SegmentId
from prompts.loader import Input

PROMPT = "regenerate_item"
LONGEST_INSTRUCTION = 1000
_NEIGHBOURS = 40  # blocks on either side that wrong answers may come from


@dataclass(frozen=True, slots=True)
class Wish:
    """The item to replace and the author's words about the new one."""

    item: str
    instruction: str


def write_item(engine: Engine, document: Document, micro_module: MicroModule, wish: Wish) -> Item | None:
    """The new item, unlike those that the micro-module has; None: no answer passed.

    Raises LanguageModelUnavailable, BudgetSpent.
    """
    evidence = gather_evidence(document, _segments(document, micro_module))
    segment = next(one for one in evidence.segments if one.blocks == micro_module.blocks)
    gate = Gate(number_sentences(evidence, (segment,)), segment, engine.brief)
    others = [item for item in (*micro_module.items, *micro_module.bank) if item.id != wish.item]
    existing = [item.stem for item in (*micro_module.items, *micro_module.bank)]
    inputs: dict[str, Input] = {
        "language": gate.language or "the language of the source",
        "audience": engine.brief.audience,
        "tone": engine.brief.tone,
        "instruction": " ".join(wish.instruction.split())[:LONGEST_INSTRUCTION],
        "existing": existing,
        "title": micro_module.title,
        "objective": micro_module.objective.text,
        "sentences": gate.source.lines(),
        "near": gate.near.lines(mark="n")[:MOST_NEAR],
    }

    def review(answer: ItemsAnswer) -> Reviewed[tuple[Item, ...]]:
        reviewed = review_items(answer, gate, engine.model.identity, besides=others)
        fresh = tuple(item for item in reviewed.accepted if item.stem not in existing)
        return Reviewed(fresh[:1], len(fresh[:1]), () if fresh else reviewed.findings or ("no new question",))

    found = ask(engine, PROMPT, inputs, ItemsAnswer, review)
    return found.accepted[0] if found and found.accepted else None


def _segments(document: Document, micro_module: MicroModule) -> tuple[Segment, ...]:
    """The micro-module's segment with what stands before and after it as two more."""
    own = frozenset(micro_module.blocks)
    ids = [block.id for block in document.blocks]
    places = [place for place, block_id in enumerate(ids) if block_id in own]
    before, after = ids[max(0, places[0] - _NEIGHBOURS) : places[0]], ids[places[-1] + 1 : places[-1] + 1 + _NEIGHBOURS]
    return (
        *_segment("before", before),
        Segment(SegmentId("own"), micro_module.section_path, micro_module.blocks, micro_module.reading_seconds),
        *_segment("after", after),
    )


def _segment(name: str, blocks: list[BlockId]) -> tuple[Segment, ...]:
    return (Segment(SegmentId(name), (), tuple(blocks), 0),) if blocks else ()
