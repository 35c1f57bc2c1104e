"""P15: states a rule and asks when it does not apply; the wrong answers are other rules' exceptions and conditions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from authoring.extractive.actions import overlap, same_length
from authoring.extractive.candidates import Candidate, Choice, Rung
from authoring.extractive.conditions import Circumstance, conditions, exceptions, without_exception
from authoring.extractive.evidence import Evidence
from authoring.extractive.stems import ask, restated
from authoring.types import Bloom, ItemType, Segment

PATTERN = "P15"
MAX_POOL = 30
MAX_ALIKE = 0.5
_FOLLOWS = re.compile(r"\b(?:therefore|thus|hence)\b")  # a conclusion from the sentence before


def find(evidence: Evidence, segment: Segment) -> Iterator[Candidate]:
    """A question for every exception in the segment beside which three others can stand."""
    for exception in exceptions(evidence):
        rule = without_exception(exception.rule)
        if (
            rule.statement.block.id not in segment.blocks
            or rule.clause.is_double
            or _FOLLOWS.search(rule.clause.predicate.text)
        ):
            continue
        stem = ask(evidence, rule, restated(evidence, rule.clause), ending=". When does this not apply?")
        distractors = tuple(_distractors(evidence, exception))
        if stem is not None and len(distractors) >= 3:
            yield Candidate(
                pattern=PATTERN,
                type=ItemType.MULTIPLE_CHOICE,
                stem=stem.text,
                citations=stem.citations,
                keys=(Choice(exception.piece.text, exception.piece.span),),
                distractors=distractors,
                subject=rule.clause.subject.text if rule.clause.subject else rule.clause.predicate.text,
                bloom=Bloom.UNDERSTAND,
                emphasis=rule.statement.emphasis + 1,
                rewrites=1,
                frame=f"rule {rule.sentence.span.start}",
                language=rule.sentence.language,
                difficulty=0.45,
            )


def _distractors(evidence: Evidence, exception: Circumstance) -> Iterator[Choice]:
    home = evidence.position(exception.rule.statement.block.id)

    def rank(other: Circumstance) -> tuple[bool, int]:
        distance = abs(evidence.position(other.rule.statement.block.id) - home)
        return not same_length(other.piece.text, exception.piece.text), distance

    others = [*sorted(exceptions(evidence), key=rank), *sorted(conditions(evidence), key=rank)]
    apart = {
        other.piece.text: other
        for other in others
        if other.rule is not exception.rule and overlap(other.lemmas, exception.lemmas) < MAX_ALIKE
    }
    for other in list(apart.values())[:MAX_POOL]:
        yield Choice(
            text=other.piece.text,
            span=other.piece.span,
            rung=Rung.ELSEWHERE,
            citations=(evidence.cite(other.rule.sentence.span),),
        )
