"""What rules hang on: their exceptions and conditions, as clauses that can stand beside one another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from authoring.extractive.clauses import Piece
from authoring.extractive.evidence import Evidence
from authoring.extractive.frames import Rule, rules
from authoring.extractive.wording import stands_alone
from authoring.linguistics import content_lemmas
from authoring.types import Span

MIN_WORDS, MAX_WORDS = 4, 20


@dataclass(frozen=True, slots=True)
class Circumstance:
    """A clause without its first word ("unless", "if")."""

    rule: Rule
    piece: Piece
    lemmas: frozenset[str]


_FIRST = re.compile(
    r"^(?:only )?(?:unless|except (?:if|when|where)|if|when|whenever|once|in case|in the event that) ", re.IGNORECASE
)
_THIN = re.compile(
    r"^(?:otherwise|required|needed|necessary|possible|told|sent|given|made|taken|no longer|in use|available|it|this"
    r"|that|they|these|those|he|she|there|so|not|such|[a-z]+ing|[a-z]{3,}ed)\b|\botherwise\b|\bdo so\b",
    re.IGNORECASE,
)
_FINITE = re.compile(
    r"\b(?:is|are|has|have|had|does|do|may|must|can|cannot|should|will|needs?|[a-z]{3,}s|[a-z]{3,}ed)\b", re.IGNORECASE
)


def exceptions(evidence: Evidence) -> tuple[Circumstance, ...]:
    """The "unless …" clauses of the document that say something."""
    return evidence.once("exceptions", lambda: tuple(_circumstances(evidence, "exception")))


def conditions(evidence: Evidence) -> tuple[Circumstance, ...]:
    """The "if …" and "when …" clauses of the document that say something."""
    found = ("opening", "condition")
    return evidence.once("conditions", lambda: tuple(one for part in found for one in _circumstances(evidence, part)))


def without_exception(rule: Rule) -> Rule:
    """The rule as it stands without its exception."""
    return replace(rule, clause=replace(rule.clause, exception=None))


def _circumstances(evidence: Evidence, part: str) -> Iterator[Circumstance]:
    for rule in rules(evidence):
        found: Piece | None = getattr(rule.clause, part)
        first = _FIRST.match(found.text) if found else None
        if found is None or first is None:
            continue
        text = found.text[first.end() :]
        if not MIN_WORDS <= len(text.split()) <= MAX_WORDS or _THIN.search(text) or not _FINITE.search(text):
            continue
        lemmas = content_lemmas(text, rule.sentence.language)
        if len(lemmas) >= 2 and stands_alone(text) and "," not in text:
            yield Circumstance(rule, Piece(text, Span(found.span.start + first.end(), found.span.end)), lemmas)
