"""How much a sentence matters to a learner: obligations, definitions, limits, emphasis, place."""

from __future__ import annotations

import re
from collections import Counter

from authoring.extractive.evidence import Evidence, Sentence
from authoring.extractive.micro_modules.standing_alone import is_requirement, may_be_key_point
from authoring.linguistics import content_lemmas, is_negated, opening_form, quantities
from authoring.linguistics.modality import Modality, obligations
from authoring.terms import defined_term
from authoring.types import Block, BlockKind, BlockRole

# Weights by judgement on handbook prose; what counts is their order: what binds, what a word means, limits, then place.
_MODAL_WEIGHT = {
    Modality.MUST: 3.0,
    Modality.MUST_NOT: 3.3,
    Modality.SHOULD: 2.0,
    Modality.SHOULD_NOT: 2.2,
    Modality.MAY: 0.3,
    Modality.MAY_NOT: 1.5,
}
_OF_DECISION = 2.6
_CASE = re.compile(r"(?:if|when|whenever|once|before|after|unless) [^;:]{4,160}, ", re.IGNORECASE)
_FIRST_COMMAS = 2  # "If you drive, even a short way, wear the belt."
_OF_NEED = 1.2
_OF_STEP = 0.8  # with the order's own weight more than a recommendation
_AFTER_RULE = 2.5  # a list's member opens with its rule; the rest explains it
_NEEDS = re.compile(r"(?:needs?|ha(?:s|ve)) to", re.IGNORECASE)  # often only says how things are
_ILLUSTRATES = re.compile(
    r"\b(?:for example|for instance|e\.g\.|suppose|imagine|let['’]s say|say you|you find|consider (?:the|a) (?:case|"
    r"example)|"
    r"in our experience|last year|years ago|ad esempio|per esempio|supponiamo)\b|[\"“][^\"”]{25,}[\"”]|\?",
    re.IGNORECASE,
)
_SPEAKS = re.compile(
    r"\b(?:I|I['’](?:m|ve|ll|d)|my|[Ww]e['’](?:ve|d|re)|[Ww]e (?:use|had|did|do)|"
    r"let['’]s|you know|um|uh|kind of|sort of|gonna)\b"
)
_OPENS_ONLY = re.compile(
    r"^(?:here (?:are|is)|there (?:are|is)|sometimes|ecco|ci sono)\b"
    r"|^[A-Z][\w ]{1,24}: [A-Z\"“]|^[\"“‘]|!$|\b(?:would|might|perhaps|maybe)\b",
    re.IGNORECASE,
)
_REASONS = re.compile(
    r"\b(?:because|so that|in order to|therefore|leads? to|results? in|causes?|prevents?|ensures?|helps?|goal|purpose|"
    r"most important|key|critical|essential|always|never|only|poiché|affinché|perché|obiettivo|scopo|"
    r"sempre|mai|solo)\b",
    re.IGNORECASE,
)
_BINDS = re.compile(
    r"\b(?:required|mandatory|prohibited|forbidden|not (?:allowed|permitted|acceptable)|responsible for|never|always|"
    r"no exceptions?|obbligatori[oaei]|vietat[oaie]|responsabil[ei] d\w+)\b|"
    r"\b(?:permitted|allowed|accepted|used|given|granted) only\b|\brequires? (?:an?|the|all|every|both|written|that)\b|"
    r"\b(?:best|better) (?:to|for|than)\b|\bimportant (?:to|that)\b|\bit['’]s time to\b|\badvice\b|"
    r"^(?:don['’]t|do not)\b|^only\b.{3,80}?\b(?:may|can)\b|\b(?:may|can)\b.{1,60}\bonly (?:if|when|after|with|by)\b",
    re.IGNORECASE,
)
_DEMANDS = re.compile(r"\brequires? that\b|\b(?:is|are) the responsibility of\b", re.IGNORECASE)
_BAN = re.compile(r"(?:never|always|do not|don['’]t|non|mai)\s", re.IGNORECASE)
_LIMITS = re.compile(
    r"\b(?:at (?:least|most)|no (?:more|fewer|less|later) than|(?:more|less|fewer) than \w+|within (?:\d|an?\b|one|"
    r"two|three|the "
    r"first)|up to \d|exceeds?|minimum|maximum|only|unless|almeno|al massimo|entro|salvo|non oltre)\b",
    re.IGNORECASE,
)
_BACKGROUND = re.compile(
    r"\b(?:was|were|had|historically|years?|recently|has long|have long|some(?:times| people| teams)|in some cases|"
    r"often|"
    r"typically|usually|modern|increasingly|popular|there are|era(?:no)?|spesso|di solito)\b",
    re.IGNORECASE,
)
_ADDS = re.compile(
    r"^(?:\W?\w+\W?\s){1,7}(?:also|too|as well|similarly|likewise|therefore|however|anche)\b", re.IGNORECASE
)
_CORRECTS = re.compile(
    r"\b(?:usually means?|rather than|instead of|not just|more important than|even if|does not mean|doesn['’]t mean)\b",
    re.IGNORECASE,
)
_PRIORITY = re.compile(
    r"\b(?:(?:primary|main|overall|overriding) (?:purpose|goal|aim|reason|rule|principle|objective)|most "
    r"important|takes? precedence|first priority|by default|we (?:now )?have a rule|the rule is|"
    r"key (?:point|principle)|absolute authority|preferred over|preferable)\b",
    re.IGNORECASE,
)
_SHOWN_BY = re.compile(r"^(?:research|studies|a study|surveys?|experience|statistics)\b", re.IGNORECASE)
_REPORTS = re.compile(  # what somebody holds or wishes, which the text is about to put right
    r"^(?!if\b|when\b|you\b)(?:[\w’'-]+ ){1,9}?(?:believes?|thinks?|feels?|worry|worries|assumes?|fears?|complains?|"
    r"argues?|hopes?|wishe?s?|wants?|wanted|loves?|hates?|tends?|says?|said) ",
    re.IGNORECASE,
)
_EASY_TO_KEEP = 24  # words; each more makes a point harder to keep in mind
_HARD_TO_KEEP = 30
_OFTEN = 3  # further sentences of a segment after which a word counts as its subject
_WHY = re.compile(r"^(?:why|perché)\b|\breasons?\b", re.IGNORECASE)
_SAYS_WHAT = re.compile(r"^what (?:is|are) (?:it|they)\b|responsibilit", re.IGNORECASE)
_BY_THE_WAY = re.compile(r"\bbecome one\b|^who are they\b|^where can\b|^history\b|^background\b", re.IGNORECASE)
_HOW = re.compile(r"^(?:how|what to do|come)\b", re.IGNORECASE)
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
    weight += _definition_weight(evidence, sentence)
    if any(quantity.unit_class for quantity in quantities(sentence.text, sentence.language)):
        weight += 1.5
    if _LIMITS.search(sentence.text):
        weight += 0.8
    if _REASONS.search(sentence.text):
        weight += 0.6
    weight += 1.4 * bool(_CORRECTS.search(sentence.text)) + 1.5 * bool(_PRIORITY.search(sentence.text))
    if is_negated(sentence.text, sentence.language):
        weight += 0.2
    weight += _member_weight(evidence, block, sentence)
    return weight - _talk_penalty(sentence) + _centrality(evidence, sentence) + _answers_heading(evidence, sentence)


