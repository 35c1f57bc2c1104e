"""P21: a rule as it stands, or with one thing changed: its number or how binding it is. True or false?"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from authoring.extractive.candidates import Candidate, Choice, OptionOrder, Rung
from authoring.extractive.evidence import Evidence
from authoring.extractive.frames import Rule
from authoring.extractive.limit_frames import LimitFrame, are_twins, limit_frames, size, values
from authoring.extractive.limits import Bound
from authoring.extractive.modals import Modality
from authoring.extractive.patterns.changed_rule import opens_false
from authoring.extractive.patterns.limit_with_condition import frame_name
from authoring.extractive.stems import Stem, ask, subject_in_stem
from authoring.types import Bloom, Citation, ItemType, Segment

PATTERN = "P21"
TRUE, FALSE = "True", "False"
MAX_RATIO = 6.0


def find(evidence: Evidence, segment: Segment) -> Iterator[Candidate]:
    """One statement for every limit in the segment that another value of the document would make false; half are."""
    for number, (frame, other) in enumerate(_changeable(evidence), start=int(not opens_false(evidence))):
        if frame.rule.statement.block.id in segment.blocks:
            yield from _statement(evidence, frame, other if number % 2 == 0 else None)


def _changeable(evidence: Evidence) -> tuple[tuple[LimitFrame, tuple[str, Citation]], ...]:
    """The limits with a value that contradicts them, in an order that tells nothing about their place."""

    def gather() -> tuple[tuple[LimitFrame, tuple[str, Citation]], ...]:
        pairs = [
            (frame, other) for frame in limit_frames(evidence) if (other := _other_value(evidence, frame)) is not None
        ]
        return tuple(sorted(pairs, key=lambda pair: hashlib.sha256(pair[0].rule.sentence.text.encode()).digest()))

    return evidence.once("changeable limits", gather)


def _statement(evidence: Evidence, frame: LimitFrame, other: tuple[str, Citation] | None) -> Iterator[Candidate]:
    stem = _stem(evidence, frame.rule, frame, other[0] if other else frame.number)
    if stem is None:
        return
    key, wrong = (FALSE, TRUE) if other else (TRUE, FALSE)
    yield Candidate(
        pattern=PATTERN,
        type=ItemType.TRUE_FALSE,
        stem=stem.text,
        citations=(*stem.citations, other[1]) if other else stem.citations,
        keys=(Choice(key),),
        distractors=(Choice(wrong, None, Rung.SIBLING),),
        subject=frame.rule.clause.subject.text if frame.rule.clause.subject else "",
        bloom=Bloom.UNDERSTAND,
        emphasis=frame.rule.statement.emphasis,
        rewrites=1,
        frame=frame_name(frame),
        rationale=f"The value is {frame.number} {frame.unit}".strip() + "." if other else "",
        option_order=OptionOrder.NATURAL,
        layout=(TRUE, FALSE),
        checked=True,
        language=frame.rule.sentence.language,
        difficulty=0.35,
        needed_distractors=1,
    )


def _stem(evidence: Evidence, rule: Rule, frame: LimitFrame, number: str) -> Stem | None:
    """The rule as a sentence with `number` in place of its own."""
    clause = rule.clause
    if clause.is_double or clause.reason is not None or clause.subject is None:
        return None
    modal = clause.modal.text if clause.modal else ""
    predicate = re.sub(r"^also ", "", clause.predicate.text)
    if predicate.count(frame.number) != 1:
        return None
    return ask(
        evidence,
        rule,
        f"{subject_in_stem(evidence, clause)} {modal} {predicate.replace(frame.number, number)}",
        ending=".",
    )


def _other_value(evidence: Evidence, frame: LimitFrame) -> tuple[str, Citation] | None:
    """A twin's value, else another in the same unit, that makes the statement false and not merely weaker or stronger
    in a way that the rule implies."""
    for twin in limit_frames(evidence):
        if are_twins(frame, twin) and twin.unit == frame.unit and _contradicts(frame, size(twin.limit)):
            return twin.number, evidence.cite(twin.rule.sentence.span)
    for value in sorted(values(evidence), key=lambda value: abs(size(value.limit) - size(frame.limit))):
        near = max(size(value.limit), size(frame.limit)) <= MAX_RATIO * min(size(value.limit), size(frame.limit))
        alike = value.limit.unit == frame.limit.unit and value.number.isalpha() == frame.number.isalpha()
        if (
            alike
            and near
            and value.limit.value != 1
            and value.sentence != frame.rule.sentence.span
            and _contradicts(frame, size(value.limit))
        ):
            return value.number, evidence.cite(value.sentence)
    return None


def _contradicts(frame: LimitFrame, other: float) -> bool:
    """ "At least 8" implies "at least 6" and is contradicted by "at least 10"; a permission the other way."""
    own = size(frame.limit)
    is_permission = frame.rule.clause.modality is Modality.MAY
    if frame.limit.bound is Bound.MINIMUM:
        return other < own if is_permission else other > own
    return other > own if is_permission else other < own
