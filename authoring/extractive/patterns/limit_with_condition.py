"""P8: asks for a limit that a rule sets: how much at least or at most, within what time, how often."""

from __future__ import annotations

from collections.abc import Iterator

from authoring.extractive.candidates import Candidate, Choice, OptionOrder
from authoring.extractive.evidence import Evidence
from authoring.extractive.limit_frames import LimitFrame, are_twins, limit_frames
from authoring.extractive.number_options import answer, wrong_numbers
from authoring.extractive.stems import Stem, ask
from authoring.linguistics import plural
from authoring.types import AcceptedAnswer, Bloom, ItemType, Segment

PATTERN = "P8"
EXACT = 0.0


def find(evidence: Evidence, segment: Segment) -> Iterator[Candidate]:
    """One question for every limit in the segment that has no twin elsewhere (those are asked by P9)."""
    frames = limit_frames(evidence)
    for frame in frames:
        if frame.rule.statement.block.id not in segment.blocks or any(are_twins(frame, other) for other in frames):
            continue
        if _is_restated(frame, frames):
            continue
        stem = ask(evidence, frame.rule, frame.question)
        if stem is not None:
            yield limit_candidate(evidence, frame, stem, PATTERN)


def _is_restated(frame: LimitFrame, frames: tuple[LimitFrame, ...]) -> bool:
    """Whether an earlier sentence asks the same and has the same answer."""
    earlier = frames[: frames.index(frame)]
    return any(other.question == frame.question and other.key.text == frame.key.text for other in earlier)


def limit_candidate(
    evidence: Evidence, frame: LimitFrame, stem: Stem, pattern: str, twins: tuple[LimitFrame, ...] = ()
) -> Candidate:
    """A choice of four numbers where the document has enough to choose from, else a numeric question."""
    distractors = wrong_numbers(evidence, frame, twins)
    is_choice = len(distractors) >= 3
    return Candidate(
        pattern=pattern,
        type=ItemType.MULTIPLE_CHOICE if is_choice else ItemType.NUMERIC,
        stem=stem.text if is_choice else _with_unit(stem.text, frame),
        citations=stem.citations,
        keys=(Choice(answer(frame), frame.key.span),),
        distractors=distractors if is_choice else (),
        subject=frame.rule.clause.subject.text if frame.rule.clause.subject else "",
        bloom=Bloom.REMEMBER,
        emphasis=frame.rule.statement.emphasis,
        rewrites=1,
        accepted_answers=() if is_choice else (_accepted(frame),),
        frame=frame_name(frame),
        option_order=OptionOrder.RISING,
        language=frame.rule.sentence.language,
        difficulty=0.4 if is_choice else 0.5,
    )


def frame_name(frame: LimitFrame) -> str:
    """The same for every question about one rule."""
    return f"rule {frame.rule.sentence.span.start}"


def _accepted(frame: LimitFrame) -> AcceptedAnswer:
    return AcceptedAnswer(f"{frame.limit.value:g}", frame.unit or frame.limit.unit, EXACT)


def _unit(frame: LimitFrame) -> str:
    """What is counted, in the plural."""
    unit = frame.unit or frame.limit.unit
    return plural(unit) if frame.limit.value == 1 and unit.isalpha() else unit


def _with_unit(stem: str, frame: LimitFrame) -> str:
    """The question with the unit to answer in, where it does not name it already."""
    unit = _unit(frame)
    return stem if unit.lower() in stem.lower() else f"{stem} Answer in {unit}."
