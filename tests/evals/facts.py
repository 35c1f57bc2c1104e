"""Typed facts of a text that a draft must not change: numbers, units, dates, names, negations, modals, limits."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import NamedTuple

from tests.evals.wording import lemma, plain, words

_SMALL_WORDS = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
"""
_SMALL = _SMALL_WORDS.split()
NUMBER_WORDS = {word: float(value) for value, word in enumerate(_SMALL) if word not in {"zero", "one"}} | {
    "seventeen": 17.0, "eighteen": 18.0, "nineteen": 19.0, "twenty": 20.0, "thirty": 30.0, "forty": 40.0,
    "fifty": 50.0, "sixty": 60.0, "seventy": 70.0, "eighty": 80.0, "ninety": 90.0, "hundred": 100.0,
    "due": 2.0, "tre": 3.0, "quattro": 4.0, "cinque": 5.0, "sei": 6.0, "sette": 7.0, "otto": 8.0, "nove": 9.0,
    "dieci": 10.0, "dodici": 12.0, "venti": 20.0, "trenta": 30.0,
}  # fmt: skip
UNITS = {
    name: unit
    for unit, names in {
        "%": "% percent percentage per-cent", "second": "s sec secs second secondo secondi", "ms": "ms millisecond",
        "minute": "min mins minute minuto minuti", "hour": "h hr hrs hour ora ore", "day": "day giorno giorni",
        "week": "week settimana settimane", "month": "month mese mesi", "year": "year anno anni yr yrs",
        "bit": "bit", "byte": "byte", "character": "character carattere caratteri char chars", "digit": "digit",
        "metre": "m metre meter metro metri", "km": "km kilometre kilometer", "cm": "cm centimetre centimeter",
        "mm": "mm millimetre", "kg": "kg kilogram", "gram": "g gram gramme", "tonne": "tonne ton tons",
        "°c": "°c degree celsius gradi", "volt": "v volt", "watt": "w watt", "kwh": "kwh", "kw": "kw kilowatt",
        "litre": "l litre liter litro litri", "euro": "€ eur euro", "dollar": "$ usd dollar", "time": "time volte",
        "attempt": "attempt", "bar": "bar", "person": "person people persona persone", "line": "line", "file": "file",
        "word": "word", "point": "point", "page": "page",
    }.items()
    for name in names.split()
}  # fmt: skip
_KINDS_OF_DAY = {
    **dict.fromkeys(("business", "working"), "working"),
    "calendar": "calendar",
    **dict.fromkeys(("consecutive", "whole", "full"), ""),
}
TIME_UNITS = frozenset({"ms", "second", "minute", "hour", "day", "week", "month", "year"})
_MONTH_WORDS = """
    january february march april may june july august september october november december gennaio febbraio marzo
    aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
"""
_MONTHS = _MONTH_WORDS.split()
_NUMBER = re.compile(
    r"(?<![A-Za-z]-)(?<![\w.])([$€£]?)(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?)(?![.,]?\d)\s?-?\s?"
    r"(%|°C|[^\W\d_]+)?"
)
_WORDED = re.compile(r"\b(" + "|".join(NUMBER_WORDS) + r")\b[\s-]+([^\W\d_]+)?", re.IGNORECASE)
_ONE = re.compile(r"\b(?:one|an?|per|every|each|un|una|ogni)\s+([^\W\d_]+)", re.IGNORECASE)
_DATE = re.compile(
    r"\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b|\b\d{1,2}(?:st|nd|rd|th)?\s+(?:"
    + "|".join(_MONTHS)
    + r")\b(?:\s+\d{4})?"
    r"|\b(?:" + "|".join(_MONTHS) + r")\s+\d{1,4}\b(?:,?\s+\d{4})?",
    re.IGNORECASE,
)
_NAME = re.compile(r"\b(?=[\w\-.]*[A-Z])[A-Za-z0-9][\w\-.]*[A-Za-z0-9]\b")
_CODE = re.compile(r"[A-Z].*[A-Z0-9]|[a-z].*[A-Z]")
_NEGATION = re.compile(
    r"\b(?:not|never|no|none|nor|neither|without|cannot|nothing|nobody|non|mai|né|senza|nessun\w*)\b|n't\b",
    re.IGNORECASE,
)
_FORCE = "must|shall|should|may|can|might|could|ought to|need to|needs to|has to|have to|had to|deve|devono|può|possono"
_REQUIRED = (
    r"(?:is|are|be|was|were)\s+(?:not\s+|only\s+)?(?:required|recommended|permitted|allowed|forbidden|prohibited)"
)
_MODAL = re.compile(
    rf"\b(non\s+)?(cannot|can't|{_FORCE}|{_REQUIRED}|required|recommended|forbidden|prohibited|mandatory|vietato)\b"
    r"(n't)?(\s+(?:not|never|only)\b)?",
    re.IGNORECASE,
)
_MINIMUM = re.compile(
    r"\b(?:at least|minimum|no (?:less|fewer) than|or (?:more|longer|higher)|not less than|almeno|minimo)\b", re.I
)
_MAXIMUM = re.compile(
    r"\b(?:at most|maximum|no (?:more|later|longer) than|up to|not (?:to )?exceed|within|or (?:less|fewer)"
    r"|not more than"
    r"|limited to|al massimo|entro|massimo)\b",
    re.IGNORECASE,
)


class Quantity(NamedTuple):
    """A number and the unit beside it; `unit` None: no unit that we know."""

    value: float
    unit: str | None


