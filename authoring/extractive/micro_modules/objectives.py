"""One measurable objective: an observable verb that fits what the segment holds, the topic in the document's words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from authoring.extractive.evidence import Evidence, Sentence
from authoring.extractive.micro_modules.titles import Title, listed, needs_parent
from authoring.extractive.micro_modules.topics import Form, Topic, in_sentence, topic
from authoring.linguistics import Modality, limiter_before, obligations, opening_form, quantities
from authoring.terms import defined_term, find_terms
from authoring.types import Block, BlockKind, Bloom, Citation, Objective, Segment, Span

LANGUAGES = frozenset({"en", "it", "de", "fr", "es"})
_FEWEST_STEPS = 3
_FEWEST_RULES = 2
_FEWEST_ORDERS = 3
_LABEL_ROWS = range(2, 7)  # of a table whose first column tells cases apart
_SHARE_OF_STEPS = 0.4
_SHARE_OF_ORDERS = 0.6  # the tagger takes one order in five for a noun
_FEWEST_TERMS = 3
_TERMS_NAMED = 4


class Holds(StrEnum):
    """What a segment mostly holds; decides the verb."""

    STEPS = "steps"
    CASES = "cases"
    TERMS = "terms"
    DEFINITION = "definition"
    RULES = "rules"
    LIMITS = "limits"
    GUIDANCE = "guidance"
    FACTS = "facts"


_BLOOM = {
    Holds.STEPS: Bloom.APPLY,
    Holds.CASES: Bloom.ANALYSE,
    Holds.TERMS: Bloom.UNDERSTAND,
    Holds.DEFINITION: Bloom.UNDERSTAND,
    Holds.RULES: Bloom.REMEMBER,
    Holds.LIMITS: Bloom.REMEMBER,
    Holds.GUIDANCE: Bloom.APPLY,
    Holds.FACTS: Bloom.UNDERSTAND,
}
_ENGLISH = {
    Holds.STEPS: "Carry out the steps for {} in the right order",
    Holds.RULES: "State the rules for {}",
    Holds.LIMITS: "State the limits for {}",
    Holds.GUIDANCE: "Apply the guidance on {}",
    Holds.FACTS: "Describe {}",
}
_QUOTED = {
    "en": {Holds.FACTS: "Explain the main points of “{}”."},
    "it": {
        Holds.STEPS: "Eseguire nell’ordine giusto i passi di «{}».",
        Holds.CASES: "Distinguere {}.",
        Holds.TERMS: "Spiegare i termini {}.",
        Holds.DEFINITION: "Spiegare che cosa significa «{}».",
        Holds.RULES: "Esporre le regole su «{}».",
        Holds.LIMITS: "Indicare i limiti previsti in «{}».",
        Holds.GUIDANCE: "Applicare le indicazioni su «{}».",
        Holds.FACTS: "Descrivere i punti principali di «{}».",
    },
    "de": {Holds.FACTS: "Die Kernpunkte von „{}“ erklären."},
    "fr": {Holds.FACTS: "Expliquer les points essentiels de « {} »."},
    "es": {Holds.FACTS: "Explicar los puntos principales de «{}»."},
}
_ITALIAN_QUESTION = re.compile(r"^(?:come|perché|quando|che cosa|cosa|chi|dove|quali?)\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Content:
    """What the objective is built on: its kind, the words that stand for it, and where they stand."""

    holds: Holds
    words: tuple[str, ...]
    citations: tuple[Citation, ...]


def write_objective(evidence: Evidence, segment: Segment, title: Title) -> Objective:
    """The objective, in the document's language where there is a form for it, else in English."""
    content = _content(evidence, segment, title)
    language = evidence.language or "en"
    citations = _distinct((*title.citations, *content.citations))
    if language == "en":
        text, bloom = _english(evidence, title, content)
        return Objective(text, bloom, citations)
    question = _ITALIAN_QUESTION.match(title.text) if language == "it" else None
    if question is not None and content.holds is not Holds.STEPS:
        text = f"Spiegare {title.text[:1].lower()}{title.text[1:].rstrip('?')}."
        return Objective(text, Bloom.UNDERSTAND, citations)
    forms = _QUOTED.get(language, _QUOTED["en"])
    holds = content.holds if content.holds in forms else Holds.FACTS
    words = listed(content.words, language) if holds in (Holds.CASES, Holds.TERMS) else title.text
    if holds is Holds.DEFINITION:
        words = content.words[0]
    return Objective(forms[holds].format(words), _BLOOM[holds], citations)


