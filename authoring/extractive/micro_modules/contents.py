"""What a segment mostly holds: steps, a named list, cases, terms, a definition, rules, limits, orders or facts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from authoring.extractive.evidence import Evidence, Sentence
from authoring.extractive.micro_modules.standing_alone import is_requirement
from authoring.extractive.micro_modules.tables import rows_of
from authoring.extractive.micro_modules.titles import Title
from authoring.extractive.micro_modules.topics import in_sentence
from authoring.linguistics import Modality, limiter_before, obligations, opening_form, quantities
from authoring.terms import defined_term, find_terms
from authoring.types import Block, BlockKind, Citation, Segment, Span

_FEWEST_STEPS = 3
_FEWEST_RULES = 2
_FEWEST_ORDERS = 3
_FEWEST_NAMES = 3
_LONGEST_NAME = 8  # words of a list item that is a name rather than a statement
_LABEL_ROWS = range(2, 7)  # of a table whose first column tells cases apart
_SHARE_OF_STEPS = 0.4
_SHARE_OF_ORDERS = 0.6  # the tagger takes one order in five for a noun
_FEWEST_TERMS = 3
_TERMS_NAMED = 4
_NEEDS = re.compile(r"(?:needs?|ha(?:s|ve)) to", re.IGNORECASE)  # mostly says how things are
_LABEL = re.compile(r"[^\W\d_][^.:/]*$")
_LEVEL = re.compile(r"[^\W\d]+[\s-]?\d+$")  # SEV-1, Level 2


class Holds(StrEnum):
    """What a segment mostly holds; decides the verb."""

    STEPS = "steps"
    CASES = "cases"
    TERMS = "terms"
    DEFINITION = "definition"
    NAMES = "names"
    RULES = "rules"
    LIMITS = "limits"
    GUIDANCE = "guidance"
    REQUIREMENTS = "requirements"  # of an audit, mostly in tables
    FACTS = "facts"
    QUESTIONS = "questions"  # only: the document is a quiz


# Of a segment's sentences: two rules among thirty sentences of a story make no rules to state.
_SHARES = {Holds.LIMITS: 0.08, Holds.RULES: 0.08, Holds.GUIDANCE: 0.2}


@dataclass(frozen=True, slots=True)
class Content:
    """What the objective is built on: its kind, the words that stand for it, and where they stand."""

    holds: Holds
    words: tuple[str, ...]
    citations: tuple[Citation, ...]


def content_of(evidence: Evidence, segment: Segment, title: Title) -> Content:
    """What the segment's taught blocks hold for the most part, surest kind first; facts when nothing else is sure."""
    blocks = [block for block in evidence.segment_blocks(segment) if evidence.teaches(block.id)]
    if not blocks:
        return Content(Holds.QUESTIONS, (), ())
    found = _steps(evidence, blocks) or _cases(evidence, blocks) or _terms(evidence, segment, blocks)
    found = found or _requirements(evidence, blocks)
    found = found or _definition(evidence, blocks, title) or _names(evidence, blocks)
    return found or _by_sentences(evidence, blocks)


def _steps(evidence: Evidence, blocks: Sequence[Block]) -> Content | None:
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
    return Content(Holds.STEPS, (), tuple(evidence.cite_block(block.id) for block in longest[:_FEWEST_STEPS]))


def _is_order(text: str, language: str | None) -> bool:
    if language == "it":
        return bool(re.match(r"\w+(?:are|ere|ire|arsi|ersi|irsi)\b|\w+(?:a|i)(?:te)?\s", text.lower()))
    return opening_form(text, language) == "imperative"


def _cases(evidence: Evidence, blocks: Sequence[Block]) -> Content | None:
    """The levels that head a table's columns, or the short labels in its first column, where it is much of the text."""
    words = sum(len(block.text.split()) for block in blocks)
    for block in blocks:
        if block.table is None or block.table.header_rows != 1 or len(block.text.split()) < 0.4 * words:
            continue
        columns = [cell.strip() for cell in block.table.rows[0][1:]]
        if len(columns) in _LABEL_ROWS and all(map(_LEVEL.match, columns)) and len(set(columns)) == len(columns):
            return Content(Holds.CASES, tuple(columns), (evidence.cite_block(block.id),))
        labels = [row[0].strip() for row in block.table.rows[1:]]
        short = all(0 < len(label.split()) <= 3 and _LABEL.match(label) for label in labels)
        if short and len(labels) in _LABEL_ROWS and len(set(labels)) == len(labels):
            return Content(Holds.CASES, tuple(labels), (evidence.cite_block(block.id),))
    return None


