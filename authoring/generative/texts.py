"""Key points, body and terms of one micro-module out of a model's answer, each held at the gate."""

from __future__ import annotations

from dataclasses import dataclass

from authoring.generative.answers import Claim, MicroModuleAnswer, Support, TermClaim
from authoring.generative.asking import Engine, Reviewed, ask
from authoring.generative.gate import Gate
from authoring.generative.outline import Outlined
from authoring.types import BodyKind, BodyPart, Citation, KeyPoint, Term
from prompts.loader import Input

PROMPT = "micro_module"
LONGEST_KEY_POINT = 320
LONGEST_BODY_PART = 900
LONGEST_TERM = 80
MOST_KEY_POINTS = 5
_MOST_PARTS = 40
_MOST_TERMS = 12


@dataclass(frozen=True, slots=True)
class Text:
    """What of a micro-module's text passed the gate, in the order of the source."""

    key_points: tuple[KeyPoint, ...]
    body: tuple[BodyPart, ...]
    terms: tuple[Term, ...]


def write_text(engine: Engine, gate: Gate, outlined: Outlined) -> Text | None:
    """None: no answer could be read. Raises LanguageModelUnavailable, BudgetSpent."""
    brief = engine.brief
    inputs: dict[str, Input] = {
        "language": gate.language or "the language of the source",
        "audience": brief.audience,
        "goal": brief.goal,
        "tone": brief.tone,
        "keep_terms": list(brief.keep_terms),
        "title": outlined.title,
        "objective": outlined.objective.text,
        "sentences": gate.source.lines(),
    }
    reviewed = ask(engine, PROMPT, inputs, MicroModuleAnswer, lambda answer: _review(answer, gate))
    return reviewed.accepted if reviewed else None


def _review(answer: MicroModuleAnswer, gate: Gate) -> Reviewed[Text]:
    findings: list[str] = []
    points = [
        KeyPoint(claim.text.strip(), citations)
        for number, claim in enumerate(answer.key_points[: 2 * MOST_KEY_POINTS])
        if (citations := _accepted(claim, gate, f"key_points[{number}]", LONGEST_KEY_POINT, findings))
    ]
    body = [
        BodyPart(claim.text.strip(), BodyKind(claim.kind), citations)
        for number, claim in enumerate(answer.body[:_MOST_PARTS])
        if (citations := _accepted(claim, gate, f"body[{number}]", LONGEST_BODY_PART, findings))
    ]
    terms = [
        Term(claim.term.strip(), claim.definition.strip(), citations)
        for number, claim in enumerate(answer.terms[:_MOST_TERMS])
        if (citations := _accepted_term(claim, gate, f"terms[{number}]", findings))
    ]
    text = Text(
        key_points=tuple({point.text.casefold(): point for point in points}.values())[:MOST_KEY_POINTS],
        body=tuple(sorted({part.text.casefold(): part for part in body}.values(), key=_place)),
        terms=tuple({term.term.casefold(): term for term in terms}.values()),
    )
    return Reviewed(text, len(text.key_points) + len(text.body) + len(text.terms), tuple(findings))


def _accepted(claim: Claim, gate: Gate, place: str, longest: int, findings: list[str]) -> tuple[Citation, ...]:
    """The claim's citations when it passes, else none and why among the findings."""
    return _held(gate, claim.text.strip(), claim.support, (place, longest), findings)


def _accepted_term(claim: TermClaim, gate: Gate, place: str, findings: list[str]) -> tuple[Citation, ...]:
    term, definition = claim.term.strip(), claim.definition.strip()
    whole = f"{term}: {definition}"
    citations = _held(gate, whole, claim.support, (place, LONGEST_KEY_POINT), findings)
    quoted = " ".join(citation.quote for citation in citations).casefold()
    if not term or len(term) > LONGEST_TERM or not definition or term.casefold() not in quoted:
        findings.append(f"{place}: the cited sentence does not hold the term")
        return ()
    return citations


def _held(
    gate: Gate, text: str, support: list[Support], where: tuple[str, int], findings: list[str]
) -> tuple[Citation, ...]:
    place, longest = where
    citations = gate.source.cite(support)
    faults = gate.claim_faults(text, citations, longest=longest)
    told = faults if citations else [*gate.source.faults(support), *faults]
    findings += [f"{place}: {fault}" for fault in told]
    return () if faults else citations


def _place(part: BodyPart) -> int:
    return part.citations[0].span.start
