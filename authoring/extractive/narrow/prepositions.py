"""Questions that open with a preposition: against what, to whom, from what, by whom, with what."""

from __future__ import annotations

import re
from collections.abc import Iterator

from authoring.extractive.actors import is_person
from authoring.extractive.clause_parts import Kind
from authoring.extractive.clauses import Clause, Part, Voice
from authoring.extractive.evidence import Evidence
from authoring.extractive.frames import Rule
from authoring.extractive.narrow.question import Asks, Narrow, narrow
from authoring.extractive.narrow.wording import opening, question
from authoring.linguistics import content_lemmas

MIN_CUE = 3  # content words that set the act apart
MAX_PERSON_WORDS = 6
_MANNER = re.compile(r"^in (?:an?|the) (?:[\w-]+ )?(?:form|manner|way|format|order|language)\b", re.IGNORECASE)
_ONLY_THERE = re.compile(r"^only (?:in|at|on) (?:the|an?) ", re.IGNORECASE)
_BY_MEANS = frozenset({"with", "over", "as"})
_USUAL = re.compile(r"\b(?:frequently|often|commonly|typically|usually|mostly|generally)\b", re.IGNORECASE)
_HANDED = re.compile(
    r"^(?:be )?(?:report|send|hand|give|escalate|assign|return|deliver|announce|pass|submit|forward|show)(?:ed|s|n)?\b",
    re.IGNORECASE,
)


def by_preposition(evidence: Evidence, rule: Rule, part: Part) -> Iterator[Narrow]:
    """The question whose answer is the closing phrase of the rule: "against what", "to whom", "how"."""
    clause = rule.clause
    ends = clause.whole.text.endswith(part.piece.text)
    if part.is_opening or not part.rest or not ends or clause.exception is not None:
        return
    told = content_lemmas(part.rest, "en") | content_lemmas(clause.subject.text if clause.subject else "", "en")
    word = _word(evidence, clause, part)
    if word is None or len(told) < MIN_CUE or _USUAL.search(part.rest):
        return
    asked = question(evidence, rule, word, part.rest)
    if asked is not None:
        stem = f"{opening(evidence, clause)}{asked}?"
        yield from narrow(evidence, rule, Asks.RELATION, stem, part.piece, cue=part.rest, form=word)


def _word(evidence: Evidence, clause: Clause, part: Part) -> str | None:
    """The words that open the question; None for a phrase that answers no plain one."""
    text = part.piece.text
    if part.kind is Kind.MEANS and part.marker == "by" and clause.voice is Voice.PASSIVE:
        return "by whom" if is_person(evidence, part.piece.text.partition(" ")[2]) else None
    if part.kind is not Kind.SCOPE:
        return None
    if _ONLY_THERE.match(text):
        return "where"
    if part.marker == "against":
        return "against what"
    if part.marker == "to" and _HANDED.match(part.rest) and len(text.split()) <= MAX_PERSON_WORDS:
        return f"to {'whom' if is_person(evidence, part.piece.text.partition(' ')[2]) else 'what'}"
    is_means = part.marker in _BY_MEANS and (clause.voice is Voice.PASSIVE or _is_order_with(clause, part))
    return "how" if is_means or _MANNER.match(text) else None


def _is_order_with(clause: Clause, part: Part) -> bool:
    return clause.subject is None and part.marker == "with" and clause.object is not None
