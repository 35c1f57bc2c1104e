"""How much a sentence matters to a learner: obligations, definitions, limits, emphasis, place."""

from __future__ import annotations

import re

from authoring.extractive.evidence import Evidence, Sentence
from authoring.extractive.wording import stands_alone
from authoring.linguistics import content_lemmas, is_negated, opening_form, quantities
from authoring.linguistics.modality import Modality, obligations
from authoring.terms import is_definition
from authoring.types import Block, BlockRole

# Weights by judgement on handbook prose; what counts is their order: what binds, what a word means, limits, then place.
_MODAL_WEIGHT = {
    Modality.MUST: 3.0,
    Modality.MUST_NOT: 3.3,
    Modality.SHOULD: 2.0,
    Modality.SHOULD_NOT: 2.2,
    Modality.MAY: 0.3,
    Modality.MAY_NOT: 1.5,
}
_ILLUSTRATES = re.compile(
    r"\b(?:for example|for instance|e\.g\.|suppose|imagine|let['’]s say|say you|consider (?:the|a) (?:case|example)|"
    r"in our experience|last year|years ago|ad esempio|per esempio|supponiamo)\b|[\"“][^\"”]{25,}[\"”]|\?",
    re.IGNORECASE,
)
_SPEAKS = re.compile(r"\b(?:I|I['’]m|I['’]ve|my|we['’]ve|let['’]s|you know|um|uh|kind of|sort of|gonna)\b")
_OPENS_ONLY = re.compile(
    r"^(?:here (?:are|is)|there are (?:a few|several|some|many|two|three|four|five|various|different|"
    r"a number)|ecco|ci sono)\b"
    r"|^[A-Z][\w ]{1,24}: [A-Z\"“]|^[\"“‘]|!$|\b(?:would|might|perhaps|maybe)\b",
    re.IGNORECASE,
)
_REASONS = re.compile(
    r"\b(?:because|so that|in order to|therefore|leads? to|results? in|causes?|prevents?|ensures?|helps?|goal|purpose|"
    r"most important|key|critical|essential|always|never|only|poiché|affinché|perché|obiettivo|scopo|"
    r"sempre|mai|solo)\b",
    re.IGNORECASE,
)
_SUMMARY = re.compile(
    r"^(?:summary|in summary|key (?:points|takeaways|messages)|takeaways|conclusions?|in short|tl;?dr|"
    r"recap|at a glance|"
    r"riepilogo|in sintesi|in breve|punti chiave|conclusioni?)\b",
    re.IGNORECASE,
)


def importance(evidence: Evidence, sentence: Sentence) -> float:
    """Higher matters more; about 0 for a plain sentence, 3 and above for an obligation or a definition."""
    block = evidence.blocks[sentence.block]
    weight = _modal_weight(sentence) + _emphasis_weight(block, sentence) + _place_weight(evidence, block, sentence)
    if is_definition(sentence.text, sentence.language):
        weight += 2.5
    if any(quantity.unit_class for quantity in quantities(sentence.text, sentence.language)):
        weight += 1.5
    if _REASONS.search(sentence.text):
        weight += 0.6
    if is_negated(sentence.text, sentence.language):
        weight += 0.2
    return weight - _talk_penalty(sentence) + _centrality(evidence, sentence)


def _modal_weight(sentence: Sentence) -> float:
    found = obligations(sentence.text, sentence.language)
    if found:
        return max(_MODAL_WEIGHT[obligation.modality] for obligation in found)
    return 1.3 if opening_form(sentence.text, sentence.language) == "imperative" else 0.0


def _emphasis_weight(block: Block, sentence: Sentence) -> float:
    offset = sentence.span.start - block.span.start
    marked = any(offset <= span.start < offset + len(sentence.text) for span in block.emphasis)
    return (1.5 if marked else 0.0) + (1.5 if block.role is BlockRole.ADMONITION else 0.0)


def _place_weight(evidence: Evidence, block: Block, sentence: Sentence) -> float:
    headings = evidence.headings(block.id)
    weight = 1.0 if headings and _SUMMARY.match(headings[-1].text) else 0.0
    if sentence.span.start == block.span.start:
        weight += 0.7
    before = evidence.position(block.id) - 1
    if before >= 0 and headings and evidence.document.blocks[before].id == headings[-1].id:
        weight += 0.4
    return weight


def _talk_penalty(sentence: Sentence) -> float:
    illustrates = 2.0 if _ILLUSTRATES.search(sentence.text) else 0.0
    speaks = 1.0 if _SPEAKS.search(sentence.text) else 0.0
    opens = 1.5 if _OPENS_ONLY.search(sentence.text) else 0.0
    needs_others = 0.0 if stands_alone(sentence.text) else 1.0
    return illustrates + speaks + opens + needs_others + 0.05 * max(0, len(sentence.text.split()) - 24)


def _centrality(evidence: Evidence, sentence: Sentence) -> float:
    """0 to 1: how many of the words above it, in its headings, the sentence takes up."""
    headings = evidence.headings(sentence.block)
    named = frozenset().union(*(content_lemmas(heading.text, sentence.language) for heading in headings[-2:]))
    shared = len(named & content_lemmas(sentence.text, sentence.language))
    return min(1.0, 0.4 * shared)
