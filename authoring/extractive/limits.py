"""Limits in the text: a limiter, a number and its unit, such as "at least 8 characters" or "within 30 days"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Bound(StrEnum):
    """Which side a limit closes, or that it says how soon or how often."""

    MINIMUM = "minimum"
    MAXIMUM = "maximum"
    WITHIN = "within"
    EVERY = "every"


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit inside a text: `begin`..`end` is the whole expression, `number`..`end` value and unit as written.

    `value` is the number; `unit` the noun that is counted, in the singular and without modifiers ("character", "day",
    "percent", "€"); `counted` the noun phrase after the number as written ("calendar days"); `preposition` the word
    before the limiter ("for at least 90 days").
    """

    bound: Bound
    begin: int
    number: int
    end: int
    value: float
    unit: str
    counted: str
    preposition: str = ""


NUMBER_WORDS = {
    word: value
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
        ]
    )
} | {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90}
_NUMBER = (
    r"(?P<value>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|" + "|".join(w for w in NUMBER_WORDS if w != "zero") + ")"
)
_CURRENCY = r"(?P<currency>[$€£]|usd |eur |gbp )?"
_STOP = (
    "of|and|or|the|a|an|to|in|on|at|for|from|by|with|as|is|are|was|be|per|if|when|that|which|who"
    "|this|these|those|more|less"
    "|other|one|such|it|they|you|we|not|than|before|after|following|times|this|has|does|us|its|always|also|using|used"
)
_MEASURE = (
    r"(?:seconds?|minutes?|hours?|days?|weeks?|months?|quarters?|years?|bits?|bytes?|[kmgt]b"
    r"|characters?|digits?|words?|lines?"
    r"|pages?|metres?|meters?|kilometres?|kilometers?|km|cm|mm|m|feet|inch(?:es)?|kg|kilograms?"
    r"|grams?|litres?|liters?|degrees?"
    r"|watts?|kwh|volts?|people|euros?|dollars?|pounds?|points?|decibels?|lux)"
)
_COUNTED = (
    r"(?: ?(?P<percent>%|°c|°f|percent)|[ -](?P<counted>(?:(?!(?:" + _STOP + r")\b)[a-z-]+ ){0,2}?" + _MEASURE + r"\b"
    r"|(?:(?!(?:"
    + _STOP
    + r")\b)[a-z-]+ ){0,3}?(?!(?:"
    + _STOP
    + r")\b)[a-z-]+s(?<!ss)\b(?! of\b)|(?:[a-z-]+ ){0,3}?[a-z-]+s(?= of\b)))"
)
_BEFORE = (
    (
        Bound.MINIMUM,
        r"at least|no less than|not less than|no fewer than|not fewer than|a minimum of|no earlier than|minimum of",
    ),
    (
        Bound.MAXIMUM,
        r"at most|up to|no more than|not more than|a maximum of|no longer than|maximum of|not exceed|never exceed",
    ),
    (Bound.WITHIN, r"within|no later than|not later than"),
    (Bound.EVERY, r"at least once every|at least once per|at least every|once every|once per|every"),
)
_PATTERNS = tuple(
    (bound, re.compile(rf"(?:\b(?P<preposition>for|to|by|of|with) )?\b(?:{words}) {_CURRENCY}{_NUMBER}{_COUNTED}?"))
    for bound, words in _BEFORE
)
_AFTER = re.compile(
    rf"(?:\b(?P<preposition>for|to|by|of|with) )?{_CURRENCY}\b{_NUMBER}{_COUNTED} or "
    r"(?P<word>more|longer|higher|older|greater|above|less|fewer|shorter|lower|younger|below)\b"
)
_AMOUNT = re.compile(rf"(?P<preposition>(?!))?{_CURRENCY}{_NUMBER}{_COUNTED}?")
_UPWARD = {"more", "longer", "higher", "older", "greater", "above"}
_NOT_A_UNIT = frozenset(
    [
        "times",
        "single",
        "steps",
        "sections",
        "chapters",
        "pages",
        "figures",
        "tables",
        "versions",
        "levels",
        "of",
        "this",
        "is",
        "has",
        "was",
    ]
)


def find_limits(flat: str) -> tuple[Limit, ...]:
    """All limits of a text in lower case, first to last; one that lies inside another is left out."""
    found: list[Limit] = []
    for bound, pattern in (*_PATTERNS[::-1], (None, _AFTER)):
        for match in pattern.finditer(flat):
            limit = _limit(flat, match, bound)
            if limit and not any(limit.begin < other.end and other.begin < limit.end for other in found):
                found.append(limit)
    return tuple(sorted(found, key=lambda limit: limit.begin))


def read_amount(flat: str, position: int, bound: Bound) -> Limit | None:
    """The number and unit that stand right at `position`, as a limit of that kind: "5 business days"."""
    match = _AMOUNT.match(flat, position)
    return _limit(flat, match, bound) if match else None


def _limit(flat: str, match: re.Match[str], bound: Bound | None) -> Limit | None:
    unit, counted, end = _unit(match)
    if not unit or flat[end : end + 1].isdigit() or re.match(r"\s?[-–]\s?\d|/\d|:\d", flat[match.end("value") :]):
        return None
    if bound is None:
        bound = Bound.MINIMUM if match.group("word") in _UPWARD else Bound.MAXIMUM
        end = match.end()
    number = match.start("currency") if match.group("currency") else match.start("value")
    preposition = match.group("preposition") or ""
    begin = match.start() + (len(preposition) + 1 if preposition else 0)
    return Limit(bound, begin, number, end, number_value(match.group("value")), unit, counted, preposition)


def _unit(match: re.Match[str]) -> tuple[str, str, int]:
    """Unit, counted noun phrase and end of the expression; unit "" where the number counts nothing."""
    if match.group("currency"):
        return match.group("currency").strip(), "", match.end("value")
    if match.group("percent"):
        return (
            "percent" if match.group("percent") in {"%", "percent"} else match.group("percent"),
            "",
            match.end("percent"),
        )
    counted = match.group("counted") or ""
    head = counted.rsplit(" ", 1)[-1]
    if not counted or head in _NOT_A_UNIT or head.endswith("ly"):
        return "", "", match.end()
    return singular(head), counted, match.end("counted")


def number_value(written: str) -> float:
    """The number a numeral or number word stands for: "1,000" is 1000, "twelve" is 12."""
    return float(NUMBER_WORDS[written]) if written in NUMBER_WORDS else float(written.replace(",", ""))


_TIME_SECONDS = {
    "second": 1.0,
    "minute": 60.0,
    "hour": 3600.0,
    "day": 86400.0,
    "week": 604800.0,
    "month": 2629800.0,
    "quarter": 7889400.0,
    "year": 31557600.0,
}


def seconds(value: float, unit: str) -> float | None:
    """The duration in seconds; None where the unit is no unit of time."""
    return value * _TIME_SECONDS[unit] if unit in _TIME_SECONDS else None


def is_time(unit: str) -> bool:
    """Whether the unit measures time."""
    return unit in _TIME_SECONDS


def singular(noun: str) -> str:
    """The singular of a regular unit name."""
    if noun.endswith("ies") and len(noun) > 4:
        return noun[:-3] + "y"
    if noun.endswith(("sses", "xes", "ches", "shes")):
        return noun[:-2]
    if noun.endswith("s") and not noun.endswith(("ss", "us", "is")):
        return noun[:-1]
    return {"people": "person", "feet": "foot", "inches": "inch"}.get(noun, noun)
