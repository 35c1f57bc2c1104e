"""The facts of a text that wording must not change: numbers, obligations, negation, names; and which a source lacks."""

from __future__ import annotations

import re

from authoring.linguistics.amounts import number_values
from authoring.linguistics.modality import Modality, is_negated, obligations
from authoring.linguistics.names import acronyms, proper_names

# A negated obligation is also carried by a plain negation beside the modal: "must never", "no one may".
_PLAIN = {Modality.MUST_NOT: Modality.MUST, Modality.SHOULD_NOT: Modality.SHOULD, Modality.MAY_NOT: Modality.MAY}
_WORD = re.compile(r"[^\W_]+")


def missing_facts(text: str, cited: str, language: str | None) -> tuple[str, ...]:
    """Numbers, obligations, negations, names and acronyms that `text` states and `cited` does not, as words to show."""
    return (
        *_missing_numbers(text, cited, language),
        *_missing_obligations(text, cited, language),
        *_missing_names(text, cited, language),
    )


def _missing_numbers(text: str, cited: str, language: str | None) -> tuple[str, ...]:
    lacking = number_values(text, language) - number_values(cited, language)
    # Digits inside names such as "3.2.1" or "SEV-1" are no quantities: they stand as written or not at all.
    return tuple(f"{value:g}" for value in sorted(lacking) if not _stands(f"{value:g}", cited))


def _missing_obligations(text: str, cited: str, language: str | None) -> tuple[str, ...]:
    stated = {obligation.modality for obligation in obligations(text, language)}
    supported = {obligation.modality for obligation in obligations(cited, language)}
    if is_negated(cited, language):
        supported |= {negated for negated, plain in _PLAIN.items() if plain in supported}
    lacking = [modality.value for modality in sorted(stated - supported)]
    if is_negated(text, language) and not is_negated(cited, language):
        lacking.append("not")
    return tuple(lacking)


def _missing_names(text: str, cited: str, language: str | None) -> tuple[str, ...]:
    words = {word.casefold() for word in _WORD.findall(cited)}
    names = proper_names(text, language) | acronyms(text)
    return tuple(
        name
        for name in sorted(names)
        if any(
            word.casefold() not in words and word.casefold() + "s" not in words and len(word) > 1
            for word in _WORD.findall(name.removesuffix("'s").removesuffix("’s"))
        )
    )


def _stands(number: str, cited: str) -> bool:
    return re.search(rf"(?<!\d){re.escape(number)}(?!\d)", cited) is not None
