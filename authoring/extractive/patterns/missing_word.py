"""P23: asks for the name of what a sentence defines; the learner writes it."""

from __future__ import annotations

from collections.abc import Iterator

from authoring.extractive.candidates import Candidate, Choice
from authoring.extractive.definitions import Definition, definitions
from authoring.extractive.evidence import Evidence
from authoring.linguistics import content_lemmas, plural, singular
from authoring.types import AcceptedAnswer, Bloom, ItemType, Segment

PATTERN = "P23"
MAX_TERM_WORDS = 3


def find(evidence: Evidence, segment: Segment) -> Iterator[Candidate]:
    """A question for every short term in the segment whose definition does not use its words."""
    for definition in definitions(evidence):
        if definition.statement.block.id not in segment.blocks or not _can_be_named(definition):
            continue
        yield Candidate(
            pattern=PATTERN,
            type=ItemType.SHORT_ANSWER,
            stem=f"What is the name for {definition.meaning.text}?",
            citations=(evidence.cite(definition.statement.sentence.span),),
            keys=(Choice(definition.name.text, definition.name.span),),
            subject=definition.name.text,
            bloom=Bloom.REMEMBER,
            emphasis=definition.statement.emphasis,
            rewrites=1,
            accepted_answers=tuple(AcceptedAnswer(form) for form in _forms(definition)),
            frame=f"term {' '.join(sorted(definition.term_lemmas))}",
            language=definition.statement.sentence.language,
            difficulty=0.6,
        )


def _can_be_named(definition: Definition) -> bool:
    """Whether the term is short, and the definition narrow and free of its words."""
    if len(definition.name.text.split()) > MAX_TERM_WORDS or definition.verb in {"measures", "describes", "are"}:
        return False
    language = definition.statement.sentence.language
    return len(definition.lemmas) >= 4 and not content_lemmas(definition.name.text, language) & definition.lemmas


def _forms(definition: Definition) -> tuple[str, ...]:
    """The term, its plural and singular, and with and without hyphens."""
    name = definition.name.text
    head, _, last = name.rpartition(" ")
    if not last[1:].islower():
        return (name,)  # an acronym or a number has no plural to write
    other = singular(last) if last.endswith("s") else plural(last)
    forms = [name, f"{head} {other}".strip()]
    return tuple(dict.fromkeys([*forms, *(form.replace("-", " ") for form in forms)]))
