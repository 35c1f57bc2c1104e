"""Dictionary forms and the words that carry content: lemminflect for English, simplemma for other languages."""

from __future__ import annotations

import re
from functools import lru_cache

from authoring.linguistics.words import word_list

_WORD = re.compile(r"[^\W_](?:[\w]|[-‐‑'’.](?=[^\W_]))*")
_LEMMINFLECT_POS = {"VERB": "VERB", "NOUN": "NOUN", "ADJ": "ADJ", "AUX": "AUX"}
_KEPT = frozenset({"data", "media", "criteria", "does", "us", "as", "is", "was", "his", "this", "its", "less", "has"})
_SIMPLEMMA_LANGUAGES = frozenset({"it", "de", "fr", "es", "pt", "nl", "pl", "da", "sv", "fi", "cs", "sk", "ro", "hu"})

_STOPWORDS = {"en": word_list("stopwords_en"), "it": word_list("stopwords_it")}
_EVERY_STOPWORD = _STOPWORDS["en"] | _STOPWORDS["it"]

# Nouns that the verb dictionary also lists; at the start of a sentence the noun is meant.
_NOT_IMPERATIVE = word_list("not_imperative_en")
_OBJECT_OPENERS = word_list("object_openers_en")
_COMMON_COMMANDS = word_list("common_commands_en")
_AFTER_A_SUBJECT = word_list("after_a_subject_en")


@lru_cache(maxsize=50_000)
def lemma_of(word: str, language: str | None, *, pos: str | None = None) -> str:
    """The dictionary form of `word`, lower case; `pos` (VERB, NOUN, ADJ, AUX) decides between several."""
    plain = word.lower().replace("’", "'").replace("‐", "-").replace("‑", "-")
    if not plain[:1].isalpha() or plain in _KEPT:
        return plain
    if language in {"en", None}:
        return _english_lemma(plain, pos)
    if language in _SIMPLEMMA_LANGUAGES:
        import simplemma

        return str(simplemma.lemmatize(plain, lang=language)).lower()
    return plain


@lru_cache(maxsize=20_000)
def content_lemmas(text: str, language: str | None) -> frozenset[str]:
    """Lemmas of the words of `text` that carry meaning; verbs and nouns of one stem mostly fall together."""
    words = (match.group().lower().replace("’", "'") for match in _WORD.finditer(text))
    return frozenset(lemma_of(_unpossessed(word), language) for word in words if not is_stopword(word, language))


def is_stopword(word: str, language: str | None) -> bool:
    """Whether `word` carries no content; languages without a list use the English and the Italian one together."""
    return word.lower().replace("’", "'") in _STOPWORDS.get(language or "en", _EVERY_STOPWORD)


@lru_cache(maxsize=20_000)
def can_be_verb(word: str) -> bool:
    """Whether the English word may stand as a verb's base form, by the dictionary."""
    from lemminflect import getAllLemmas

    return word in getAllLemmas(word).get("VERB", ())


@lru_cache(maxsize=20_000)
def can_be_noun(word: str) -> bool:
    """Whether the English word may be a noun, by the dictionary."""
    from lemminflect import getAllLemmas

    return "NOUN" in getAllLemmas(word)


@lru_cache(maxsize=20_000)
def can_be_adjective(word: str) -> bool:
    """Whether the English word may be an adjective or adverb, by the dictionary."""
    from lemminflect import getAllLemmas

    return bool({"ADJ", "ADV"} & set(getAllLemmas(word)))


def opens_imperative(first: str, second: str) -> bool:
    """Whether two opening words read as a command: a base form that is no plain noun, or has an object after it."""
    word, after = first.lower(), second.lower()
    if word in {"do", "don't", "be", "have"}:
        return word != "have" or after not in {"to", "been"}
    if word in _NOT_IMPERATIVE or not can_be_verb(word):
        return False
    if after in {
        "is",
        "are",
        "was",
        "were",
        "has",
        "have",
        "can",
        "may",
        "must",
        "shall",
        "should",
        "will",
        "of",
        "and",
    }:
        return after == "and" and not can_be_noun(word)
    return not can_be_noun(word) or after in _OBJECT_OPENERS or is_common_command(word)


def is_common_command(word: str) -> bool:
    """Whether the verb is one that instructions commonly open with although it may be a noun."""
    return word in _COMMON_COMMANDS


def _english_lemma(word: str, pos: str | None) -> str:
    from lemminflect import getAllLemmas

    found = getAllLemmas(word)
    if not found:
        return _unknown_plural(word) if pos in {None, "NOUN"} else word
    if pos in _LEMMINFLECT_POS and _LEMMINFLECT_POS[pos] in found:
        return str(found[_LEMMINFLECT_POS[pos]][0])
    if pos is not None and pos != "ADJ" and "VERB" in found:
        return str(found["VERB"][0])
    # Without a tag the shortest reading makes "encrypts", "encrypted" and "encrypting" one word.
    return min((str(forms[0]) for forms in found.values()), key=lambda form: (len(form), form))


def _unknown_plural(word: str) -> str:
    return word[:-1] if re.search(r"[^suia]s$", word) and len(word) > 3 else word


def _unpossessed(word: str) -> str:
    return word[:-2] if word.endswith("'s") else word
