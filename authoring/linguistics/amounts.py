"""Numbers with their units and the words that limit them: at least, within, no more than."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from authoring.linguistics.words import word_list, word_sequence
from authoring.types import Span

_WORDS = {language: word_sequence(f"numbers_{language}") for language in ("en", "it")}
_TENS = {
    language: dict(zip(word_sequence(f"tens_{language}"), range(30, 110, 10), strict=True)) for language in ("en", "it")
}
# Words that read as numbers but mostly are articles or pronouns.
_NOT_COUNTED = frozenset({"one", "zero", "uno", "sei"})
_VALUES = {
    language: {word: value for value, word in enumerate(words) if word not in _NOT_COUNTED} | _TENS[language]
    for language, words in _WORDS.items()
}
# No digits inside names ("SEV-2") or section numbers ("3.2.1").
_DIGITS = (
    r"(?<![\w.,])(?<![A-Za-z]-)(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?(?:/\d+)?)"
    r"(?!\w*[a-zA-Z]\d)(?![\d.]*\.\d)(?!\d)"
)

# Unit words by what they measure.
UNIT_CLASSES: dict[str, frozenset[str]] = {
    "percent": frozenset({"%", "percent", "per cent", "per cento"}),
    **{name: word_list(f"{name}_units") for name in ("time", "data", "length", "money", "measure")},
}
_UNIT_CLASS = {unit: name for name, units in UNIT_CLASSES.items() for unit in units}


class Limiter(StrEnum):
    """How a number bounds: at least, at most, or as a period (every)."""

    MINIMUM = "minimum"
    MAXIMUM = "maximum"
    PERIOD = "period"


_LIMITERS = (
    (
        Limiter.MINIMUM,
        r"at least|a minimum of|minimum of|no fewer than|no less than|not less than|or more|more than|"
        r"minimum|almeno|non meno di|un minimo di",
    ),
    (
        Limiter.MAXIMUM,
        r"at most|a maximum of|maximum of|no more than|not more than|no longer than|no later than|not exceed(?:ing)?|"
        r"up to|within|fewer than|less than|under|no greater than|not to exceed|limited to|"
        r"entro(?: e non oltre)?|al massimo|non oltre|non più di|fino a|massimo",
    ),
    (Limiter.PERIOD, r"once every|every|once per|per|ogni"),
)
_LIMITER_PATTERNS = tuple(
    (limiter, re.compile(rf"\b(?:{words})\s*(?:the\s+|gli\s+|i\s+|le\s+|a\s+)?$", re.IGNORECASE))
    for limiter, words in _LIMITERS
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number and what it counts. `text` is as written ("8 characters"), `span` covers it.

    `unit` is the word after the number, lower case, or None; `unit_class` names what a known unit measures.
    """

    value: float
    text: str
    span: Span
    number_span: Span
    unit: str | None
    unit_class: str | None


def quantities(text: str, language: str | None) -> tuple[Quantity, ...]:
    """Numbers of `text` in order, in digits or in words, with the unit that follows (or a currency sign before)."""
    return tuple(_quantity(text, match, language) for match in _number_pattern(language).finditer(text))


def number_values(text: str, language: str | None) -> frozenset[float]:
    """The values of all numbers in `text`; "one" counts only in digits."""
    return frozenset(quantity.value for quantity in quantities(text, language))


def limiter_before(text: str, position: int) -> tuple[Limiter, Span] | None:
    """The limiting words that end right before `position`, or None."""
    before = text[:position]
    found = [(limiter, match) for limiter, pattern in _LIMITER_PATTERNS if (match := pattern.search(before))]
    if not found:
        return None
    # "no more than" also ends in "more than": the longest wording is meant.
    limiter, longest = max(found, key=lambda pair: len(pair[1].group()))
    return limiter, Span(longest.start(), position)


def _quantity(text: str, match: re.Match[str], language: str | None) -> Quantity:
    number = match.group()
    unit_match = _UNIT_AFTER.match(text, match.end())
    unit = unit_match.group("unit").lower() if unit_match else None
    start, end = match.span()
    if unit_match is not None and unit is not None:
        end = unit_match.end("unit")
    elif start > 0 and text[start - 1] in "€$£":
        unit, start = text[start - 1], start - 1
    unit_class = _UNIT_CLASS.get(unit.split()[-1] if unit else "")
    return Quantity(_value(number, language), text[start:end], Span(start, end), Span(*match.span()), unit, unit_class)


_UNIT_AFTER = re.compile(
    r"\s?(?P<unit>%|€|°[CF]|(?<=\s)(?:(?:consecutive|calendar|working|business|failed|random)\s)?[^\W\d_]+)",
    re.IGNORECASE,
)


def _value(number: str, language: str | None) -> float:
    lowered = number.lower()
    words = _VALUES.get(language or "en", _VALUES["en"])
    if lowered in words:
        return float(words[lowered])
    plain = lowered.replace(",", "")
    if "/" in plain:
        top, bottom = plain.split("/", 1)
        return float(top) / (float(bottom) or 1.0)
    return float(plain)


def _number_pattern(language: str | None) -> re.Pattern[str]:
    return _NUMBER_PATTERNS.get(language or "en", _NUMBER_PATTERNS["en"])


_NUMBER_PATTERNS = {
    language: re.compile(rf"{_DIGITS}|\b(?:{'|'.join(sorted(words, key=len, reverse=True))})\b", re.IGNORECASE)
    for language, words in _VALUES.items()
}
