"""Clean text: one normal form, no invisible or directing characters, white space collapsed, emphasis kept in place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from authoring.types import Span

_SPACES = (
    "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\u2028\u2029\x85"
)
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_JOINERS = "\u200c\u200d"
# Arabic and the Indic scripts spell words with joiners; pictographs are joined by them
_NEEDS_JOINER = re.compile("[\u0600-\u08ff\u0900-\u0dff\u2600-\u27bf\ufe0f\U0001f300-\U0001faff]")
# soft hyphen, zero width, directing characters, tags, private use, variation selectors beyond the emoji ones
_REMOVED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ud800-\udfff\ue000-\uf8ff\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U000e0000-\U000e0fff\U000f0000-\U0010ffff]+"
)
_ESCAPES = re.compile(r"\x1b(?:\[[0-9;?]*[A-Za-z]|[@-Z\\-_])")  # terminal colours and cursor moves, ECMA-48
_INVISIBLE = re.compile("[\u200b\u2060-\u2064\u202a-\u202e\u2066-\u2069\ufeff\U000e0000-\U000e0fff]")
_TABLE = str.maketrans({**dict.fromkeys(_SPACES, " "), **_LIGATURES, "\u2010": "-", "\u2011": "-"})
_WHITE = re.compile(r"\s+")


class Run(NamedTuple):
    """A stretch of text in one weight."""

    text: str
    bold: bool = False


def clean(text: str) -> str:
    """`text` in NFC without control, invisible, directing and private characters; white space as it stands."""
    if text.isascii() and text.isprintable():
        return text
    if "\x1b" in text:
        text = _ESCAPES.sub("", text)
    text = _REMOVED.sub("", text.translate(_TABLE))
    if "\u200c" in text or "\u200d" in text:
        text = _without_idle_joiners(text)
    return unicodedata.normalize("NFC", text)


def collapse(text: str) -> str:
    """`text` cleaned, every run of white space one space, none at the ends."""
    return " ".join(clean(text).split())


def clean_lines(text: str) -> str:
    """`text` cleaned line by line, indentation kept: for code."""
    lines = [clean(line.expandtabs(4)).rstrip() for line in re.split(r"\r\n|\r|\n", text)]
    return "\n".join(lines).strip("\n")


def compose(runs: Iterable[Run]) -> tuple[str, tuple[Span, ...]]:
    """One line of clean text out of runs, and the stretches of it that are bold."""
    parts: list[str] = []
    bold: list[Span] = []
    length = 0
    open_space = True  # the text so far ends in a space, or is empty
    for run in runs:
        text = _WHITE.sub(" ", clean(run.text))
        if open_space:
            text = text.removeprefix(" ")
        if not text:
            continue
        if run.bold:
            bold.append(Span(length, length + len(text)))
        parts.append(text)
        length += len(text)
        open_space = text.endswith(" ")
    joined = "".join(parts).rstrip()
    text = unicodedata.normalize("NFC", joined)
    return text, _merge(bold, joined) if text == joined else ()


def count_invisible(text: str) -> int:
    """How many characters of `text` a reader of the page would not see, a byte order mark in front aside."""
    return len(_INVISIBLE.findall(text, 1)) if not text.isascii() else 0


def _without_idle_joiners(text: str) -> str:
    kept = []
    for position, character in enumerate(text):
        if character in _JOINERS and not _joins(text, position):
            continue
        kept.append(character)
    return "".join(kept)


def _joins(text: str, position: int) -> bool:
    around = text[max(0, position - 1) : position], text[position + 1 : position + 2]
    return all(_NEEDS_JOINER.match(neighbour) for neighbour in around)


def _merge(spans: list[Span], text: str) -> tuple[Span, ...]:
    merged: list[Span] = []
    for span in spans:
        end = min(span.end, len(text))
        if merged and not text[merged[-1].end : span.start].strip():
            merged[-1] = Span(merged[-1].start, end)
        else:
            merged.append(Span(span.start, end))
    return tuple(trimmed for span in merged if (trimmed := _trim(span, text)).end > trimmed.start)


def _trim(span: Span, text: str) -> Span:
    start, end = span
    while start < end and text[start] == " ":
        start += 1
    while end > start and text[end - 1] == " ":
        end -= 1
    return Span(start, end)
