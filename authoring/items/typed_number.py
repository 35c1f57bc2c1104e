"""Read a number as a learner types it: in digits or in words, before or after its unit, with other words around."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from authoring.items.units import FORMS, units_in
from authoring.linguistics.words import word_sequence

_DIGITS = re.compile(r"[-+−]?\d[\d.,\s']*")
_DOTTED_THOUSANDS = re.compile(r"[-+]?\d{1,3}(\.\d{3})+(,\d+)?")
_VALUES = {
    word: float(value) for language in ("en", "it") for value, word in enumerate(word_sequence(f"numbers_{language}"))
}
_LARGER = (
    *(*word_sequence("tens_en"), *word_sequence("tens_it"), "hundred", "thousand", "million", "billion", "dozen"),
    *("cento", "mille", "mila", "milione", "milioni", "half", "mezzo", "mezza"),
)
_NUMBER_WORD = rf"(?<![^\W_])(?:{'|'.join((*_VALUES, *_LARGER))})(?![^\W_])"
_WORD = re.compile(_NUMBER_WORD)
_JOINS = r"(?:(?:and an?|and|or|to|e un|e|o|a|[-–—/⁄,:])\s*){0,2}"
_UNITS = "|".join(("per cento?", *(re.escape(form) for form in sorted(FORMS, key=len, reverse=True))))
# "5-7", "15 to 20", "2 hours 30 minutes", "1/2", "twenty-five", "5 thousand": the first number is not what is meant.
_GOES_ON = re.compile(
    rf"\s*(?:(?:{_UNITS})(?![^\W\d_]))?\s*{_JOINS}(?:[€$£]?\d|[½¼¾]|point\b|virgola\b|{_NUMBER_WORD})"
)
_LEADS_ON = re.compile(rf"(?:{_NUMBER_WORD}|\b(?:minus|meno|point|virgola))\s*{_JOINS}$")
_RIGHT_BEFORE = re.compile(r"(?:^|\s)(?!min\b)(\S+)[\s:=]*$")  # "€100", "Minutes: 30", but "min 30" is at least 30


@dataclass(frozen=True, slots=True)
class TypedNumber:
    """`values` are what the number may mean, `units` what its unit may; no units where none is named."""

    values: tuple[float, ...]
    units: frozenset[str] = frozenset()


def typed_number(text: str) -> TypedNumber | None:
    """The one number of `text`; None for none, or for several that are one ("5 to 7", "2 hours 30 minutes")."""
    folded = unicodedata.normalize("NFC", text).casefold()
    found = _DIGITS.search(folded) or _WORD.search(folded)
    if found is None:
        return None
    number = found.group().rstrip(" \t\n\u00a0.,'")
    before, after = folded[: found.start()], folded[found.start() + len(number) :]
    if _GOES_ON.match(after) or _LEADS_ON.search(before):
        return None
    named = _RIGHT_BEFORE.search(before)
    values = (_VALUES[number],) if number in _VALUES else readings(number)
    return TypedNumber(values, units_in(after) or units_in(named[1] if named else ""))


def readings(written: str) -> tuple[float, ...]:
    """The numbers that `written` may mean, the English reading first: "1,500" is 1500, in Italian 1.5. Empty: none."""
    digits = re.sub(r"[\s']", "", written).replace("−", "-").strip(".,")
    whole = digits.replace(".", "") if _DOTTED_THOUSANDS.fullmatch(digits) else digits
    english, italian = digits.replace(",", ""), whole.replace(",", ".")
    grouped = re.fullmatch(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?", digits) is not None
    variants = (english, italian) if grouped or "," not in digits else (italian,)
    numbers = dict.fromkeys(_number(variant) for variant in variants)
    return tuple(number for number in numbers if number is not None)


def _number(digits: str) -> float | None:
    return float(digits) if re.fullmatch(r"[-+]?\d+(\.\d+)?", digits) else None