def _definition_weight(evidence: Evidence, sentence: Sentence) -> float:
    """Most for what the headings name: the subject; less for a word that is explained by the way."""
    place = defined_term(sentence.text, sentence.language)
    if place is None:
        return 0.0
    term = content_lemmas(sentence.text[place.start : place.end], sentence.language)
    named = (content_lemmas(heading.text, sentence.language) for heading in evidence.headings(sentence.block)[-2:])
    return 3.2 if any(term & lemmas for lemmas in named) else 2.0


def is_rule(text: str, language: str | None) -> bool:
    """Whether the text binds: it obliges, recommends, forbids, orders or asks to check that something holds."""
    binding = [one for one in obligations(text, language) if one.modality is not Modality.MAY]
    binds = bool(binding or _BINDS.search(text) or is_requirement(text)) or orders_in_a_case(text, language)
    return binds or opening_form(text, language) == "imperative"


def orders_in_a_case(text: str, language: str | None) -> bool:
    """Whether the text says what to do in a case: "If the ramp is wet, wait." """
    if language not in (None, "en") or not _CASE.match(text):
        return False
    rests = [text[comma.end() :] for comma in re.finditer(r", (?:then )?", text)]
    return any(_BAN.match(rest) or opening_form(rest, language) == "imperative" for rest in rests[:_FIRST_COMMAS])


