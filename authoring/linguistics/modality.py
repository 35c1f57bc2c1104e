"""What is required, recommended, allowed or ruled out: modal verbs by class, with their negation."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from authoring.types import Span


class Modality(StrEnum):
    """Classes of obligation; wording may change within one, never across."""

    MUST = "must"
    MUST_NOT = "must not"
    SHOULD = "should"
    SHOULD_NOT = "should not"
    MAY = "may"
    MAY_NOT = "may not"


@dataclass(frozen=True, slots=True)
class Obligation:
    """One modal expression. `span` covers the words, negation included, in the text that was searched."""

    modality: Modality
    span: Span
    text: str


_MODALS: dict[str, tuple[tuple[Modality, str], ...]] = {
    "en": (
        (Modality.MUST, r"(?:is|are) required to|ha(?:s|ve) to|needs? to|must|shall"),
        (Modality.SHOULD, r"(?:is|are) (?:recommended|advised|encouraged) to|ought to|should"),
        (Modality.MAY, r"(?:is|are) (?:permitted|allowed) to|cannot|can['’]t|can|may"),
    ),
    "it": (
        (Modality.SHOULD, r"dovrebbe(?:ro)?|si raccomanda di|è consigliato"),
        (Modality.MUST, r"dev(?:e|ono)|dovr(?:à|anno)|è obbligatorio|sono tenut[iae] a|è tenut[oa] a|occorre"),
        (Modality.MAY, r"può|possono|è consentito|è permesso"),
    ),
}
_NEGATED = {Modality.MUST: Modality.MUST_NOT, Modality.SHOULD: Modality.SHOULD_NOT, Modality.MAY: Modality.MAY_NOT}
_NEGATION = {
    "en": re.compile(
        r"\b(?:not|never|no|none|nor|neither|nothing|nobody|without|cannot|avoid|don['’]t|doesn['’]t|didn['’]t|isn['’]t|"
        r"aren['’]t|wasn['’]t|weren['’]t|won['’]t|can['’]t|shouldn['’]t|mustn['’]t|couldn['’]t|wouldn['’]t|hasn['’]t|"
        r"haven['’]t)\b",
        re.IGNORECASE,
    ),
    "it": re.compile(r"\b(?:non|mai|né|nessun[oa']?|senza|vietat[oaie]|divieto)\b", re.IGNORECASE),
}


def obligations(text: str, language: str | None) -> tuple[Obligation, ...]:
    """The modal expressions of `text` in order; none for a language without a list."""
    patterns = _COMPILED.get(language or "en")
    if patterns is None:
        return ()
    found = [
        Obligation(_NEGATED[modality] if _has_not(match) else modality, Span(*match.span()), match.group())
        for modality, pattern in patterns
        for match in pattern.finditer(text)
    ]
    return tuple(sorted(found, key=lambda obligation: obligation.span))


def is_negated(text: str, language: str | None) -> bool:
    """Whether `text` holds a word of negation."""
    pattern = _NEGATION.get(language or "en", _NEGATION["en"])
    return pattern.search(text) is not None


def _has_not(match: re.Match[str]) -> bool:
    matched = match.group().lower()
    return match.group("not") is not None or "cannot" in matched or matched.startswith(("can't", "can’t", "non "))


def _compiled(language: str, words: str) -> re.Pattern[str]:
    if language == "it":
        return re.compile(rf"\b(?P<not>non\s+(?:si\s+)?)?(?:{words})\b", re.IGNORECASE)
    # "May 2024" is the month.
    return re.compile(
        rf"\b(?:{words})(?:n['’]t)?(?P<not>\s+(?:not|never)\b|(?<=n['’]t))?(?!\s+\d)(?!\w)", re.IGNORECASE
    )


_COMPILED = {
    language: tuple((modality, _compiled(language, words)) for modality, words in patterns)
    for language, patterns in _MODALS.items()
}
