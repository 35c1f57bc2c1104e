"""Reads VTT and SRT transcripts: cues of one speaker merged into paragraphs that start at their first cue's time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import unescape

from authoring.readers.characters import Run, collapse
from authoring.readers.encoding import decode
from authoring.readers.reading import RawBlock, Reading, text_block
from authoring.types import BlockKind, Reason

_TIME = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})"
_TIMING = re.compile(rf"^\s*{_TIME}\s*-->\s*{_TIME}")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]+)>")
_TAG = re.compile(r"<[^<>]*>")
_NAMED = re.compile(r"^(?:-\s*)?([A-ZÀ-Þ][\w.'’ -]{0,40}?)\s*:\s+(?=\S)")
_SHOUTED = re.compile(r"^>>\s*(?:([A-Z][\w.'’ -]{0,40}?)\s*:)?\s*")
_SENTENCE_END = re.compile(r"[.!?…。！？]['\"”’)\]]*$")
_PAUSE_SECONDS = 4.0  # a silence that speakers leave between thoughts
_MIN_PARAGRAPH, _MAX_PARAGRAPH = 350, 900  # characters: about 25 to 60 seconds of speech
_MAX_BAD_LINES = 20


@dataclass(frozen=True, slots=True)
class Cue:
    """One caption: seconds from the start, who speaks where it says so, and the words."""

    start: float
    end: float
    speaker: str | None
    text: str


def read_transcript(content: bytes) -> Reading:
    """Paragraphs of a transcript; lines that cannot be read are told with their number."""
    reading = Reading()
    source = re.sub(r"\r\n?", "\n", decode(content, reading))
    reading.blocks = list(_paragraphs(_cues(source, reading)))
    return reading


def _cues(source: str, reading: Reading) -> Iterator[Cue]:
    lines = source.split("\n")
    bad = 0
    index = 0
    previous: str | None = None
    while index < len(lines):
        timing = _TIMING.match(lines[index])
        if timing is None:
            if "-->" in lines[index]:
                bad += 1
                if bad <= _MAX_BAD_LINES:
                    reading.warn(Reason.MALFORMED, "time cannot be read", line=index + 1)
            index = _after_comment(lines, index)
            continue
        start, end = _seconds(timing.groups()[:4]), _seconds(timing.groups()[4:])
        if end < start:
            reading.warn(Reason.MALFORMED, "cue ends before it begins", line=index + 1)
        index += 1
        spoken: list[str] = []
        while index < len(lines) and lines[index].strip() and not _TIMING.match(lines[index]):
            spoken.append(lines[index])
            index += 1
        for cue in _voices(spoken, start, end):
            if cue.text != previous:  # live captions repeat the line before
                yield cue
            previous = cue.text


def _after_comment(lines: list[str], index: int) -> int:
    """The index after a NOTE, STYLE or REGION block, or after one line of anything else."""
    if not re.match(r"^(NOTE|STYLE|REGION)\b", lines[index]):
        return index + 1
    while index < len(lines) and lines[index].strip():
        index += 1
    return index + 1


def _voices(spoken: list[str], start: float, end: float) -> Iterator[Cue]:
    text = "\n".join(spoken)
    parts = _VOICE.split(text)
    if len(parts) > 1:
        if collapse(_TAG.sub("", parts[0])):
            yield Cue(start, end, None, _words(parts[0]))
        for speaker, words in zip(parts[1::2], parts[2::2], strict=True):
            if _words(words):
                yield Cue(start, end, collapse(speaker), _words(words))
        return
    text = _words(text)
    shout = _SHOUTED.match(text)
    named = shout or _NAMED.match(text)
    speaker = collapse(named[1]) if named and named[1] and len(named[1].split()) <= 4 else None
    text = text[named.end() :] if named and (speaker or shout) else text
    if text:
        yield Cue(start, end, speaker, text)


def _words(text: str) -> str:
    return collapse(unescape(_TAG.sub("", text)))


def _paragraphs(cues: Iterator[Cue]) -> Iterator[RawBlock]:
    gathered: list[Cue] = []
    length = 0
    for spoken in cues:
        cue = spoken
        if gathered and _starts_paragraph(gathered, cue, length):
            yield _paragraph(gathered)
            gathered, length = [], 0
        if gathered and cue.speaker is None and gathered[0].speaker:
            cue = replace(cue, speaker=gathered[0].speaker)
        gathered.append(cue)
        length += len(cue.text) + 1
    if gathered:
        yield _paragraph(gathered)


def _starts_paragraph(gathered: list[Cue], cue: Cue, length: int) -> bool:
    last = gathered[-1]
    if cue.speaker is not None and cue.speaker != gathered[0].speaker:
        return True
    ends = bool(_SENTENCE_END.search(last.text))
    if ends and cue.start - last.end >= _PAUSE_SECONDS:
        return True
    return (ends and length >= _MIN_PARAGRAPH) or length >= _MAX_PARAGRAPH * (1 if ends else 2)


def _paragraph(cues: list[Cue]) -> RawBlock:
    block = text_block(BlockKind.PARAGRAPH, [run for cue in cues for run in (Run(cue.text), Run(" "))])
    block.time_seconds = cues[0].start
    block.speaker = cues[0].speaker
    return block


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, fraction = parts
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0) + float(f"0.{fraction}")
