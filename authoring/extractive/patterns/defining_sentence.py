"""P4: asks what a term means that a sentence of the document defines; the wrong answers define other terms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from authoring.extractive.actions import overlap, same_length
from authoring.extractive.candidates import Candidate, Choice, Rung
from authoring.extractive.definitions import Definition, Meaning, definitions, meanings
from authoring.extractive.evidence import Evidence
from authoring.types import AcceptedAnswer, Bloom, ItemType, Segment

PATTERN = "P4"
MAX_POOL = 30
MAX_TOLD = 0.5  # of a term's content words; more of them in its meaning leave nothing to know
MAX_ALIKE = 0.5  # definitions more alike than this may fit each other's term

_QUESTIONS = {
    "is": "What is {term}?",
    "are": "What are {term}?",
    "means": "What does {term} mean?",
    "refers to": "What does {term} refer to?",
    "refer to": "What do {term} refer to?",
    "measures": "What does {term} measure?",
    "describes": "What does {term} describe?",
    "is defined as": "What is {term}?",
    "are defined as": "What are {term}?",
    "–": "What does “{term}” mean?",
}


def find(evidence: Evidence, segment: Segment) -> Iterator[Candidate]:
    """A question for every term defined in the segment; a choice too where the document defines three other terms."""
    for definition in definitions(evidence):
        if definition.statement.block.id not in segment.blocks or _is_told(definition):
            continue
        openly = Candidate(
            pattern=PATTERN,
            type=ItemType.SHORT_ANSWER,
            stem=_QUESTIONS[definition.verb].format(term=definition.term),
            citations=(evidence.cite(definition.statement.sentence.span),),
            accepted_answers=(AcceptedAnswer(definition.meaning.text),),
            subject=definition.name.text,
            bloom=Bloom.REMEMBER,
            emphasis=definition.statement.emphasis + 1,
            rewrites=1,
            frame=f"term {' '.join(sorted(definition.term_lemmas))}",
            language=definition.statement.sentence.language,
            difficulty=0.45,
        )
        yield openly
        distractors = tuple(_distractors(evidence, definition))
        if len(distractors) >= 3 and not definition.term_lemmas & definition.lemmas:
            key = Choice(definition.meaning.text, definition.meaning.span)
            yield replace(
                openly,
                type=ItemType.MULTIPLE_CHOICE,
                accepted_answers=(),
                keys=(key,),
                distractors=distractors,
                difficulty=0.35,
            )


def _is_told(definition: Definition) -> bool:
    """Whether the meaning says most of the term's words again: "vector graphics": "a language for vector graphics"."""
    return len(definition.term_lemmas & definition.lemmas) > MAX_TOLD * len(definition.term_lemmas)


def _distractors(evidence: Evidence, definition: Definition) -> Iterator[Choice]:
    """What other terms mean, of like length and nearest first; none whose term or meaning is close to this one's."""
    home = definition.meaning.span.start
    others = sorted(
        meanings(evidence),
        key=lambda other: (
            not same_length(other.piece.text, definition.meaning.text),
            abs(other.piece.span.start - home),
        ),
    )
    apart = [other for other in others if _is_apart(other, definition)]
    for other in apart[:MAX_POOL]:
        yield Choice(
            text=other.piece.text,
            span=other.piece.span,
            rung=Rung.ELSEWHERE,
            meaning=f"the meaning of {other.term}",
            citations=(evidence.cite_block(evidence.block_at(other.piece.span.start).id),),
        )


def _is_apart(other: Meaning, definition: Definition) -> bool:
    """Whether the other meaning is of another term and does not speak of this one."""
    if overlap(other.term_lemmas, definition.term_lemmas) == 1 or overlap(other.lemmas, definition.lemmas) >= MAX_ALIKE:
        return False
    return not definition.term_lemmas <= other.lemmas