def _content(evidence: Evidence, segment: Segment, title: Title) -> _Content:
    blocks = [block for block in evidence.segment_blocks(segment) if evidence.teaches(block.id)]
    found = _steps(evidence, blocks) or _cases(evidence, blocks) or _definition(evidence, blocks, title)
    return found or _by_sentences(evidence, blocks)


def _steps(evidence: Evidence, blocks: Sequence[Block]) -> _Content | None:
    """An ordered list of orders that makes up a good part of the segment."""
    lists: dict[str, list[Block]] = {}
    for block in blocks:
        if block.place is not None and block.place.ordered and (block.level or 1) == 1:
            lists.setdefault(block.place.list_id, []).append(block)
    longest = max(lists.values(), key=len, default=[])
    orders = [block for block in longest if _is_order(block.text, block.language or evidence.language)]
    if len(longest) < _FEWEST_STEPS or len(orders) < _SHARE_OF_ORDERS * len(longest):
        return None
    words = sum(len(block.text.split()) for block in blocks)
    if sum(len(block.text.split()) for block in longest) < _SHARE_OF_STEPS * words:
        return None
    return _Content(Holds.STEPS, (), tuple(evidence.cite_block(block.id) for block in longest[:_FEWEST_STEPS]))


def _is_order(text: str, language: str | None) -> bool:
    if language == "it":
        return bool(re.match(r"\w+(?:are|ere|ire|arsi|ersi|irsi)\b|\w+(?:a|i)(?:te)?\s", text.lower()))
    return opening_form(text, language) == "imperative"


def _cases(evidence: Evidence, blocks: Sequence[Block]) -> _Content | None:
    """The short labels in the first column of a table that makes up much of the segment."""
    words = sum(len(block.text.split()) for block in blocks)
    for block in blocks:
        if block.table is None or block.table.header_rows != 1 or len(block.text.split()) < 0.4 * words:
            continue
        labels = [row[0].strip() for row in block.table.rows[1:]]
        short = all(0 < len(label.split()) <= 3 and label[:1].isalpha() for label in labels)
        if short and len(labels) in _LABEL_ROWS and len(set(labels)) == len(labels):
            return _Content(Holds.CASES, tuple(labels), (evidence.cite_block(block.id),))
    return None


def _definition(evidence: Evidence, blocks: Sequence[Block], title: Title) -> _Content | None:
    """The title's own term, when the segment says what it is."""
    for sentence in _sentences(evidence, blocks):
        place = defined_term(sentence.text, sentence.language)
        if place is None:
            continue
        term = sentence.text[place.start : place.end]
        if _plain(term) == _plain(title.base):
            article = sentence.text[: place.start].lower()
            shown = in_sentence(evidence, term) if sentence.language in (None, "en") else term
            return _Content(Holds.DEFINITION, (article + shown,), (evidence.cite(sentence.span),))
    return None


def _plain(term: str) -> str:
    return re.sub(r"\s*\([^()]*\)", "", term).casefold().rstrip("s")


def _terms(evidence: Evidence, segment: Segment, blocks: Sequence[Block]) -> _Content | None:
    """The terms of a segment that is mostly a glossary."""
    found = find_terms(evidence, segment)
    cited = {citation.span: len(citation.quote.split()) for term in found for citation in term.citations}
    words = sum(len(block.text.split()) for block in blocks)
    if len(found) < _FEWEST_TERMS or sum(cited.values()) < 0.5 * words:
        return None
    first = found[:_TERMS_NAMED]
    return _Content(
        Holds.TERMS, tuple(term.term for term in first), tuple(one for term in first for one in term.citations)
    )


def _by_sentences(evidence: Evidence, blocks: Sequence[Block]) -> _Content:
    rules: list[Sentence] = []
    orders: list[Sentence] = []
    limits: list[Sentence] = []
    for sentence in (*_sentences(evidence, blocks), *_cells(evidence, blocks)):
        modalities = {obligation.modality for obligation in obligations(sentence.text, sentence.language)}
        if modalities & {Modality.MUST, Modality.MUST_NOT}:
            rules.append(sentence)
        elif modalities & {Modality.SHOULD, Modality.SHOULD_NOT} or _is_order(sentence.text, sentence.language):
            orders.append(sentence)
        if _limits(sentence):
            limits.append(sentence)
    for holds, found, fewest in (
        (Holds.LIMITS, limits if len(limits) >= len(rules) else [], _FEWEST_RULES),
        (Holds.RULES, rules, _FEWEST_RULES),
        (Holds.GUIDANCE, [*rules, *orders], _FEWEST_ORDERS),
    ):
        if len(found) >= fewest:
            return _Content(holds, (), tuple(evidence.cite(sentence.span) for sentence in found[:2]))
    return _Content(Holds.FACTS, (), ())


