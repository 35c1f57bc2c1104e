"""The limits a document sets, each with its question; twins are limits alike in everything but scope and value."""

from __future__ import annotations

import re
from dataclasses import dataclass

from authoring.extractive.evidence import Evidence
from authoring.extractive.frames import Rule, stated_rules, statements
from authoring.extractive.limit_questions import ask_for_limit
from authoring.extractive.limits import Bound, Limit, find_limits, seconds
from authoring.extractive.pieces import Piece, masked
from authoring.extractive.stems import subject_in_stem
from authoring.linguistics import content_lemmas
from authoring.types import Span


@dataclass(frozen=True, slots=True)
class LimitFrame:
    """A rule that sets a limit. `question` begins small and has no question mark; `number` and `unit` are the parts of
    the answer as shown ("3", "calendar days"); `lemmas` are the content of subject and predicate without the number."""

    rule: Rule
    limit: Limit
    question: str
    key: Piece
    number: str
    unit: str
    lemmas: frozenset[str]
    scope: frozenset[str]


@dataclass(frozen=True, slots=True)
class Value:
    """A number with its unit somewhere in the teaching text: what distractors are taken from."""

    limit: Limit
    number: str
    span: Span
    sentence: Span
    lemmas: frozenset[str]
    place: str


def limit_frames(evidence: Evidence) -> tuple[LimitFrame, ...]:
    """All limits of the document that a fixed question fits, in reading order."""
    return evidence.once("limit frames", lambda: tuple(_limit_frames(evidence)))


def values(evidence: Evidence) -> tuple[Value, ...]:
    """Every limited number of the document's statements."""
    return evidence.once("limit values", lambda: tuple(_values(evidence)))


def are_twins(one: LimitFrame, other: LimitFrame) -> bool:
    """Whether two limits bound the same thing by different numbers under different scopes or conditions."""
    if one is other or one.limit.bound is not other.limit.bound or not same_dimension(one.limit, other.limit):
        return False
    if (names_unit(one) or names_unit(other)) and one.limit.unit != other.limit.unit:
        return False
    shared = len(one.lemmas & other.lemmas)
    smaller, larger = sorted((len(one.lemmas), len(other.lemmas)))
    alike = shared >= 0.75 * larger or (shared == smaller and smaller >= 3)
    return alike and size(one.limit) != size(other.limit)


def names_unit(frame: LimitFrame) -> bool:
    """Whether the question says what is counted, so that an answer in another unit would not fit it."""
    return " number of " in frame.question or "how many " in frame.question


def same_dimension(one: Limit, other: Limit) -> bool:
    """Whether two limits count in the same unit or in units of time."""
    return one.unit == other.unit or (seconds(1, one.unit) is not None and seconds(1, other.unit) is not None)


def size(limit: Limit) -> float:
    """The value in the smallest unit of its dimension: seconds for time, else the number itself."""
    duration = seconds(limit.value, limit.unit)
    return limit.value if duration is None else duration


def _limit_frames(evidence: Evidence) -> list[LimitFrame]:
    found = []
    for rule in stated_rules(evidence):
        sentence = rule.sentence
        for limit in find_limits(masked(sentence.text)):
            asked = ask_for_limit(
                sentence.text, sentence.span.start, rule.clause, limit, subject_in_stem(evidence, rule.clause)
            )
            if asked is not None:
                found.append(make_frame(rule, limit, asked.stem, asked.key))
    return found


def make_frame(rule: Rule, limit: Limit, question: str, key: Piece) -> LimitFrame:
    """The frame of a limit whose question and key are known."""
    written = key.text[limit.number - limit.begin :] if limit.bound is Bound.EVERY else key.text
    number, unit = split_number(written)
    language = rule.sentence.language
    clause = rule.clause
    body = " ".join(part.text for part in (clause.subject, clause.predicate) if part).replace(key.text, " ")
    scope = " ".join(part.text for part in (clause.opening, clause.condition, clause.exception) if part)
    if rule.statement.topic:
        scope += " " + rule.statement.topic
    numberless = frozenset(lemma for lemma in content_lemmas(body, language) if not lemma[:1].isdigit())
    return LimitFrame(rule, limit, question, key, number, unit, numberless, content_lemmas(scope, language))


def split_number(text: str) -> tuple[str, str]:
    """ "3" and "calendar days" from "3 calendar days"; the unit sign of "$50" or "90%" stays with the number."""
    found = re.match(
        r"(?P<number>[$€£]?(?:\d[\d,]*(?:\.\d+)?|[a-z]+) ?(?:%|°[CF])?)[ -]?(?P<unit>.*)$", text, re.IGNORECASE
    )
    return (found.group("number").strip(), found.group("unit").strip()) if found else (text, "")


def _values(evidence: Evidence) -> list[Value]:
    found = []
    for statement in statements(evidence):
        sentence = statement.sentence
        for limit in find_limits(masked(sentence.text)):
            number = sentence.text[limit.number : limit.end]
            written, _ = split_number(number)
            found.append(
                Value(
                    limit=limit,
                    number=written,
                    span=sentence.at(limit.number, limit.number + len(written)),
                    sentence=sentence.span,
                    lemmas=content_lemmas(sentence.text, sentence.language),
                    place=evidence.place(sentence.block),
                )
            )
    return found


LIMITER_SHOWN = {
    Bound.MINIMUM: "minimum",
    Bound.MAXIMUM: "maximum",
    Bound.WITHIN: "time limit",
    Bound.EVERY: "interval",
}
