"""Where sentences begin and end, as exact spans of the text they were found in."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from authoring.types import Span

_PYSBD_LANGUAGES = frozenset({"en", "it", "de", "fr", "es", "nl", "pl", "da", "ru", "el", "bg", "sk"})

# pysbd splits after these; what follows them belongs to the same sentence.
_ABBREVIATION_AT_END = re.compile(
    r"(?:^|[\s('’\[])(?:e\.g|i\.e|cf|vs|resp|approx|incl|excl|no|nos|fig|figs|sec|sect|ch|art|artt|eq|ref|refs|vol|ed|al|"
    r"dr|mr|mrs|ms|prof|sig|dott|ing|avv|pag|pagg|p|pp|cfr|es|ecc|n|nr|tel|st)\.$",
    re.IGNORECASE,
)
_CONTINUES = re.compile(r"^[a-z0-9(,;:]")


@lru_cache(maxsize=20_000)
def sentence_spans(text: str, language: str | None) -> tuple[Span, ...]:
    """The sentences of `text` in order, trimmed; together they hold every character that is not white space."""
    if len(text) < 3:
        return (Span(0, len(text)),) if text.strip() else ()
    pieces = _aligned(text, _found_in(text, _segmenter(language).processor(text).process()))
    return tuple(_joined_over_abbreviations(text, pieces))


def _found_in(text: str, sentences: Iterable[str]) -> list[str]:
    """The sentences that stand in `text` as they are, each after the one before.

    As pysbd's own `segment` finds them, which compiles a pattern for each sentence and so drives every other pattern
    of the process out of Python's cache.
    """
    found: list[str] = []
    position = 0
    for sentence in sentences:
        start = text.find(sentence) if sentence else -1
        while start >= 0:
            end = _after_spaces(text, start + len(sentence))
            if end > position:
                found.append(sentence)
                position = end
                break
            start = text.find(sentence, end)
    return found


def _after_spaces(text: str, position: int) -> int:
    while position < len(text) and text[position].isspace():
        position += 1
    return position


def _aligned(text: str, sentences: Iterable[str]) -> list[Span]:
    """Place pysbd's sentences in the original: it may change white space and, rarely, characters."""
    borders = [0]
    position = 0
    for sentence in sentences:
        words = sentence.split()
        if not words:
            continue
        start = text.find(words[0], position)
        if start < 0 or text[position:start].strip():
            continue
        end = _end_of(text, start, words)
        if end is None:
            continue
        position = end
        borders.append(end)
    if text[position:].strip():
        borders.append(len(text))
    spans = [_trimmed(text, start, end) for start, end in itertools.pairwise(borders)]
    return [span for span in spans if span.end > span.start]


def _end_of(text: str, start: int, words: list[str]) -> int | None:
    position = start
    for word in words:
        found = text.find(word, position)
        if found < 0 or text[position:found].strip():
            return None
        position = found + len(word)
    return position


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def _joined_over_abbreviations(text: str, pieces: list[Span]) -> list[Span]:
    joined: list[Span] = []
    for piece in pieces:
        before = text[joined[-1].start : joined[-1].end] if joined else ""
        breaks_off = _ABBREVIATION_AT_END.search(before) is not None and _CONTINUES.match(text[piece.start : piece.end])
        if joined and (breaks_off or before.endswith(("e.g.", "i.e.", "cf.", "vs."))):
            joined[-1] = Span(joined[-1].start, piece.end)
        else:
            joined.append(piece)
    return joined


@lru_cache(maxsize=8)
def _segmenter(language: str | None) -> Any:
    import pysbd

    known = language if language in _PYSBD_LANGUAGES else "en"
    return pysbd.Segmenter(language=known, clean=False, char_span=False)
