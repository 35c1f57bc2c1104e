"""From a narrow question to candidates: open, and as a choice where three other answers can stand beside its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from authoring.extractive.actions import both_tell, comparable, overlap, same_length
from authoring.extractive.candidates import Candidate, Choice, Rung
from authoring.extractive.evidence import Evidence
from authoring.extractive.narrow import Asks, Narrow, narrow_questions
from authoring.linguistics import content_lemmas
from authoring.types import AcceptedAnswer, Bloom, ItemType, Segment

MAX_POOL = 12
MAX_SHARED_CUE = 0.34  # questions more alike than this may have the same answer
MAX_SHARED_ANSWER = 0.5
# What other things are, or are for, is off the subject: a choice of it is guessed.
_WITH_CHOICE = frozenset({Asks.ACTION, Asks.REASON, Asks.SITUATION, Asks.MEANS})
_BLOOM = {
    Asks.ACTION: Bloom.APPLY,
    Asks.REASON: Bloom.UNDERSTAND,
    Asks.MEANS: Bloom.UNDERSTAND,
    Asks.EXCEPTION: Bloom.UNDERSTAND,
    Asks.SITUATION: Bloom.UNDERSTAND,
}


def narrow_candidates(evidence: Evidence, segment: Segment, asks: Asks) -> Iterator[Candidate]:
    """The candidates of one kind of narrow question whose rule stands in the segment."""
    blocks = frozenset(segment.blocks)
    for key in narrow_questions(evidence):
        if key.asks is asks and key.rule.statement.block.id in blocks:
            if asks in _WITH_CHOICE:
                yield from _choice(evidence, key)
            yield _open(key)


def _open(key: Narrow) -> Candidate:
    return Candidate(
        pattern=key.asks.value,
        type=ItemType.SHORT_ANSWER,
        stem=key.stem.text,
        citations=key.stem.citations,
        accepted_answers=(AcceptedAnswer(key.answer),),
        subject=" ".join(sorted(key.cue)),
        bloom=_BLOOM.get(key.asks, Bloom.REMEMBER),
        emphasis=key.rule.statement.emphasis,
        rewrites=1,
        frame=f"rule {key.rule.sentence.span.start}",
        language=key.rule.sentence.language,
        difficulty=0.5,
    )


def _choice(evidence: Evidence, key: Narrow) -> Iterator[Candidate]:
    others = tuple(_rivals(evidence, key))
    told = content_lemmas(key.stem.text, "en")
    if not any(len(other.lemmas & told) >= len(key.lemmas & told) for other in others):
        return  # only the key would repeat words of the stem
    for needed in (3, 2):  # three options where the document has no third rival
        if len(others) >= needed:
            yield Candidate(
                pattern=key.asks.value,
                type=ItemType.MULTIPLE_CHOICE,
                stem=key.stem.text,
                citations=key.stem.citations,
                keys=(Choice(key.answer, key.piece.span),),
                distractors=tuple(_as_choice(evidence, key, other) for other in others[:MAX_POOL]),
                subject=" ".join(sorted(key.cue)),
                bloom=_BLOOM.get(key.asks, Bloom.REMEMBER),
                emphasis=key.rule.statement.emphasis,
                rewrites=1,
                frame=f"rule {key.rule.sentence.span.start}",
                language=key.rule.sentence.language,
                difficulty=0.4,
                checked=True,
                needed_distractors=needed,
            )


def _rivals(evidence: Evidence, key: Narrow) -> Iterator[Narrow]:
    """Answers of the key's form to questions about something else: of its length first, then the nearest."""
    told = content_lemmas(key.stem.text, "en")
    taken: list[frozenset[str]] = [key.lemmas]
    for other in sorted(_near(evidence, key), key=lambda one: _distance(key, one)):
        if not _may_stand_beside(key, other) or len(other.lemmas & told) > len(key.lemmas & told) + 1:
            continue
        if all(overlap(other.lemmas, lemmas) < MAX_SHARED_ANSWER for lemmas in taken):
            taken.append(other.lemmas)
            yield other


def _near(evidence: Evidence, key: Narrow) -> Iterator[Narrow]:
    """The questions of the key's segment and of its neighbours: from farther away an answer is off the subject."""
    by_place = evidence.once("narrow questions by segment", lambda: _by_segment(evidence))
    home = _place(evidence, key)
    for place in (home - 1, home, home + 1):
        yield from by_place.get(place, ())


def _by_segment(evidence: Evidence) -> dict[int, list[Narrow]]:
    found: dict[int, list[Narrow]] = {}
    for one in narrow_questions(evidence):
        found.setdefault(_place(evidence, one), []).append(one)
    return found


def _place(evidence: Evidence, one: Narrow) -> int:
    """The number of the segment that the rule stands in; far from all others for a rule in none."""
    places = evidence.once("segment places", lambda: {each.id: n for n, each in enumerate(evidence.segments)})
    segment = evidence.segment_of(one.rule.statement.block.id)
    return places[segment.id] if segment else -10


def _may_stand_beside(key: Narrow, other: Narrow) -> bool:
    if other.form != key.form or other.rule.sentence.span == key.rule.sentence.span:
        return False
    if overlap(key.cue, other.cue) > MAX_SHARED_CUE or not comparable(other.answer, key.answer):
        return False
    if key.asks is Asks.ACTION and both_tell(key.answer, other.answer):
        return False
    return _denies(key.answer) == _denies(other.answer) and not _PRONOUN.search(other.answer)


_PRONOUN = re.compile(r"\b(?:it|its|they|them|their|theirs|he|she|his|her)\b", re.IGNORECASE)
_DENIES = re.compile(r"\b(?:not|never|no|nobody|nothing|cannot|neither|without)\b|n['’]t\b", re.IGNORECASE)


def _denies(text: str) -> bool:
    return bool(_DENIES.search(text))


def _distance(key: Narrow, other: Narrow) -> tuple[bool, bool, bool, int]:
    here, there = key.rule.statement.headings, other.rule.statement.headings
    return (
        not same_length(other.answer, key.answer),
        there != here,
        there[:2] != here[:2],
        abs(other.piece.span.start - key.piece.span.start),
    )


def _as_choice(evidence: Evidence, key: Narrow, other: Narrow) -> Choice:
    near = other.rule.statement.headings == key.rule.statement.headings
    cited = (evidence.cite(other.rule.sentence.span),)
    return Choice(other.answer, other.piece.span, Rung.SIBLING if near else Rung.ELSEWHERE, "", cited)
