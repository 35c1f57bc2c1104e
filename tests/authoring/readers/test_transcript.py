"""Transcripts: speakers, times, and cues merged into paragraphs."""

from __future__ import annotations

from authoring.readers.transcript import read_transcript
from authoring.types import Reason


def cue(start: int, end: int, text: str) -> str:
    return f"00:{start // 60:02}:{start % 60:02}.000 --> 00:{end // 60:02}:{end % 60:02}.000\n{text}\n\n"


def test_cues_of_one_speaker_are_one_paragraph_that_starts_with_the_first() -> None:
    source = (
        "WEBVTT\n\n" + cue(5, 7, "<v Eva>Look at") + cue(7, 9, "<v Eva>the dial.") + cue(9, 11, "<v Tom>Which one?")
    )

    blocks = read_transcript(source.encode()).blocks

    assert [(b.text, b.speaker, b.time_seconds) for b in blocks] == [
        ("Look at the dial.", "Eva", 5.0),
        ("Which one?", "Tom", 9.0),
    ]


def test_a_long_monologue_is_cut_at_sentence_ends() -> None:
    source = "WEBVTT\n\n" + "".join(
        cue(n, n + 1, f"Sentence number {n} says a little about the pump.") for n in range(40)
    )

    blocks = read_transcript(source.encode()).blocks

    assert len(blocks) > 2
    assert all(block.text.endswith(".") and len(block.text) < 1000 for block in blocks)


def test_hours_and_commas_are_read_in_srt() -> None:
    source = "1\n01:02:03,500 --> 01:02:05,000\nHello.\n"

    assert read_transcript(source.encode()).blocks[0].time_seconds == 3723.5


def test_a_cue_that_ends_before_it_begins_is_read_and_told_with_its_line() -> None:
    reading = read_transcript(("WEBVTT\n\n" + cue(9, 5, "Odd.")).encode())

    assert [b.text for b in reading.blocks] == ["Odd."]
    assert [(n.reason, n.where.line) for n in reading.warnings] == [(Reason.MALFORMED, 3)]


def test_an_ordinary_colon_makes_no_speaker() -> None:
    source = "WEBVTT\n\n" + cue(1, 2, "and remember this: never run.")

    assert read_transcript(source.encode()).blocks[0].speaker is None
