"""P23: asks for the name of what a sentence defines; the learner writes it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from authoring.extractive.candidates import Candidate, Choice
from authoring.extractive.definitions import Definition, definitions
from authoring.extractive.evidence import Evidence
from authoring.linguistics import content_lemmas, plural, singular
from authoring.types import AcceptedAnswer, Bloom, ItemType, Segment, Span

PATTERN = "P23"
MAX_TERM_WORDS = 3


def find(evidence: Evidence, segment: Segment) -> Iterator[Candidate]:
    """A question for every short term in the segment whose definition does not use its words."""
    for definition in definitions(evidence):
        if definition.statement.block.id not in segment.blocks or not _can_be_named(definition):
            continue
        other, places = _other_names(evidence, definition)
        yield Candidate(
            pattern=PATTERN,
            type=ItemType.SHORT_ANSWER,
            stem=f"What is the name for {definition.meaning.text}?",
            citations=(evidence.cite(definition.statement.sentence.span), *(evidence.cite(place) for place in places)),
            keys=(Choice(definition.name.text, definition.name.span),),
            subject=definition.name.text,
            bloom=Bloom.REMEMBER,
            emphasis=definition.statement.emphasis,
            rewrites=1,
            accepted_answers=tuple(AcceptedAnswer(form) for form in (*_forms(evidence, definition), *other)),
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


def _forms(evidence: Evidence, definition: Definition) -> tuple[str, ...]:
    """The term, with and without hyphens, and its other number where the document counts the thing."""
    name = definition.name.text
    head, _, last = name.rpartition(" ")
    forms = [name]
    if last[1:].islower():
        number = singular(last) if last.endswith("s") else plural(last)
        other = f"{head} {number}".strip()
        if re.search(rf"(?<![\w-]){re.escape(other)}(?![\w-])", evidence.text, re.IGNORECASE):
            forms.append(other)
    return tuple(dict.fromkeys([*forms, *(form.replace("-", " ") for form in forms)]))


def _other_names(evidence: Evidence, definition: Definition) -> tuple[tuple[str, ...], tuple[Span, ...]]:
    """The acronym that the document puts in brackets after the term, or the words before it, with their place."""
    name = definition.name.text
    if name.isupper():
        words = r"\b" + r"[ -]".join(rf"({letter}[a-z]+)" for letter in name) + rf" \({name}s?\)"
        match = re.search(words, evidence.text, re.IGNORECASE)
        return ((" ".join(match.groups()),), (Span(*match.span()),)) if match else ((), ())
    match = re.search(rf"(?<![\w-]){re.escape(name)} \(([A-Z][A-Za-z]{{0,4}}[A-Z])s?\)", evidence.text, re.IGNORECASE)
    fits = match is not None and match[1].upper() == "".join(word[0] for word in re.split("[ -]", name)).upper()
    return ((match[1],), (Span(*match.span()),)) if match and fits else ((), ())
