"""What the pipeline's two stages of a model do for their segments, and what happens when it is away or too dear."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from authoring.extractive.evidence import Evidence
from authoring.generative.asking import Engine
from authoring.generative.errors import BudgetSpent, LanguageModelUnavailable
from authoring.generative.micro_modules import as_outlined, write_micro_module
from authoring.generative.outline import Origin, Outlined, headings_of, of_draft, wished, write_outline
from authoring.types import Finding, MicroModule, Segment, Severity
from prompts import load_prompt

PROMPTS = ("outline", "micro_module", "items", "repair")


def prompt_identities() -> dict[str, str]:
    """Version and digest of each prompt that drafts are made with."""
    return {name: load_prompt(name).identity for name in PROMPTS}


def outline_segments(
    engine: Engine, evidence: Evidence, segments: Sequence[Segment], drafted: Sequence[MicroModule], *, waits: bool
) -> tuple[Outlined, ...]:
    """The outline of some segments; of the extractive draft where the model may not or cannot be asked.

    Raises LanguageModelUnavailable when it `waits` for the model.
    """
    try:
        return write_outline(engine, evidence, segments, drafted)
    except BudgetSpent:
        pass
    except LanguageModelUnavailable:
        if waits:
            raise
    return tuple(
        wished(engine.brief, headings_of(evidence, segment), of_draft(one))
        for segment, one in zip(segments, drafted, strict=True)
    )


def generate_segment(
    engine: Engine, evidence: Evidence, drafting: tuple[Segment, Outlined, MicroModule], *, waits: bool
) -> MicroModule:
    """The micro-module of a segment; the extractive one, with the reason, where the model may not or cannot be asked.

    `drafting` is the segment, its outline and its extractive micro-module. Raises LanguageModelUnavailable when it
    `waits` for the model.
    """
    segment, outlined, extractive = drafting
    try:
        return write_micro_module(engine, evidence, segment, outlined, extractive)
    except BudgetSpent:
        reason = Finding(
            "model_budget_spent",
            Severity.ADVICE,
            extractive.id,
            "The budget for the language model is spent; the document's own words stand.",
        )
    except LanguageModelUnavailable as fault:
        if waits:
            raise
        reason = Finding(
            "model_unavailable",
            Severity.ADVICE,
            extractive.id,
            f"The language model did not answer ({fault.reason}); the document's own words stand.",
        )
    kept = as_outlined(extractive, outlined) if outlined.origin is Origin.AUTHOR else extractive
    return replace(kept, findings=(*kept.findings, reason))
