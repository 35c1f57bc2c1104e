"""P39: asks what a heading asks, where the sentence right under it answers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from authoring.extractive.candidates import Candidate
from authoring.extractive.evidence import Evidence
from authoring.extractive.frames import Statement, statements_in
from authoring.extractive.patterns.procedure import QUESTION, authors_question
from authoring.extractive.pieces import shown
from authoring.extractive.wording import stands_alone
from authoring.linguistics import content_lemmas
from authoring.types import AcceptedAnswer, BlockKind, Bloom, ItemType, Segment

PATTERN = "P39"
MIN_WORDS, MAX_WORDS = 6, 34
_OF_READER = re.compile(r"\b(?:we|us|our|i|my|me|here|this (?:page|section|guide|course))\b|\?$", re.IGNORECASE)
_NO_MATTER = re.compile(r"\b(?:created|wrote|read this|contact|find out more|next steps?|learn more)\b", re.IGNORECASE)


def find(evidence: Evidence, segment: Segment) -> Iterator[Candidate]:
    """A question for every heading in the segment that asks and is answered by the first sentence under it."""
    asked: set[str] = set()
    for statement in statements_in(evidence, segment):
        above = evidence.headings(statement.block.id)
        if not above or above[-1].id in asked or not QUESTION.match(above[-1].text):
            continue
        asked.add(above[-1].id)
        yield from _candidate(evidence, statement)


def _candidate(evidence: Evidence, statement: Statement) -> Iterator[Candidate]:
    above = evidence.headings(statement.block.id)
    stem = authors_question(evidence, above)
    text = shown(statement.sentence.text).rstrip(".")
    if stem is None or _NO_MATTER.search(stem) or not stands_alone(stem) or not _answers(evidence, statement, text):
        return
    yield Candidate(
        pattern=PATTERN,
        type=ItemType.SHORT_ANSWER,
        stem=stem,
        citations=(
            evidence.cite(statement.sentence.span),
            *(evidence.cite_block(heading.id) for heading in above[-2:]),
        ),
        accepted_answers=(AcceptedAnswer(text),),
        subject=above[-1].text,
        bloom=Bloom.UNDERSTAND,
        emphasis=statement.emphasis + 1,
        rewrites=0,
        frame=f"heading {above[-1].id}",
        language="en",
        difficulty=0.5,
    )


def _answers(evidence: Evidence, statement: Statement, text: str) -> bool:
    """Whether the sentence opens what stands under the heading, is a whole statement and speaks of what is asked."""
    heading = evidence.headings(statement.block.id)[-1]
    first = next((block for block in evidence.children(heading.id) if block.kind is not BlockKind.HEADING), None)
    opens = first is not None and first.id == statement.block.id and first.span.start == statement.sentence.span.start
    if not opens or not MIN_WORDS <= len(text.split()) <= MAX_WORDS or _OF_READER.search(text):
        return False
    asked, told = content_lemmas(heading.text, "en"), content_lemmas(text, "en")
    return stands_alone(text) and bool(asked & told) and len(told - asked) >= 2
