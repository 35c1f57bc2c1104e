"""Which language a text is in: lingua's trigram models, loaded on first use."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lingua import LanguageDetector

# The languages that company training is written in, those of the EU first; each further one costs memory and certainty.
_LANGUAGES = [
        "ENGLISH", "ITALIAN", "FRENCH", "GERMAN", "SPANISH", "PORTUGUESE", "DUTCH", "POLISH", "ROMANIAN",
        "SWEDISH", "DANISH", "BOKMAL", "FINNISH", "CZECH", "SLOVAK", "SLOVENE", "CROATIAN", "HUNGARIAN", "GREEK",
        "BULGARIAN", "RUSSIAN", "UKRAINIAN", "TURKISH", "ARABIC", "HEBREW", "PERSIAN", "HINDI", "CHINESE",
        "JAPANESE", "KOREAN", "CATALAN", "VIETNAMESE", "INDONESIAN", "THAI", "LITHUANIAN", "LATVIAN", "ESTONIAN",
]  # fmt: skip
MIN_LETTERS = 40  # measured: below it a heading full of product names is taken for Danish or Latin
_MIN_DENSE_LETTERS = 6  # scripts that write a word in a letter or two, and name their language by themselves
_SAMPLE = 600  # characters; more never changed an answer
_DENSE = re.compile(
    "[\u0370-\u03ff\u0400-\u04ff\u0590-\u06ff\u0900-\u097f\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
)
_LETTERS = re.compile(r"[^\W\d_]")
_NOISE = re.compile(r"https?://\S+|[\w.-]+@[\w.-]+|\b\w*[\d_/\\]\w*\b")


def detect_language(text: str) -> str | None:
    """ISO 639-1 code of the language most of `text` is in; None where there is too little to tell."""
    return detect_languages([_sample(text)])[0]


def detect_languages(texts: Sequence[str]) -> list[str | None]:
    """As `detect_language`, for many texts in one go."""
    stripped = [_NOISE.sub(" ", text[:_SAMPLE]) for text in texts]
    long_enough = [index for index, text in enumerate(stripped) if _is_long_enough(text)]
    found: list[str | None] = [None] * len(texts)
    if not long_enough:
        return found
    detected = _detector().detect_languages_in_parallel_of([stripped[index] for index in long_enough])
    for index, language in zip(long_enough, detected, strict=True):
        if language is not None:
            code = language.iso_code_639_1.name.lower()
            found[index] = "no" if code == "nb" else code
    return found


def main_language(languages: Iterable[tuple[str | None, int]]) -> str | None:
    """The language with the most characters among (language, characters); None where none is known."""
    counts: Counter[str] = Counter()
    for language, characters in languages:
        if language is not None:
            counts[language] += characters
    return counts.most_common(1)[0][0] if counts else None


def _is_long_enough(text: str) -> bool:
    letters = len(_LETTERS.findall(text))
    return letters >= MIN_LETTERS or (letters >= _MIN_DENSE_LETTERS and len(_DENSE.findall(text)) * 2 > letters)


def _sample(text: str) -> str:
    if len(text) <= _SAMPLE:
        return text
    third = _SAMPLE // 3
    middle = len(text) // 2
    return f"{text[:third]} {text[middle : middle + third]} {text[-third:]}"


@lru_cache(maxsize=1)
def _detector() -> LanguageDetector:
    from lingua import Language, LanguageDetectorBuilder

    languages = [getattr(Language, name) for name in _LANGUAGES]
    return LanguageDetectorBuilder.from_languages(*languages).with_low_accuracy_mode().build()
