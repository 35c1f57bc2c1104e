"""Times the script of the complaints webinar and writes it as a WebVTT transcript with named speakers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from examples.builders.source import SOURCES

WORDS_A_SECOND = 150 / 60  # unhurried speech in a lecture
PAUSE_SECONDS = 0.6  # between two speakers
MAX_CUE_WORDS = 28  # about what two lines of a caption hold


class Cue(NamedTuple):
    start_seconds: float
    end_seconds: float
    speaker: str
    text: str


def build() -> bytes:
    """The transcript as WebVTT bytes, UTF-8, the same for the same script."""
    script = (SOURCES / "customer-complaints-webinar.txt").read_text(encoding="utf-8")
    cues = "\n".join(
        f"{number}\n{_clock(cue.start_seconds)} --> {_clock(cue.end_seconds)}\n<v {cue.speaker}>{cue.text}</v>\n"
        for number, cue in enumerate(_cues(script), start=1)
    )
    header = (
        "WEBVTT - Handling customer complaints\n\nNOTE\nOrbita Logistics, webinar CC-11, recorded in September 2026\n"
    )
    return f"{header}\n{cues}".encode()


def _cues(script: str) -> Iterator[Cue]:
    start = 2.0
    for turn in script.strip().split("\n\n"):
        speaker, speech = turn.split(": ", 1)
        for text in _captions(speech):
            end = start + len(text.split()) / WORDS_A_SECOND
            yield Cue(start, end, speaker, text)
            start = end
        start += PAUSE_SECONDS


def _captions(speech: str) -> Iterator[str]:
    """The speech in captions of whole sentences where they fit, long sentences broken at a comma."""
    caption = ""
    for sentence in re.split(r"(?<=[.?!]) ", speech):
        for part in _parts(sentence):
            joined = f"{caption} {part}".strip()
            if len(joined.split()) > MAX_CUE_WORDS and caption:
                yield caption
                caption = part
            else:
                caption = joined
    yield caption


def _parts(sentence: str) -> list[str]:
    return [sentence] if len(sentence.split()) <= MAX_CUE_WORDS else re.split(r"(?<=,) ", sentence)


def _clock(seconds: float) -> str:
    milliseconds = round(seconds * 1000)
    minutes, milliseconds = divmod(milliseconds, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{milliseconds // 1000:02}.{milliseconds % 1000:03}"
