"""The phrases that a segment uses most and the rest of its document least: they name it where no heading does."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from authoring.extractive.evidence import Evidence, Sentence
from authoring.extractive.micro_modules.topics import occurrences
from authoring.linguistics import Phrase, noun_phrases
from authoring.types import BlockKind, Citation, Segment, Span

_MOST_PHRASES = 5
_MOST_SENTENCES = 40  # of one block
_VAGUE = re.compile(
    r"(?:given|good|different|other|same|many|new|first|second|last|next|whole|right|few|several|own|such|"
    r"real|very|more|most|less|"
    r"great|big|little|long|short|only|main|certain|various|sure|able|people|person|thing|things|time|"
    r"way|ways|lot|case|cases|"
    r"example|examples|something|anything|everything|everybody|nobody|morning|afternoon|question|questions)$",
    re.IGNORECASE,
)


def spreading_phrases(evidence: Evidence, segment: Segment) -> list[tuple[str, tuple[Citation, ...]]]:
    """The salient phrases that both halves of the segment use: those of one half would not name the whole."""
    blocks = [block for block in evidence.segment_blocks(segment) if evidence.teaches(block.id)]
    if not blocks:
        return []
    middle = (blocks[0].span.start + blocks[-1].span.end) // 2
    halves = [
        " ".join(block.text for block in blocks if (block.span.start < middle) is is_first).casefold()
        for is_first in (True, False)
    ]
    return [
        (text, cited)
        for text, cited in salient_phrases(evidence, segment)
        if len(blocks) == 1 or all(text.casefold() in half for half in halves)
    ]


def salient_phrases(evidence: Evidence, segment: Segment) -> list[tuple[str, tuple[Citation, ...]]]:
    """At most five noun phrases that stand twice or more, best first, each with where it first stands."""
    counted: Counter[str] = Counter()
    first: dict[str, tuple[str, Span]] = {}
    for text, span in _phrases(evidence, segment):
        counted[text.casefold()] += 1
        first.setdefault(text.casefold(), (text[:1].upper() + text[1:], span))
    repeated = [text for text, times in counted.items() if times > 1]
    ranked = sorted(repeated, key=lambda text: (-_weight(evidence, text, counted[text]), first[text][1]))
    return [(first[text][0], (evidence.cite(first[text][1]),)) for text in ranked[:_MOST_PHRASES]]


def _phrases(evidence: Evidence, segment: Segment) -> Iterator[tuple[str, Span]]:
    for block in evidence.segment_blocks(segment):
        if evidence.teaches(block.id) and block.kind not in (BlockKind.HEADING, BlockKind.TABLE, BlockKind.CODE):
            for sentence in evidence.sentences(block.id)[:_MOST_SENTENCES]:
                for phrase in noun_phrases(sentence.tokens):
                    yield from _telling(sentence, phrase)


def _telling(sentence: Sentence, phrase: Phrase) -> Iterator[tuple[str, Span]]:
    """The phrase without its article, where it names something."""
    tokens = [token for token in phrase.tokens if token.pos not in ("DET", "NUM") and token.tag != "PRP$"]
    if not tokens or len(tokens) > 4 or len(tokens[-1].text) < 4 or _VAGUE.match(tokens[0].text):
        return
    start, end = tokens[0].span.start, phrase.span.end
    text = sentence.text[start:end]
    if re.fullmatch(r"[^\W\d_][\w’' -]+", text):
        yield text, sentence.at(start, end)


def _weight(evidence: Evidence, phrase: str, count: int) -> float:
    """How much the phrase belongs to the segment: often here, seldom elsewhere; longer phrases say more."""
    return count * count / max(count, occurrences(evidence, phrase)) * (3 if " " in phrase else 1)
