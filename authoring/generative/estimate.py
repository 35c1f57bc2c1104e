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
from authoring.types import BlockKind, BlockRole, Document, Segment
from prompts import load_prompt

SEGMENTS_PER_OUTLINE = 12  # that share one call: one unit of the pipeline's stage
_OUTLINE_SECTION = 120  # tokens of one outline entry's answer
_TEXT_SHARE = 2.0  # answers hold text and its quotes: about twice the words of what they rest on
WORDS_A_MICRO_MODULE = 239  # over the documents of docs/scorecard.md: 630 of 150,400 words
_WORDS_A_SENTENCE = 18  # or row or heading, over the same
_NOT_SENT = frozenset({BlockRole.QUIZ, BlockRole.BOILERPLATE})
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
    return _told(calls, Tokens(sent, answered), prices)


def estimate_by_size(document: Document, prices: Prices) -> Estimate:
    """As `estimate`, of a document that was only read: as if it divided into micro-modules of the usual length."""
    teaching = [block for block in document.blocks if block.role not in _NOT_SENT and block.kind is not BlockKind.CODE]
    words = sum(len(block.text.split()) for block in teaching)
    text = estimate_tokens(sum(len(block.text) for block in teaching))
    count = -(-words // WORDS_A_MICRO_MODULE)
    outlines = -(-count // SEGMENTS_PER_OUTLINE)
    near = MOST_NEAR * round(_WORDS_A_SENTENCE * text / words) if words else 0
    sent = outlines * _fixed("outline") + 3 * text + count * (_fixed("micro_module") + _fixed("items") + near)
    answered = count * (_OUTLINE_SECTION + _QUIZ_ANSWER) + round(_TEXT_SHARE * text)
    return _told(outlines + 2 * count, Tokens(sent, answered), prices)


def _told(calls: int, tokens: Tokens, prices: Prices) -> Estimate:
    # A repair sends question, answer and findings again, and gets the answer again.
    with_repairs = Tokens(2 * tokens.input + tokens.output, 2 * tokens.output)
    return Estimate(calls, tokens, prices.cost_micros(tokens), 2 * calls, prices.cost_micros(with_repairs))


def _fixed(name: str) -> int:
    prompt = load_prompt(name)
    return estimate_tokens(len(prompt.system) + len(prompt.user))
