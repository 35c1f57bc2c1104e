"""Words with their part of speech and lemma; the tagger is the pattern tagger that TextBlob bundles."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from authoring.linguistics.lemmas import can_be_verb, lemma_of
from authoring.linguistics.words import word_list
from authoring.types import Span

_WORD = re.compile(
    r"\d+(?:[.,:/]\d+)*(?:st|nd|rd|th)?%?"  # numbers, dates, percentages
    r"|[^\W\d_](?:[\w]|[-‐‑'’.&](?=[^\W_]))*"  # words, with inner hyphens and apostrophes
    r"|\S"
)
_BE = frozenset({"am", "is", "are", "was", "were", "be", "been", "being", "'s", "'re"})
_HAVE_DO = frozenset({"have", "has", "had", "having", "do", "does", "did"})
_MODALS = frozenset({"can", "could", "may", "might", "must", "shall", "should", "will", "would", "cannot", "ought"})
_COARSE = {
    "NN": "NOUN",
    "VB": "VERB",
    "JJ": "ADJ",
    "RB": "ADV",
    "PR": "PRON",
    "WP": "PRON",
    "DT": "DET",
    "PD": "DET",
    "WD": "PRON",
    "IN": "ADP",
    "TO": "PART",
    "CD": "NUM",
    "MD": "AUX",
    "CC": "CONJ",
    "WR": "ADV",
    "RP": "ADP",
    "EX": "PRON",
}
_FUNCTION_WORDS_IT = {
    **dict.fromkeys(word_list("determiners_it"), "DT"),
    **dict.fromkeys(word_list("prepositions_it"), "IN"),
    **dict.fromkeys(["e", "o", "ed", "od", "ma", "oppure", "né"], "CC"),
    **dict.fromkeys(word_list("modals_it"), "MD"),
    **dict.fromkeys(["è", "sono", "era", "erano", "sia", "siano", "viene", "vengono", "ha", "hanno"], "VBZ"),
    **dict.fromkeys(["non", "sempre", "mai", "anche", "solo", "almeno", "già"], "RB"),
    **dict.fromkeys(["che", "chi", "cui", "quale", "quali", "si", "ci", "vi"], "PRP"),
}


@dataclass(frozen=True, slots=True)
class Token:
    """One word or mark. `span` counts in the analysed text; `tag` is Penn Treebank's, `pos` the coarse class:
    NOUN, PROPN, VERB, AUX, ADJ, ADV, PRON, DET, ADP, NUM, PART, CONJ, PUNCT or X."""

    text: str
    span: Span
    tag: str
    pos: str
    lemma: str

    @property
    def is_word(self) -> bool:
        return self.pos != "PUNCT"


def word_spans(text: str) -> tuple[Span, ...]:
    """Spans of the words, numbers and marks of `text`."""
    return tuple(Span(*match.span()) for match in _WORD.finditer(text))


@lru_cache(maxsize=20_000)
def analyse(text: str, language: str | None) -> tuple[Token, ...]:
    """The tokens of one sentence. Tags are English's; Italian function words have a list, other languages get X."""
    spans = word_spans(text)
    words = [text[span.start : span.end] for span in spans]
    if language in {"en", None}:
        tags = _english_tags(words)
    elif language == "it":
        tags = [_italian_tag(word) for word in words]
    else:
        tags = ["X" if word[0].isalpha() else _mark_or_number(word) for word in words]
    return tuple(
        _token(word, span, tag, language, is_first=index == 0)
        for index, (word, span, tag) in enumerate(zip(words, spans, tags, strict=True))
    )


def _token(word: str, span: Span, tag: str, language: str | None, *, is_first: bool) -> Token:
    pos = _coarse(word, tag, is_first=is_first)
    kind = pos if pos in {"VERB", "NOUN", "ADJ", "AUX"} else None
    return Token(word, span, tag, pos, lemma_of(word, language, pos=kind))


def _coarse(word: str, tag: str, *, is_first: bool) -> str:
    if not (word[0].isalnum()):
        return "PUNCT"
    lowered = word.lower()
    if lowered in _BE or lowered in _HAVE_DO or lowered in _MODALS:
        return "AUX"
    if tag.startswith("NNP") and not is_first:
        return "PROPN"
    return _COARSE.get(tag[:2], "X")


def _english_tags(words: list[str]) -> list[str]:
    from textblob.en import parser

    # Requirement words in capitals are ordinary words to the tagger only when lowered.
    plain = [word.lower() if word.isupper() and word.lower() in _REQUIREMENT_WORDS else word for word in words]
    if plain and plain[0].istitle():
        plain[0] = plain[0].lower() if _opens_with_ordinary_word(plain) else plain[0]
    tags = [tag for _, tag in parser.find_tags([word.replace("’", "'") for word in plain])]
    return _corrected(plain, tags)


_REQUIREMENT_WORDS = frozenset(
    {"shall", "should", "must", "may", "not", "required", "recommended", "optional", "can", "cannot", "need", "only"}
)


def _opens_with_ordinary_word(words: list[str]) -> bool:
    return len(words) < 2 or not words[1][:1].isupper()


def _corrected(words: list[str], tags: list[str]) -> list[str]:
    """Mend the tagger's commonest fault: a base form after a modal or `to`, or opening a command, read as a noun."""
    mended = list(tags)
    for index, word in enumerate(words):
        if not word[0].isalpha():
            mended[index] = _mark_or_number(word)
        elif _expects_base_form(words, mended, index) and can_be_verb(word.lower()):
            mended[index] = "VB"
        elif word.lower() in _MODALS:
            mended[index] = "MD"
        elif index > 0 and tags[index] in {"VB", "VBP"} and mended[index - 1] in {"DT", "PRP$"}:
            mended[index] = "NN"
    return mended


def _expects_base_form(words: list[str], tags: list[str], index: int) -> bool:
    before = index - 1
    while before >= 0 and (tags[before] == "RB" or words[before].lower() in {"not", "never"}):
        before -= 1
    if before < 0:
        return index == 0 and _could_be_imperative(words)
    if words[before].lower() in _MODALS:
        return words[index].lower() not in _BE | _HAVE_DO
    # "to" takes a verb unless a noun group plainly follows: "according to policy owners".
    return words[before].lower() == "to" and tags[index] in {"NN", "JJ", "VBP", "VB"} and index + 1 < len(words)


def _could_be_imperative(words: list[str]) -> bool:
    from authoring.linguistics.lemmas import opens_imperative

    return opens_imperative(words[0], words[1] if len(words) > 1 else "")


def _italian_tag(word: str) -> str:
    if not word[0].isalpha():
        return _mark_or_number(word)
    lowered = word.lower().replace("’", "'")
    if lowered in _FUNCTION_WORDS_IT:
        return _FUNCTION_WORDS_IT[lowered]
    if lowered.endswith(("are", "ere", "ire", "arsi", "ersi", "irsi")) and len(lowered) > 4:
        return "VB"
    if lowered.endswith("mente"):
        return "RB"
    return "NNP" if word[0].isupper() else "NN"


def _mark_or_number(word: str) -> str:
    return "CD" if word[0].isdigit() else word
