"""Writes one micro-module from one segment: title, objective, key points, body, terms; every piece cited."""

from __future__ import annotations

import re
from dataclasses import replace

from authoring.extractive.evidence import Evidence
from authoring.extractive.micro_modules.body import write_body
from authoring.extractive.micro_modules.cleaning import cleaned
from authoring.extractive.micro_modules.key_points import write_key_points
from authoring.extractive.micro_modules.objective_forms import LANGUAGES
from authoring.extractive.micro_modules.objectives import write_objective
from authoring.extractive.micro_modules.titles import titles
from authoring.reading_time import count_words, reading_seconds
from authoring.terms import find_terms, spelt_out
from authoring.types import Finding, MicroModule, Segment, Severity, Term


def write_micro_module(evidence: Evidence, segment: Segment) -> MicroModule:
    """The micro-module without its items; words are the document's own, so every citation's quote is its source."""
    title = titles(evidence)[segment.id]
    body = write_body(evidence, segment)
    key_points = write_key_points(evidence, segment, body)
    micro_module_id = f"m{segment.id.removeprefix('s')}"
    pages = {block.page for block in evidence.segment_blocks(segment) if evidence.teaches(block.id)}
    return MicroModule(
        id=micro_module_id,
        title=title.text,
        title_citations=title.citations,
        section_path=segment.section_path,
        blocks=segment.blocks,
        pages=tuple(sorted(page for page in pages if page is not None)),
        reading_seconds=reading_seconds(sum(count_words(part.text) for part in body)),
        objective=write_objective(evidence, segment, title, key_points),
        key_points=key_points,
        body=body,
        terms=tuple(_shown(evidence, term) for term in (*find_terms(evidence, segment), *spelt_out(evidence, segment))),
        findings=_language_findings(evidence, micro_module_id),
    )


def _shown(evidence: Evidence, term: Term) -> Term:
    """The term with its definition cleaned as the body's sentences are, without the term and "is" before it."""
    definition = cleaned(term.definition, evidence.language_of(term.citations[0].block))
    return replace(term, definition=_without_headword(definition, term.term))


def _without_headword(definition: str, term: str) -> str:
    named = rf"(?:(?:an?|the)\s+)?{re.escape(term)}(?:\s*\([^()]*\))?\s+(?:is|are|means(?: that)?|refers? to)\s+(?=\w)"
    return re.sub(rf"^{named}", "", definition, count=1, flags=re.IGNORECASE)


def _language_findings(evidence: Evidence, micro_module_id: str) -> tuple[Finding, ...]:
    if evidence.language is None or evidence.language in LANGUAGES:
        return ()
    message = f"There is no form of objective for the language “{evidence.language}”: it is written in English."
    return (Finding("language", Severity.ADVICE, micro_module_id, message),)
