"""Makes a body fit into three minutes when its source is one block too long to be cut."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from authoring.extractive.evidence import Evidence
from authoring.extractive.micro_modules.cleaning import cleaned
from authoring.extractive.micro_modules.importance import importance
from authoring.extractive.micro_modules.sentences import is_signpost
from authoring.reading_time import MOST_WORDS, count_words
from authoring.types import BodyKind, BodyPart, Layout, Span


def fitted(evidence: Evidence, parts: Sequence[BodyPart]) -> tuple[BodyPart, ...]:
    """The parts within 180 s: the longest is cut, a table or code to its first lines, a text to its best sentences."""
    kept = list(parts)
    while (excess := sum(count_words(part.text) for part in kept) - MOST_WORDS) > 0:
        longest = max(range(len(kept)), key=lambda place: count_words(kept[place].text))
        shorter = _shortened(evidence, kept[longest], count_words(kept[longest].text) - excess)
        kept[longest : longest + 1] = [shorter] if shorter is not None else []
    while kept and kept[-1].kind is BodyKind.HEADING:
        kept.pop()
    return tuple(kept)


def _shortened(evidence: Evidence, part: BodyPart, words: int) -> BodyPart | None:
    if part.layout is not Layout.TEXT:
        return _first_lines(evidence, part, words)
    chosen = _best_sentences(evidence, part, words)
    if not chosen:
        return None
    text = " ".join(text for text, _ in chosen)
    return replace(part, text=text, citations=tuple(evidence.cite(span) for _, span in chosen))


def _first_lines(evidence: Evidence, part: BodyPart, words: int) -> BodyPart | None:
    lines: list[str] = []
    for line in part.text.split("\n"):
        if count_words(line) > words:
            break
        lines.append(line)
        words -= count_words(line)
    if len(lines) < 2:
        return None
    start = part.citations[0].span.start
    text = "\n".join(lines)
    return replace(part, text=text, citations=(evidence.cite(Span(start, start + len(text))),))


def _best_sentences(evidence: Evidence, part: BodyPart, words: int) -> list[tuple[str, Span]]:
    """The weightiest sentences of the part that fit, in reading order; the first one counts most."""
    ranked = sorted(_weighed(evidence, part))
    chosen: list[tuple[str, Span]] = []
    for _, span, text in ranked:
        if count_words(text) <= words:
            chosen.append((text, span))
            words -= count_words(text)
    return sorted(chosen, key=lambda found: found[1])


def _weighed(evidence: Evidence, part: BodyPart) -> Iterator[tuple[float, Span, str]]:
    for citation in part.citations:
        for place, sentence in enumerate(evidence.sentences(citation.block)):
            inside = citation.span.start <= sentence.span.start and sentence.span.end <= citation.span.end
            if inside and not is_signpost(sentence.text, sentence.language):
                weight = importance(evidence, sentence) + (10.0 if place == 0 else 0.0)
                yield -weight, sentence.span, cleaned(sentence.text, sentence.language)
