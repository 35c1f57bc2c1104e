"""The outline: title and objective of every micro-module, and which are taught, before any text is written.

The author's own outline wins, then the model's words where they pass the gate, then those of the extractive draft.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from authoring.extractive.evidence import Evidence
from authoring.extractive.filters import flat
from authoring.generative.answers import OutlineAnswer, OutlineEntry
from authoring.generative.asking import Engine, Reviewed, ask
from authoring.generative.brief import Brief, OutlineWish
from authoring.generative.gate import Gate
from authoring.generative.source import SourceSentences, number_sentences
from authoring.types import BlockKind, Bloom, Citation, MicroModule, Objective, Segment
from prompts.loader import Input

PROMPT = "outline"
LONGEST_TITLE = 80
LONGEST_OBJECTIVE = 220
MOST_LINES = 40  # of one section; what it is about shows in less, and twelve sections share one call
_CANNOT_BE_SEEN = re.compile(
    r"^(?:to )?(?:understand|know|learn|be (?:aware|familiar)|appreciate|grasp|familiari[sz]e|gain|get)\b",
    re.IGNORECASE,
)


class Origin(StrEnum):
    """Whose words title and objective are."""

    AUTHOR = "author"
    MODEL = "model"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Outlined:
    """One micro-module to be. `reason` None: nobody said why it is left out, or it is taught."""

    micro_module: str
    title: str
    title_citations: tuple[Citation, ...]
    objective: Objective
    origin: Origin = Origin.DOCUMENT
    is_taught: bool = True
    reason: str | None = None


def write_outline(
    engine: Engine, evidence: Evidence, segments: Sequence[Segment], drafted: Sequence[MicroModule]
) -> tuple[Outlined, ...]:
    """The outline of some segments; `drafted` are their extractive micro-modules, in the same order.

    Raises LanguageModelUnavailable, BudgetSpent.
    """
    proposed = _propose(engine, evidence, segments, drafted)
    return tuple(
        wished(engine.brief, headings_of(evidence, segment), proposed.get(one.id) or of_draft(one))
        for segment, one in zip(segments, drafted, strict=True)
    )


def of_draft(drafted: MicroModule) -> Outlined:
    """The outline that the extractive draft gives."""
    return Outlined(drafted.id, drafted.title, drafted.title_citations, drafted.objective)


def headings_of(evidence: Evidence, segment: Segment) -> tuple[str, ...]:
    """The headings inside a segment, then those above it, innermost first: the names that an author may call it by."""
    inside = [block.text for block in evidence.segment_blocks(segment) if block.kind is BlockKind.HEADING]
    return (*inside, *reversed(segment.section_path))


def wished(brief: Brief, headings: Sequence[str], outlined: Outlined) -> Outlined:
    """The outline of a segment as the author's own outline has it; unchanged where the author gave none."""
    if not brief.outline:
        return outlined
    wish = _wish(brief.outline, headings)
    if wish is None:
        return replace(outlined, is_taught=False, reason="not in the author's outline")
    return reworded(outlined, title=wish.title, objective=wish.objective)


def reworded(outlined: Outlined, *, title: str | None, objective: str | None) -> Outlined:
    """With the author's title and objective; None leaves one as it is. They rest on what the old ones rested on."""
    if title is None and objective is None:
        return outlined
    new = replace(outlined.objective, text=objective) if objective else outlined.objective
    return replace(outlined, title=title or outlined.title, objective=new, origin=Origin.AUTHOR)


def limit_number(brief: Brief, outline: Sequence[Outlined], worth: Sequence[int]) -> tuple[Outlined, ...]:
    """At most as many taught as the brief asks for: those of most `worth`, the earlier ones where worth is equal."""
    taught = [place for place, one in enumerate(outline) if one.is_taught]
    if brief.micro_modules is None or len(taught) <= brief.micro_modules:
        return tuple(outline)
    best = frozenset(sorted(taught, key=lambda place: (-worth[place], place))[: brief.micro_modules])
    return tuple(
        one
        if place in best or not one.is_taught
        else replace(one, is_taught=False, reason="beyond the number of micro-modules asked for")
        for place, one in enumerate(outline)
    )


def _propose(
    engine: Engine, evidence: Evidence, segments: Sequence[Segment], drafted: Sequence[MicroModule]
) -> dict[str, Outlined]:
    source = number_sentences(evidence, segments)
    gates = {
        one.id: Gate(source.only(segment), segment, engine.brief)
        for segment, one in zip(segments, drafted, strict=True)
    }
    sections = [{"id": name, "text": "\n".join(_lines(gate.source))} for name, gate in gates.items()]
    brief = engine.brief
    inputs: dict[str, Input] = {
        "language": evidence.language or "the language of the source",
        "audience": brief.audience,
        "goal": brief.goal,
        "tone": brief.tone,
        "keep_terms": list(brief.keep_terms),
        "count": len(sections),
        "sections": sections,
    }
    reviewed = ask(engine, PROMPT, inputs, OutlineAnswer, lambda answer: _review(answer, gates))
    return reviewed.accepted if reviewed else {}


def _lines(source: SourceSentences) -> list[str]:
    return source.lines()[:MOST_LINES]


def _review(answer: OutlineAnswer, gates: dict[str, Gate]) -> Reviewed[dict[str, Outlined]]:
    accepted: dict[str, Outlined] = {}
    findings = []
    for entry in answer.micro_modules:
        gate = gates.get(entry.id)
        if gate is None or entry.id in accepted:
            findings.append(f"{entry.id[:20]}: no such micro-module, or twice")
            continue
        outlined, faults = _outlined(entry, gate)
        findings += [f"{entry.id} {fault}" for fault in faults]
        if not faults:
            accepted[entry.id] = outlined
    findings += [
        f"{name}: title and objective are missing" for name in gates if name not in {e.id for e in answer.micro_modules}
    ]
    return Reviewed(accepted, len(accepted), tuple(findings))


def _outlined(entry: OutlineEntry, gate: Gate) -> tuple[Outlined, list[str]]:
    title, objective = entry.title.text.strip(" ."), entry.objective.text.strip()
    title_citations, citations = gate.source.cite(entry.title.support), gate.source.cite(entry.objective.support)
    faults = [f"title: {fault}" for fault in gate.label_faults(title, title_citations, longest=LONGEST_TITLE)]
    faults += [f"objective: {fault}" for fault in _objective_faults(gate, objective, citations)]
    outlined = Outlined(
        entry.id,
        title,
        title_citations,
        Objective(objective, Bloom(entry.objective.bloom), citations),
        origin=Origin.MODEL,
    )
    return outlined, faults


def _objective_faults(gate: Gate, text: str, citations: Sequence[Citation]) -> list[str]:
    verb, _, rest = text.partition(" ")
    faults = gate.label_faults(rest or verb, citations, longest=LONGEST_OBJECTIVE)
    if _CANNOT_BE_SEEN.match(text):
        faults.append("nobody can see whether that is reached; begin with what the learner does")
    if not verb[:1].isupper():
        faults.append("it does not begin with a verb in a capital letter")
    return faults


def _wish(outline: Sequence[OutlineWish], headings: Sequence[str]) -> OutlineWish | None:
    """The wish for the first of the headings that the author's outline names."""
    for heading in headings:
        for wish in outline:
            if flat(wish.section) == flat(heading):
                return wish
    return None
