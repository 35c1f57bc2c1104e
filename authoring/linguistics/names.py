"""Proper names and acronyms, by their capitals."""

from __future__ import annotations

import re

from authoring.linguistics.sentences import sentence_spans
from authoring.linguistics.words import word_list

_ACRONYM = re.compile(r"\b[A-Z][A-Z0-9]+(?:[-/][A-Z0-9]+)*s?\b")
_NAME = re.compile(r"\b[A-Z][\w'’-]*[a-z][\w'’-]*(?:\s+(?:of\s+|the\s+)?[A-Z][\w'’-]*)*")
_CAPITAL_WORDS = word_list("requirement_capitals")


def acronyms(text: str) -> frozenset[str]:
    """Words in capitals that are no requirement words or shouted ordinary words; a plural s is dropped."""
    found = (match.group() for match in _ACRONYM.finditer(text))
    return frozenset(word.removesuffix("s") for word in found if word not in _CAPITAL_WORDS)


def proper_names(text: str, language: str | None) -> frozenset[str]:
    """Capitalised words that do not open a sentence, runs of them as one; empty for German, which capitalises nouns."""
    if language == "de":
        return frozenset()
    names: set[str] = set()
    for start, end in sentence_spans(text, language):
        sentence = text[start:end]
        first = re.search(r"[\w'’-]+", sentence)
        names.update(match.group() for match in _NAME.finditer(sentence, first.end() if first else 0))
    return frozenset(names)