@lru_cache(maxsize=50_000)
def quantities(text: str) -> frozenset[Quantity]:
    """Numbers in digits or words; what belongs to a code such as SEV-2 or 3.1.4 is a name, not a number."""
    text = plain(text)
    found = {
        Quantity(_value(match[2]), UNITS.get(match[1]) or _unit(match[3], text[match.end() :]))
        for match in _NUMBER.finditer(text)
    }
    worded = {
        Quantity(NUMBER_WORDS[match[1].lower()], _unit(match[2], text[match.end() :]))
        for match in _WORDED.finditer(text)
    }
    return frozenset(found | worded)


@lru_cache(maxsize=50_000)
def single_units(text: str) -> frozenset[Quantity]:
    """One of a unit, said with "one", "a", "per" or "every"; as support only: "a file" states no amount."""
    text = plain(text)
    units = (_unit(match[1], text[match.end() :]) for match in _ONE.finditer(text))
    return frozenset(Quantity(1.0, unit) for unit in units if unit)


def _value(digits: str) -> float:
    grouped = re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", digits)
    return float(digits.replace(",", "") if grouped else digits.replace(",", "."))


def _unit(word: str | None, after: str) -> str | None:
    """The unit that `word` names; "two working hours" has it one word on, and working days are no calendar days."""
    kind = _KINDS_OF_DAY.get(word.lower()) if word else None
    if kind is not None:
        following = re.match(r"\s+([^\W\d_]+)", after)
        word = following.group(1) if following else word
    unit = (UNITS.get(word.lower()) or UNITS.get(lemma(word))) if word else None
    return f"{kind} {unit}" if kind and unit else unit


@lru_cache(maxsize=50_000)
def dates(text: str) -> frozenset[str]:
    """Calendar dates as written, lower case; "may 5" counts only where May is written as a month."""
    return frozenset(
        found.lower().replace(",", "") for found in _DATE.findall(plain(text)) if not found.startswith("may ")
    )


@lru_cache(maxsize=50_000)
def names(text: str) -> frozenset[str]:
    """Proper names and codes, lower case: words with a capital inside or a digit, and capitalised in mid-sentence."""
    text = plain(text)
    found = set()
    for match in _NAME.finditer(text):
        word = match.group().removesuffix("'s")
        before = text[: match.start()].rstrip(" \"'([")
        opens = not before or before[-1] in ".:!?|;-•/" or before[-1:] in "\"'“"
        is_code = bool(_CODE.match(word))
        if not _is_shouted(word) and (is_code or (not opens and word[0].isupper() and len(word) > 1)):
            found.add(re.sub(r"(?<=[A-Z0-9])s$", "", word).lower())
    return frozenset(found - {"i"})


def _is_shouted(word: str) -> bool:
    """Requirement words in capitals are no names."""
    return word.isupper() and word.lower() in {
        "must",
        "shall",
        "should",
        "may",
        "can",
        "not",
        "required",
        "recommended",
        "optional",
        "never",
        "and",
        "or",
        "only",
    }


@lru_cache(maxsize=50_000)
def negations(text: str) -> int:
    """How many negating words the text holds."""
    return len(_NEGATION.findall(plain(text)))


class Modality(NamedTuple):
    """Class of force (must, should, may) and whether it is negated."""

    force: str
    negated: bool


_FORCES = {
    **dict.fromkeys(
        [
            "must",
            "shall",
            "required",
            "need",
            "needs",
            "has",
            "have",
            "had",
            "mandatory",
            "deve",
            "devono",
            "forbidden",
            "prohibited",
            "vietato",
        ],
        "must",
    ),
    **dict.fromkeys(["should", "recommended", "ought"], "should"),
    **dict.fromkeys(
        ["may", "can", "might", "could", "permitted", "allowed", "cannot", "can't", "può", "possono"], "may"
    ),
}


@lru_cache(maxsize=50_000)
def modalities(text: str) -> frozenset[Modality]:
    """Modal classes of the text. "May only" and "can" are of one class; "forbidden" is "must not"."""
    return frozenset(modal_counts(text))


@lru_cache(maxsize=50_000)
def modal_counts(text: str) -> Counter[Modality]:
    """How often each modal class occurs in the text."""
    found: Counter[Modality] = Counter()
    for match in _MODAL.finditer(_DATE.sub(" ", plain(text))):
        italian_not, phrase, clipped, after = match.groups()
        phrase = phrase.lower()
        word = next(word for word in reversed(phrase.split()) if word in _FORCES) if " " in phrase else phrase
        negated = bool(italian_not or clipped or (after and "only" not in after)) or " not " in f" {phrase} "
        negated |= word in {"forbidden", "prohibited", "cannot", "can't", "vietato"}
        found[Modality(_FORCES[word], negated)] += 1
    return found


@lru_cache(maxsize=50_000)
def limits(text: str) -> frozenset[str]:
    """Which way the limits of the text point: "minimum", "maximum", both or neither."""
    text = plain(text)
    found = {"minimum"} if _MINIMUM.search(text) else set()
    return frozenset(found | ({"maximum"} if _MAXIMUM.search(text) else set()))


def word_set(text: str) -> frozenset[str]:
    """Lower-case words, plural s and possessives off, for finding a name however it is written."""
    found = {word.lower() for word in words(text)}
    return frozenset(found | {part for word in found for part in re.split(r"[-/.&]", word)} | {lemma(w) for w in found})