def _limits(sentence: Sentence) -> bool:
    """Whether the sentence bounds an amount: at least 8 characters, within 30 days."""
    found = quantities(sentence.text, sentence.language)
    return any(quantity.unit_class and limiter_before(sentence.text, quantity.span.start) for quantity in found)


def _cells(evidence: Evidence, blocks: Sequence[Block]) -> Iterator[Sentence]:
    """The longest cell of each row of a table, below its header, as a sentence."""
    for block in blocks:
        for row in block.table.rows[block.table.header_rows :] if block.table else ():
            cell = max(row, key=len).strip()
            place = block.text.find(cell)
            if cell and place >= 0:
                span = Span(block.span.start + place, block.span.start + place + len(cell))
                yield Sentence(block.id, cell, span, evidence.language_of(block.id))


def _sentences(evidence: Evidence, blocks: Sequence[Block]) -> list[Sentence]:
    texts = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.NOTE)
    return [sentence for block in blocks if block.kind in texts for sentence in evidence.sentences(block.id)]


def _english(evidence: Evidence, title: Title, content: _Content) -> tuple[str, Bloom]:
    bloom = _BLOOM[content.holds]
    if content.holds in (Holds.CASES, Holds.TERMS):
        verb = "Tell apart" if content.holds is Holds.CASES else "Explain the terms"
        words = content.words
        if content.holds is Holds.TERMS:
            words = tuple(in_sentence(evidence, word) for word in words)
        return f"{verb} {listed(words, 'en')}.", bloom
    if content.holds is Holds.DEFINITION:
        return f"Explain what {content.words[0]} {_verb(content.words[0])}{_tail(evidence, title)}.", bloom
    about = _narrowed(evidence, title) or _several(evidence, title) or topic(evidence, title.base)
    text = _sentence_for(about, content.holds)
    if about.form in (Form.TO, Form.WHAT_IS, Form.QUESTION):
        bloom = Bloom.UNDERSTAND
    if about.form is Form.SENTENCE and text.startswith("Apply"):
        bloom = Bloom.APPLY
    text += _tail(evidence, title)
    return (text if text.endswith("?”") else f"{text}."), bloom


def _narrowed(evidence: Evidence, title: Title) -> Topic | None:
    """The details in place of the base, where they say enough by themselves."""
    topics = [topic(evidence, detail) for detail in title.details]
    if not topics or any(one.form not in (Form.NOUN, Form.GERUND) for one in topics):
        return None
    if len({one.form for one in topics}) > 1 or any(needs_parent(evidence, detail) for detail in title.details):
        return None
    return Topic(topics[0].form, listed([one.phrase for one in topics], "en"))


def _verb(base: str) -> str:
    plural = base.lower().endswith("s") and not base.lower().endswith(("ss", "us", "is"))
    return "are" if plural else "is"


def _sentence_for(about: Topic, holds: Holds) -> str:
    if about.form is Form.TO:
        return f"Describe {about.phrase}"
    if about.form is Form.WHAT_IS:
        return f"Explain {about.phrase}"
    if about.form is Form.QUESTION:
        return f"Answer the question “{about.phrase.rstrip('?')}?”"
    if about.form is Form.SENTENCE:
        verb = "Apply" if holds in (Holds.RULES, Holds.GUIDANCE, Holds.STEPS) else "Explain"
        return f"{verb} what is said under “{about.phrase}”"
    if about.form is Form.GERUND and holds in (Holds.FACTS, Holds.DEFINITION):
        return f"Describe the main points of {about.phrase}"
    return _ENGLISH[holds].format(about.phrase)


def _several(evidence: Evidence, title: Title) -> Topic | None:
    """Details without a base, each as it fits after a preposition."""
    if title.base:
        return None
    return Topic(Form.GERUND, _phrases(evidence, title.details))


def _phrases(evidence: Evidence, details: Sequence[str]) -> str:
    topics = [topic(evidence, detail) for detail in details]
    words = [
        one.phrase if one.form in (Form.NOUN, Form.GERUND, Form.TO, Form.WHAT_IS) else f"“{detail}”"
        for one, detail in zip(topics, details, strict=True)
    ]
    return listed(words, "en")


def _tail(evidence: Evidence, title: Title) -> str:
    """The rest of the title, where its words fit after "in particular"."""
    if not title.details or not title.base or _narrowed(evidence, title) is not None:
        return ""
    return f", in particular {_phrases(evidence, title.details)}"


def _distinct(citations: Sequence[Citation]) -> tuple[Citation, ...]:
    return tuple(dict.fromkeys(citations))