def _modal_weight(sentence: Sentence) -> float:
    found = [
        _OF_NEED if _NEEDS.match(one.text) else _MODAL_WEIGHT[one.modality]
        for one in obligations(sentence.text, sentence.language)
    ]
    if is_requirement(sentence.text):
        found.append(_MODAL_WEIGHT[Modality.MUST])
    if opening_form(sentence.text, sentence.language) == "imperative":
        found.append(1.6)
    if _BINDS.search(sentence.text):
        found.append(1.8)
    if _DEMANDS.search(sentence.text):
        found.append(_MODAL_WEIGHT[Modality.MUST])
    if _BAN.match(sentence.text):
        found.append(_MODAL_WEIGHT[Modality.MUST_NOT])
    if orders_in_a_case(sentence.text, sentence.language):
        found.append(_OF_DECISION)
    return max(found, default=0.0)


def _answers_heading(evidence: Evidence, sentence: Sentence) -> float:
    """What the heading above asks for: a reason under why, an order or a way under how."""
    headings = evidence.headings(sentence.block)
    if not headings:
        return 0.0
    heading = headings[-1].text
    if _SAYS_WHAT.search(heading):
        return 1.0 if sentence.span.start == evidence.blocks[sentence.block].span.start else 0.0
    if _BY_THE_WAY.search(heading):
        return -0.8
    if _WHY.search(heading):
        return 1.0 if _REASONS.search(sentence.text) else 0.0
    return 0.8 if _HOW.search(heading) and is_rule(sentence.text, sentence.language) else 0.0


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


def _member_weight(evidence: Evidence, block: Block, sentence: Sentence) -> float:
    """More for an ordered step; less for what a list's member or a table's row says after its first sentence."""
    if block.kind is not BlockKind.LIST_ITEM:
        return 0.0
    first = evidence.sentences(block.id)[0]
    if sentence.span != first.span:
        return -_AFTER_RULE if is_rule(first.text, first.language) else 0.0
    is_step = block.place is not None and block.place.ordered
    return _OF_STEP if is_step and opening_form(sentence.text, sentence.language) == "imperative" else 0.0


def _talk_penalty(sentence: Sentence) -> float:
    text = sentence.text
    binds = any(one.modality in (Modality.MUST, Modality.MUST_NOT) for one in obligations(text, sentence.language))
    penalties = (
        (2.0, bool(_ILLUSTRATES.search(text))),
        (1.5, bool(_SPEAKS.search(text))),
        (1.5, bool(_OPENS_ONLY.search(text)) and not binds),
        (1.2, bool(_BACKGROUND.search(text)) and not binds),
        (1.0, bool(_ADDS.search(text))),
        (1.0, not may_be_key_point(text, sentence.language)),
        (4.0, bool(_REPORTS.match(text)) and not binds),
        (1.5, _is_told(sentence) or bool(_SHOWN_BY.match(text))),
    )
    words = len(text.split())
    too_long = 0.05 * max(0, words - _EASY_TO_KEEP) + 0.08 * max(0, words - _HARD_TO_KEEP)
    return too_long + sum(weight for weight, applies in penalties if applies)


def _is_told(sentence: Sentence) -> bool:
    """Whether all its verbs are past: a story, not a statement that holds."""
    if sentence.language not in (None, "en"):
        return False
    tags = {token.tag for token in sentence.tokens}
    return "VBD" in tags and not tags & {"VBZ", "VBP", "MD", "VB"}


def _centrality(evidence: Evidence, sentence: Sentence) -> float:
    """0 to 2: how many words of its headings the sentence takes up, and how many that its segment keeps using."""
    headings = evidence.headings(sentence.block)
    lemmas = content_lemmas(sentence.text, sentence.language)
    named = frozenset().union(*(content_lemmas(heading.text, sentence.language) for heading in headings[-2:]))
    uses = _uses(evidence, sentence)
    kept = sum(min(1.0, (uses[lemma] - 1) / _OFTEN) for lemma in lemmas)
    return min(1.0, 0.4 * len(named & lemmas)) + min(1.0, kept / max(4, len(lemmas)) * 2)


def _uses(evidence: Evidence, sentence: Sentence) -> Counter[str]:
    """In how many sentences of the segment each word occurs."""
    segment = evidence.segment_of(sentence.block)
    if segment is None:
        return Counter()

    def count() -> Counter[str]:
        blocks = (block for block in segment.blocks if evidence.teaches(block))
        told = (one for block in blocks for one in evidence.sentences(block))
        return Counter(lemma for one in told for lemma in content_lemmas(one.text, one.language))

    return evidence.once(f"uses in {segment.id}", count)