def _requirements(evidence: Evidence, blocks: Sequence[Block]) -> Content | None:
    """Rows that ask to verify something, where they make up most of the tables."""
    rows = [(span, cell) for block in blocks for span, cells in rows_of(block) for _, cell in cells[1:2] or cells]
    asked = [span for span, cell in rows if is_requirement(cell)]
    if not asked or 2 * len(asked) < len(rows):
        return None
    return Content(Holds.REQUIREMENTS, (), tuple(evidence.cite(span) for span in asked[:_FEWEST_RULES]))


def _definition(evidence: Evidence, blocks: Sequence[Block], title: Title) -> Content | None:
    """The title's own term, when the segment says what it is."""
    for sentence in _sentences(evidence, blocks):
        place = defined_term(sentence.text, sentence.language)
        if place is None:
            continue
        term = sentence.text[place.start : place.end]
        if _plain(term) == _plain(title.subject):
            article = sentence.text[: place.start].lower()
            shown = in_sentence(evidence, term) if sentence.language in (None, "en") else term
            return Content(Holds.DEFINITION, (article + shown,), (evidence.cite(sentence.span),))
    return None


def _names(evidence: Evidence, blocks: Sequence[Block]) -> Content | None:
    """The short names in a list that makes up much of the segment."""
    lists: dict[str, list[Block]] = {}
    for block in blocks:
        if block.place is not None and (block.level or 1) == 1:
            lists.setdefault(block.place.list_id, []).append(block)
    longest = max(lists.values(), key=len, default=[])
    names = [block for block in longest if _is_name(block, evidence.language)]
    words = sum(len(block.text.split()) for block in blocks if block.kind is not BlockKind.HEADING)
    much = sum(len(block.text.split()) for block in longest) >= _SHARE_OF_STEPS * words
    if len(longest) < _FEWEST_NAMES or len(names) < len(longest) or not much:
        return None
    return Content(Holds.NAMES, (), tuple(evidence.cite_block(block.id) for block in longest[:_FEWEST_NAMES]))


def _is_name(block: Block, language: str | None) -> bool:
    is_short = len(block.text.split()) <= _LONGEST_NAME and not block.text.rstrip().endswith((".", "?", "!", ":"))
    return is_short and opening_form(block.text, block.language or language) == "noun"


def _plain(term: str) -> str:
    return re.sub(r"\s*\([^()]*\)", "", term).casefold().rstrip("s")


def _terms(evidence: Evidence, segment: Segment, blocks: Sequence[Block]) -> Content | None:
    """The terms of a segment that is mostly a glossary."""
    found = find_terms(evidence, segment)
    cited = {citation.span: len(citation.quote.split()) for term in found for citation in term.citations}
    words = sum(len(block.text.split()) for block in blocks)
    if len(found) < _FEWEST_TERMS or sum(cited.values()) < 0.5 * words:
        return None
    levels = all(_LEVEL.match(term.term) for term in found)
    first = found if levels else found[:_TERMS_NAMED]
    return Content(
        Holds.CASES if levels else Holds.TERMS,
        tuple(term.term for term in first),
        tuple(one for term in first for one in term.citations),
    )


def _by_sentences(evidence: Evidence, blocks: Sequence[Block]) -> Content:
    rules: list[Sentence] = []
    orders: list[Sentence] = []
    limits: list[Sentence] = []
    sentences = [*_sentences(evidence, blocks), *_cells(evidence, blocks)]
    told = len(sentences)
    for sentence in sentences:
        found_words = obligations(sentence.text, sentence.language)
        modalities = {found.modality for found in found_words if not _NEEDS.match(found.text)}
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
        if len(found) >= max(fewest, _SHARES[holds] * told):
            return Content(holds, (), tuple(evidence.cite(sentence.span) for sentence in found[:2]))
    return Content(Holds.FACTS, (), ())


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
