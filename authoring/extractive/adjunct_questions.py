"""From an adjunct to a candidate: the clause asks, the adjunct is the key, others' adjuncts stand beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from authoring.extractive.adjuncts import Adjunct, Kind, Rival, adjuncts, agree_in_negation, question, rivals
from authoring.extractive.candidates import Candidate, Choice, Rung
from authoring.extractive.evidence import Evidence
from authoring.extractive.frames import common_words
from authoring.extractive.stems import ask
from authoring.extractive.wording import lowered
from authoring.linguistics import content_lemmas
from authoring.types import Bloom, ItemType, Segment

MAX_POOL = 12


@dataclass(frozen=True, slots=True)
class Asking:
    """How a pattern asks for one kind of adjunct: the words before a fronted modal and before an order."""

    pattern: str
    kind: Kind
    word: str
    of_order: str
    bloom: Bloom


def candidates_for(evidence: Evidence, segment: Segment, asking: Asking) -> Iterator[Candidate]:
    """A choice for every adjunct of the kind in the segment beside which three others can stand."""
    blocks = frozenset(segment.blocks)
    for adjunct in adjuncts(evidence, asking.kind):
        if adjunct.rule.statement.block.id in blocks:
            yield from _candidate(evidence, adjunct, asking)


def _candidate(evidence: Evidence, key: Adjunct, asking: Asking) -> Iterator[Candidate]:
    asked = question(evidence, key.rule, asking.word, asking.of_order)
    stem = ask(evidence, key.rule, asked) if asked else None
    if stem is None:
        return
    language = key.rule.sentence.language
    told = content_lemmas(stem.text, language)
    others = [
        other
        for other in rivals(key, evidence)
        if agree_in_negation(key.text, other.text) and len(other.lemmas & told) <= len(key.lemmas & told) + 1
    ]
    if not any(len(other.lemmas & told) >= len(key.lemmas & told) for other in others):
        return  # only the key would repeat words of the stem
    for needed in (3, 2):  # three options where the document has no third rival
        if len(others) >= needed:
            yield Candidate(
                pattern=asking.pattern,
                type=ItemType.MULTIPLE_CHOICE,
                stem=stem.text,
                citations=stem.citations,
                keys=(Choice(_shown(evidence, key), key.span),),
                distractors=tuple(_choice(evidence, key, other) for other in others[:MAX_POOL]),
                subject=key.rule.clause.predicate.text,
                bloom=asking.bloom,
                emphasis=key.rule.statement.emphasis,
                rewrites=1,
                frame=f"rule {key.rule.sentence.span.start}",
                language=language,
                difficulty=0.4,
                checked=True,
                needed_distractors=needed,
            )


def _choice(evidence: Evidence, key: Adjunct, other: Rival) -> Choice:
    near = other.statement.headings == key.rule.statement.headings
    cited = (evidence.cite(other.statement.sentence.span),)
    return Choice(_shown(evidence, other), other.span, Rung.SIBLING if near else Rung.ELSEWHERE, "", cited)


def _shown(evidence: Evidence, adjunct: Adjunct | Rival) -> str:
    return lowered(adjunct.text, common_words(evidence))
