"""The hard tests of a distractor: of the key's kind in grammar, number, unit, capitals and length."""

from __future__ import annotations

import re
from collections.abc import Sequence

from authoring.linguistics import Token, content_lemmas, head_of, opening_form, quantities

LONGER, SHORTER = 1.35, 0.65  # a distractor's length as a share of the key's
LONG_PHRASE = 6  # words; definitions and clauses are longer, names and amounts shorter
SHORT_WORDS = 3  # names and labels differ in length without giving anything away


def is_of_kind(key: str, distractor: str, stem: str, language: str | None) -> bool:
    """Whether `distractor` could stand for `key` in `stem` by everything but its meaning."""
    tests = (_is_different, _opens_alike, _counts_alike, _measures_alike, _has_like_capitals, _is_as_absolute)
    return all(test(key, distractor, language) for test in tests) and not repeats_stem(key, distractor, stem, language)


def repeats_stem(key: str, distractor: str, stem: str, language: str | None) -> bool:
    """Whether the distractor shares more content words with the stem than the key does."""
    asked = content_lemmas(stem, language)
    return len(content_lemmas(distractor, language) & asked) > len(content_lemmas(key, language) & asked)


def key_echoes_stem(key: str, distractors: Sequence[str], stem: str, language: str | None) -> bool:
    """Whether the key shares more content words with the stem than any distractor: a cue."""
    asked = content_lemmas(stem, language)
    shared = len(content_lemmas(key, language) & asked)
    return shared > max((len(content_lemmas(text, language) & asked) for text in distractors), default=0)


def lengths_agree(key: str, distractors: Sequence[str]) -> bool:
    """Whether lengths give nothing away: all short, each near the key's, or the distractors alike among themselves."""
    texts = [key, *distractors]
    if max(len(text.split()) for text in texts) <= SHORT_WORDS:
        return True
    shares = [len(text) / max(1, len(key)) for text in distractors]
    if all(SHORTER <= share <= LONGER for share in shares):
        return True
    lengths = [len(text) for text in distractors]
    alike = max(lengths) <= 1.2 * min(lengths) if lengths else True
    return alike and all(0.5 <= share <= 2.0 for share in shares)


def one_is_absolute(texts: Sequence[str]) -> bool:
    """Whether an absolute word such as "only" or "every" stands in exactly one option, which it sets apart."""
    return sum(_SETS_APART.search(text) is not None for text in texts) == 1


def overlaps(first: str, second: str, language: str | None) -> bool:
    """Whether one text's content words are all in the other's: one would include or equal the other."""
    one, other = content_lemmas(first, language), content_lemmas(second, language)
    if not one or not other:
        return _plain(first) == _plain(second)
    if quantities(first, language) or quantities(second, language):
        return _plain(first) == _plain(second)
    smaller = min(len(one), len(other))
    return one <= other or other <= one or (smaller > 3 and len(one & other) / smaller >= 0.75)


def _is_different(key: str, distractor: str, language: str | None) -> bool:
    return _plain(key) != _plain(distractor) and not overlaps(key, distractor, language)


def _opens_alike(key: str, distractor: str, language: str | None) -> bool:
    return _form(key, language) == _form(distractor, language)


def _form(text: str, language: str | None) -> str:
    form = opening_form(text, language)
    # A tagger confuses these two in short phrases; both answer "what".
    return "noun" if form in {"noun", "clause"} and len(text.split()) <= 4 else form


def _counts_alike(key: str, distractor: str, language: str | None) -> bool:
    one, other = _head_number(key, language), _head_number(distractor, language)
    return one is None or other is None or one == other


def _head_number(text: str, language: str | None) -> str | None:
    if language not in {"en", None} or len(text.split()) > LONG_PHRASE or quantities(text, language):
        return None
    if opening_form(text, language) != "noun":
        return None
    head: Token | None = head_of(text, language)
    return None if head is None else ("plural" if head.tag.endswith("S") else "singular")


def _measures_alike(key: str, distractor: str, language: str | None) -> bool:
    if len(key.split()) > LONG_PHRASE and len(distractor.split()) > LONG_PHRASE:
        return True  # numbers inside a long phrase are no answer to "how much"
    one, other = quantities(key, language), quantities(distractor, language)
    if not one or not other:
        return not one and not other
    if one[0].unit_class is not None:
        return one[0].unit_class == other[0].unit_class
    return other[0].unit_class is None and _unit_name(one[0].unit) == _unit_name(other[0].unit)


def _unit_name(unit: str | None) -> str:
    return (unit or "").removesuffix("s")


def _has_like_capitals(key: str, distractor: str, _language: str | None) -> bool:
    # First letters are made alike by the assembler; what counts is names against common words.
    return _is_name(key) == _is_name(distractor)


def _is_name(text: str) -> bool:
    words = re.findall(r"[^\W\d_]+", text)
    return len(words) > 1 and all(word[0].isupper() for word in words if len(word) > 3)


def _is_as_absolute(key: str, distractor: str, _language: str | None) -> bool:
    return _ABSOLUTE.search(key) is not None or _ABSOLUTE.search(distractor) is None


_SETS_APART = re.compile(
    r"\b(?:always|never|nobody|everybody|everyone|completely|absolutely|entirely|all|none|only|every|sempre|mai)\b",
    re.IGNORECASE,
)
_ABSOLUTE = re.compile(r"\b(?:never|always|mai|sempre)\b", re.IGNORECASE)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split()).strip(" .")
