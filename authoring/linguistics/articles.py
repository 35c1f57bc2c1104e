"""The article that an Italian noun takes, by its ending and its dictionary form; no word list is complete, so that
many are left undecided."""

from __future__ import annotations

import re

from authoring.linguistics.lemmas import lemma_of
from authoring.linguistics.words import word_list

_MASCULINE = word_list("masculine_nouns_it")  # those whose ending does not tell
_FEMININE = word_list("feminine_nouns_it")
_MASCULINE_ENDING = re.compile(r"(?:o|ore|ale|ile|iere|ame|one)$")
_FEMININE_ENDING = re.compile(r"(?:a|[zsg]ione|tà|tù|trice)$")
_LO = re.compile(r"(?:s[^aeiouàèéìòù]|z|gn|ps|pn|x|y|i[aeou])")
_VOWEL = re.compile(r"[aeiouàèéìòùh]")


def with_italian_article(phrase: str) -> tuple[str, bool] | None:
    """The noun phrase, lower case at its start, with its definite article, and whether it is plural; None: unknown.

    "Quantità massima" gives ("la quantità massima", False).
    """
    first, _, rest = phrase.strip().partition(" ")
    noun = first.lower()
    lemma = lemma_of(noun, "it")
    if not noun.isalpha() or (lemma != noun and lemma.endswith(("are", "ere", "ire"))):
        return None
    is_plural = lemma != noun
    is_feminine = _is_feminine(lemma)
    if is_feminine is None:
        return None
    opened = f"{_article(noun, is_feminine=is_feminine, is_plural=is_plural)}{noun}"
    return (f"{opened} {rest}" if rest else opened), is_plural


def _is_feminine(lemma: str) -> bool | None:
    if lemma in _MASCULINE:
        return False
    if lemma in _FEMININE or _FEMININE_ENDING.search(lemma):
        return True
    return False if _MASCULINE_ENDING.search(lemma) else None


def _article(noun: str, *, is_feminine: bool, is_plural: bool) -> str:
    if is_plural:
        if is_feminine:
            return "le "
        return "gli " if _LO.match(noun) or _VOWEL.match(noun) else "i "
    if _VOWEL.match(noun) and not re.match(r"i[aeou]", noun):
        return "l'"
    if is_feminine:
        return "la "
    return "lo " if _LO.match(noun) else "il "
