"""The rules a document states, as frames: clause, scope and place; found once, shared by the patterns."""

from __future__ import annotations

import re
from dataclasses import dataclass

from authoring.extractive.clauses import Clause, parse_clauses
from authoring.extractive.evidence import Evidence, Sentence
from authoring.extractive.wording import is_balanced, is_plain, topic
from authoring.linguistics import sentence_spans
from authoring.linguistics.lemmas import can_be_adjective, can_be_noun, can_be_verb, lemma_of
from authoring.types import Block, BlockKind, BlockRole, Segment, Span

_TEXT_KINDS = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.TABLE})
_TEXT_ROLES = frozenset({BlockRole.BODY, BlockRole.ADMONITION})
# Under these, sentences show what is wrong or merely possible; an order there may be the opposite of a rule.
_CONTRARY = re.compile(
    r"\b(?:anti-?patterns?|mistakes?|myths?|don['’]?ts?|what not to|bad|wrong|pitfalls?|examples?"
    r"|sample|case study|avoid|too (?:frequent|many|much|few|long|late|often|early)|requiring|trying to|getting|letting"
    r"|not|never|history|credits?|acknowledge?ments?|licen[cs]e|references|further reading|about this|changelog|quiz"
    r"|knowledge check|questions?)\b",
    re.IGNORECASE,
)
_LEAD_IN_CONTRARY = re.compile(
    r"\b(?:not|never|avoid|don['’]t|bad|mistakes?|for example|example|e\.g|such as|may include|could"
    r"|might|things like|wrong"
    r"|questions?|ask)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Statement:
    """A teaching sentence with its place. `topic` is the nearest heading that names a thing, in words to show, and
    `topic_block` that heading; `emphasis` counts 0-5 as in items.md, section 2."""

    sentence: Sentence
    block: Block
    headings: tuple[str, ...]
    topic: str | None
    topic_block: Block | None
    emphasis: int


@dataclass(frozen=True, slots=True)
class Rule:
    """A statement whose clause is cut at its borders."""

    statement: Statement
    clause: Clause

    @property
    def sentence(self) -> Sentence:
        """The sentence that states the rule."""
        return self.statement.sentence


def statements(evidence: Evidence) -> tuple[Statement, ...]:
    """Every English teaching sentence of the document that states rather than illustrates, in reading order."""
    return evidence.once("statements", lambda: _statements(evidence))


def rules(evidence: Evidence) -> tuple[Rule, ...]:
    """Every statement that is one clause with a subject and a modal, or an order; in reading order."""
    return evidence.once("rules", lambda: _rules(evidence))


def without_sentence(evidence: Evidence, span: Span) -> Evidence:
    """The same document as if the sentence at `span` said nothing; the others are not cut again."""

    def vary() -> Evidence:
        block_id = evidence.block_at(span.start).id
        rest = tuple(sentence for sentence in evidence.sentences(block_id) if sentence.span != span)
        variant = Evidence(evidence.document, evidence.segments, {block_id: rest})
        variant.once("statements", lambda: tuple(one for one in statements(evidence) if one.sentence.span != span))
        variant.once("rules", lambda: tuple(one for one in rules(evidence) if one.sentence.span != span))
        return variant

    return evidence.once(f"without {span.start}-{span.end}", vary)


def statements_in(evidence: Evidence, segment: Segment) -> tuple[Statement, ...]:
    """The statements of one segment."""
    blocks = frozenset(segment.blocks)
    return tuple(statement for statement in statements(evidence) if statement.block.id in blocks)


def stated_rules(evidence: Evidence) -> tuple[Rule, ...]:
    """The rules without those that only say what is not so ("Verify that keys are not logged")."""
    return evidence.once("stated rules", lambda: tuple(rule for rule in rules(evidence) if not rule.clause.is_denied))


def rules_in(evidence: Evidence, segment: Segment) -> tuple[Rule, ...]:
    """The rules of one segment."""
    blocks = frozenset(segment.blocks)
    return tuple(rule for rule in rules(evidence) if rule.statement.block.id in blocks)


def common_words(evidence: Evidence) -> frozenset[str]:
    """Words that the document writes with a small first letter somewhere, so that they are no names."""
    return evidence.once("common words", lambda: _common_words(evidence.text))


def _common_words(text: str) -> frozenset[str]:
    small = frozenset(re.findall(r"(?<![\w-])[a-z][a-z]+(?![\w-])", text))
    opening = frozenset(
        word.lower() for word in re.findall(r"(?:^|[.!?] |\n)([A-Z][a-z]+)(?=,? (?:[a-z]|SHALL|MUST|SHOULD|MAY))", text)
    )
    names = frozenset(word.lower() for word in re.findall(r"[a-z,] ([A-Z][a-z]+)\b", text))
    return small | frozenset(word for word in opening - names if _is_in_dictionary(word))


def _is_in_dictionary(word: str) -> bool:
    return can_be_noun(word) or can_be_adjective(word) or lemma_of(word, "en", pos="VERB") != word or can_be_verb(word)


def _statements(evidence: Evidence) -> tuple[Statement, ...]:
    found: dict[str, Statement] = {}  # what a document says twice is asked once
    for block in evidence.document.blocks:
        if not may_state(evidence, block):
            continue
        for sentence in sentences_of(evidence, block):
            if sentence.language in {"en", None} and _reads_well(sentence.text):
                found.setdefault(_place(evidence, sentence), statement_of(evidence, block, sentence))
    return tuple(found.values())


def _place(evidence: Evidence, sentence: Sentence) -> str:
    """A sentence with its nearest heading: the same words under another heading may mean another thing."""
    headings = evidence.headings(sentence.block)
    return f"{sentence.text}\n{headings[-1].text if headings else ''}"


def sentences_of(evidence: Evidence, block: Block) -> tuple[Sentence, ...]:
    """The block's sentences; of a table, those of the cells that hold sentences, as requirement tables do."""
    if block.kind is not BlockKind.TABLE:
        return evidence.sentences(block.id)
    language = evidence.language_of(block.id)
    return tuple(
        Sentence(block.id, text, Span(start, start + len(text)), language)
        for cell in _CELL.finditer(block.text)
        if cell.group().endswith(".") and len(cell.group().split()) >= _CELL_WORDS
        for part in sentence_spans(cell.group(), language)
        if (text := cell.group()[part.start : part.end]) and (start := block.span.start + cell.start() + part.start)
    )


_CELL = re.compile(r"(?<![^\n])[^|\n]*[^|\n ](?= \||$|\n)|(?<=\| )[^|\n]*[^|\n ](?= \||$|\n)")
_CELL_WORDS = 8  # shorter cells are labels and values


def may_state(evidence: Evidence, block: Block) -> bool:
    """Whether the block may state rules: teaching text under no heading or lead-in that shows what is wrong."""
    if block.kind not in _TEXT_KINDS or block.role not in _TEXT_ROLES or not evidence.teaches(block.id):
        return False
    if any(_CONTRARY.search(heading.text) for heading in evidence.headings(block.id)[-2:]):
        return False
    lead_in = evidence.lead_in(block.id)
    return lead_in is None or not _LEAD_IN_CONTRARY.search(lead_in.text[-200:])


def _reads_well(text: str) -> bool:
    words = text.split()
    return (
        5 <= len(words) <= 60
        and len(text) <= 1000
        and text[:1].isupper()
        and is_balanced(text)
        and is_plain(text)
        and text[-1] not in ":?,"
    )


def statement_of(evidence: Evidence, block: Block, sentence: Sentence) -> Statement:
    """The sentence with its place."""
    headings = evidence.headings(block.id)
    name = topic(tuple(heading.text for heading in headings))
    named = next((heading for heading in reversed(headings) if name and name.lower() in heading.text.lower()), None)
    return Statement(
        sentence=sentence,
        block=block,
        headings=tuple(heading.text for heading in headings),
        topic=name if named else None,
        topic_block=named,
        emphasis=_emphasis(block, sentence),
    )


_OBLIGATION = re.compile(r"\b(?:must|shall|required|never|always|should)\b", re.IGNORECASE)


def _emphasis(block: Block, sentence: Sentence) -> int:
    begin = sentence.span.start - block.span.start
    end = sentence.span.end - block.span.start
    bold = any(mark.start < end and begin < mark.end for mark in block.emphasis)
    return sum((2 if bold else 0, block.role is BlockRole.ADMONITION, bool(_OBLIGATION.search(sentence.text)),
                any(letter.isdigit() for letter in sentence.text)))  # fmt: skip


def _rules(evidence: Evidence) -> tuple[Rule, ...]:
    stated = statements(evidence)
    clauses = parse_clauses([one.sentence.text for one in stated], [one.sentence.span.start for one in stated])
    return tuple(Rule(one, clause) for one, clause in zip(stated, clauses, strict=True) if clause is not None)
