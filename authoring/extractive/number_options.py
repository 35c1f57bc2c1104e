"""Wrong numbers for a limit: its twins' values and their crossings, the document's other values, then a usual scale."""

from __future__ import annotations

from collections.abc import Iterator

from authoring.extractive.candidates import Choice, Rung
from authoring.extractive.evidence import Evidence
from authoring.extractive.limit_frames import LIMITER_SHOWN, LimitFrame, Value, names_unit, size, values
from authoring.extractive.limits import Bound, number_value
from authoring.types import Citation

MAX_RATIO = 8.0  # a value ten times the key, or a tenth, is no mistake anybody makes
MAX_FROM_SCALE = 2  # items.md, section 4, rung 5

# What people set limits to, by unit; powers of two for bits.
_SCALES: dict[str, tuple[int, ...]] = {
    "second": (5, 10, 15, 30, 60, 90),
    "minute": (5, 10, 15, 30, 45, 60),
    "hour": (1, 2, 4, 8, 12, 24, 36, 48, 72),
    "day": (1, 2, 3, 5, 7, 10, 14, 20, 30, 45, 60, 90),
    "week": (1, 2, 3, 4, 6, 8, 12),
    "month": (1, 2, 3, 6, 9, 12, 18, 24),
    "year": (1, 2, 3, 5, 7, 10),
    "bit": (16, 32, 64, 128, 256, 512),
    "character": (4, 6, 8, 10, 12, 16, 20, 32, 64, 128),
    "percent": (5, 10, 20, 25, 30, 40, 50, 60, 70, 75, 80, 90),
}
_COUNTS = (2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100)


def wrong_numbers(evidence: Evidence, frame: LimitFrame, twins: tuple[LimitFrame, ...] = ()) -> tuple[Choice, ...]:
    """Distractors for the frame's key, best first; twins and a scale are never mixed."""
    pool = [*_twins(evidence, frame, twins)]
    shown = {choice.text.lower() for choice in pool} | {answer(frame).lower()}
    taken = {_value_of(choice.text, frame) for choice in pool} | {frame.limit.value}
    for choice in _elsewhere(evidence, frame):
        if choice.text.lower() not in shown and _value_of(choice.text, frame) not in taken:
            shown.add(choice.text.lower())
            taken.add(_value_of(choice.text, frame))
            pool.append(choice)
    if not any(choice.rung is Rung.TWIN for choice in pool):
        pool.extend(_scale(frame, taken, len(pool)))
    return tuple(pool)


def answer(frame: LimitFrame, number: str | None = None, unit: str | None = None) -> str:
    """The frame's key with another number or unit: "8 characters", "at least once per 30 days", "50%"."""
    number, unit = number or frame.number, frame.unit if unit is None else unit
    text = f"{number} {unit}".strip()
    if frame.limit.bound is Bound.EVERY:
        limiter = frame.key.text[: frame.limit.number - frame.limit.begin]
        return f"{limiter}{text}"
    return text


def _twins(evidence: Evidence, frame: LimitFrame, twins: tuple[LimitFrame, ...]) -> Iterator[Choice]:
    """The other values of the rule, then each value with the other's unit."""
    seen: set[str] = {answer(frame).lower()}
    for other in twins:
        text = answer(frame, other.number, None if names_unit(frame) else other.unit)
        if text.lower() not in seen and other.limit.value != 1:
            seen.add(text.lower())
            yield Choice(text, other.key.span, Rung.TWIN, _twin_meaning(other), _cited(evidence, other))
    for other in () if names_unit(frame) else twins:
        for number, unit, span in (
            (frame.number, other.unit, frame.key.span),
            (other.number, frame.unit, other.key.span),
        ):
            text = answer(frame, number, unit)
            if text.lower() not in seen and other.unit != frame.unit:
                seen.add(text.lower())
                yield Choice(
                    text, span, Rung.TWIN, "a mixture of two limits that the text sets", _cited(evidence, other)
                )


def _twin_meaning(other: LimitFrame) -> str:
    scope = other.rule.clause.opening or other.rule.clause.condition
    case = f"{scope.text[:1].lower()}{scope.text[1:]}" if scope else "in another case"
    return f"the {LIMITER_SHOWN[other.limit.bound]} {case}"


def _cited(evidence: Evidence, frame: LimitFrame) -> tuple[Citation, ...]:
    return (evidence.cite(frame.rule.sentence.span),)


def _elsewhere(evidence: Evidence, frame: LimitFrame) -> Iterator[Choice]:
    """Other limits in the same unit, nearest in size first; none that stands in a sentence about the same thing."""
    near = sorted(
        (value for value in values(evidence) if _is_rival(value, frame)),
        key=lambda value: (abs(_ratio(value, frame)), value.span.start),
    )
    for value in near:
        yield Choice(
            text=answer(frame, value.number),
            span=value.span,
            rung=Rung.ELSEWHERE,
            citations=(evidence.cite(value.sentence),),
        )


def _is_rival(value: Value, frame: LimitFrame) -> bool:
    if (
        value.limit.unit != frame.limit.unit
        or value.sentence == frame.rule.sentence.span
        or value.limit.value in {1, frame.limit.value}
    ):
        return False
    if value.number.isalpha() != frame.number.isalpha() or ("%" in value.number) != ("%" in frame.number):
        return False
    if _ratio(value, frame) > MAX_RATIO:
        return False
    shared = len(value.lemmas & frame.lemmas)
    return shared < 0.6 * max(len(frame.lemmas), 1)


def _ratio(value: Value, frame: LimitFrame) -> float:
    one, other = size(value.limit), size(frame.limit)
    return max(one, other) / max(min(one, other), 1e-9)


def _scale(frame: LimitFrame, taken: set[float], found: int) -> Iterator[Choice]:
    """At most two usual values on either side of the key, so that it is no more often extreme than chance."""
    if frame.number.isalpha() or found == 0:
        return
    steps = [step for step in _SCALES.get(frame.limit.unit, _COUNTS) if step not in taken and step != 1]
    above = [step for step in steps if step > frame.limit.value][:1]
    below = [step for step in steps if step < frame.limit.value][-1:]
    suffix = "%" if "%" in frame.number else ""
    sign = frame.number[0] if frame.number[:1] in "$€£" else ""
    for step in (below + above)[:MAX_FROM_SCALE]:
        yield Choice(answer(frame, f"{sign}{step}{suffix}"), None, Rung.SCALE)


def _value_of(text: str, frame: LimitFrame) -> float:
    digits = "".join(character for character in text if character.isdigit() or character == ".")
    try:
        return number_value(digits) if digits else number_value(text.split(maxsplit=1)[0].lower())
    except (ValueError, IndexError):
        return frame.limit.value
