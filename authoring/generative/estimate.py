"""What drafting a document with a model takes at most before it is done: calls, tokens, cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from authoring.extractive.evidence import Evidence
from authoring.generative.generations import Prices
from authoring.generative.language_model import Tokens, estimate_tokens
from authoring.generative.outline import MOST_LINES
from authoring.generative.quiz import MOST_NEAR
from authoring.generative.source import number_sentences
from authoring.types import Segment
from prompts import load_prompt

SEGMENTS_PER_OUTLINE = 12  # that share one call: one unit of the pipeline's stage
_OUTLINE_SECTION = 120  # tokens of one outline entry's answer
_TEXT_SHARE = 2.0  # answers hold text and its quotes: about twice the words of what they rest on
_QUIZ_ANSWER = 1600  # tokens of five questions with rationales and quotes


@dataclass(frozen=True, slots=True)
class Estimate:
    """Without and with a repair of every answer; costs are millionths of the currency."""

    calls: int
    tokens: Tokens
    cost_micros: int
    most_calls: int
    most_cost_micros: int


def estimate(evidence: Evidence, taught: Sequence[Segment], prices: Prices, *, is_outlined: bool) -> Estimate:
    """For the text and quiz of the segments that are taught, and for the outline of all unless it `is_outlined`."""
    outlines = 0 if is_outlined else -(-len(evidence.segments) // SEGMENTS_PER_OUTLINE)
    calls, sent = outlines, outlines * _fixed("outline")
    answered = 0 if is_outlined else len(evidence.segments) * _OUTLINE_SECTION
    for segment in evidence.segments:
        lines = number_sentences(evidence, (segment,)).lines()
        sent += 0 if is_outlined else estimate_tokens(sum(map(len, lines[:MOST_LINES])))
        if segment not in taught or not lines:
            continue
        words = estimate_tokens(sum(map(len, lines)))
        average = words // len(lines)
        calls += 2
        sent += 2 * words + _fixed("micro_module") + _fixed("items") + MOST_NEAR * average
        answered += round(_TEXT_SHARE * words) + _QUIZ_ANSWER
    tokens = Tokens(sent, answered)
    # A repair sends question, answer and findings again, and gets the answer again.
    with_repairs = Tokens(2 * sent + answered, 2 * answered)
    return Estimate(calls, tokens, prices.cost_micros(tokens), 2 * calls, prices.cost_micros(with_repairs))


def _fixed(name: str) -> int:
    prompt = load_prompt(name)
    return estimate_tokens(len(prompt.system) + len(prompt.user))
