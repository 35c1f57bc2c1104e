"""P9: asks for one of two limits that differ only in scope, such as two levels of severity; the other is the trap."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from authoring.extractive.candidates import Candidate
from authoring.extractive.clauses import parse_clause
from authoring.extractive.evidence import Evidence
from authoring.extractive.frames import Rule, Statement, statements_in
from authoring.extractive.limit_frames import LimitFrame, are_twins, limit_frames, make_frame
from authoring.extractive.limit_questions import ask_for_limit
from authoring.extractive.limits import Limit, find_limits, read_amount
from authoring.extractive.patterns.limit_with_condition import limit_candidate
from authoring.extractive.pieces import Piece, masked, piece
from authoring.extractive.stems import Stem, ask, subject_in_stem
from authoring.linguistics import content_lemmas
from authoring.types import Segment, Span

PATTERN = "P9"
_SCOPE = re.compile(r" (?P<word>for|at|in|on|by) (?P<scope>[^,;()]{2,60}?)(?=,? and |,? or |, |$)")
_NEXT = re.compile(r",? and |,? or |, ")


def find(evidence: Evidence, segment: Segment) -> Iterator[Candidate]:
    """Questions for limits with a twin in the document, and for those that one sentence sets for several scopes."""
    for frame in limit_frames(evidence):
        if frame.rule.statement.block.id not in segment.blocks:
            continue
        twins = tuple(other for other in limit_frames(evidence) if are_twins(frame, other))
        if twins:
            stem = _telling_stem(evidence, frame, twins)
            if stem is not None:
                yield limit_candidate(evidence, frame, stem, PATTERN, twins)
    for statement in statements_in(evidence, segment):
        yield from _of_one_sentence(evidence, statement)


def _telling_stem(evidence: Evidence, frame: LimitFrame, twins: tuple[LimitFrame, ...]) -> Stem | None:
    """The question, with its heading where only that tells the twins apart; None where nothing does."""
    for with_topic in (False, True):
        stem = ask(evidence, frame.rule, frame.question, with_topic=with_topic)
        if stem is not None and all(_tells_apart(stem.text, frame, twin) for twin in twins):
            return stem
    return None


def _tells_apart(stem: str, frame: LimitFrame, twin: LimitFrame) -> bool:
    own = (frame.scope | frame.lemmas) - (twin.scope | twin.lemmas)
    return bool(own & content_lemmas(stem, frame.rule.sentence.language))


@dataclass(frozen=True, slots=True)
class _Scoped:
    """One amount of a series such as "3 days for a SEV-1 and 5 days for a SEV-2"; spans count in the sentence."""

    limit: Limit
    scope: Span


def _of_one_sentence(evidence: Evidence, statement: Statement) -> Iterator[Candidate]:
    text, start = statement.sentence.text, statement.sentence.span.start
    flat = masked(text).rstrip(" .")
    for first in find_limits(flat):
        series = _series(flat, first)
        if len(series) < 2:
            continue
        frames = _frames(evidence, statement, text, start, series)
        for frame in frames:
            others = tuple(other for other in frames if other is not frame)
            stem = ask(evidence, frame.rule, frame.question)
            if stem is not None:
                yield limit_candidate(evidence, frame, stem, PATTERN, others)


def _series(flat: str, first: Limit) -> list[_Scoped]:
    """The limit with its scope and those that follow with the same preposition."""
    found: list[_Scoped] = []
    limit: Limit | None = first
    word = None
    while limit is not None:
        scope = _SCOPE.match(flat, limit.end)
        if scope is None or word not in {None, scope.group("word")}:
            break
        word = scope.group("word")
        found.append(_Scoped(limit, Span(*scope.span("scope"))))
        follows = _NEXT.match(flat, scope.end())
        limit = read_amount(flat, follows.end(), first.bound) if follows else None
    return found


def _frames(evidence: Evidence, statement: Statement, text: str, start: int, series: list[_Scoped]) -> list[LimitFrame]:
    first = series[0]
    clause = parse_clause(text[: first.scope.end], start)
    if clause is None or clause.condition or clause.exception:
        return []
    asked = ask_for_limit(text[: first.scope.end], start, clause, first.limit, subject_in_stem(evidence, clause))
    scope = text[first.scope.start : first.scope.end]
    if asked is None or asked.stem.count(scope) != 1:
        return []
    rule = Rule(statement, clause)
    return [
        replace(
            make_frame(
                rule,
                part.limit,
                asked.stem.replace(scope, text[part.scope.start : part.scope.end]),
                _amount(text, part, start),
            ),
            scope=content_lemmas(text[part.scope.start : part.scope.end], statement.sentence.language),
        )
        for part in series
    ]


def _amount(text: str, part: _Scoped, start: int) -> Piece:
    return piece(text, part.limit.number, part.limit.end, start)
