"""Three to five key points: the document's own weightiest statements, each complete and standing alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from authoring.extractive.evidence import Evidence, Sentence
from authoring.extractive.micro_modules.body import kept_sentences
from authoring.extractive.micro_modules.importance import importance
from authoring.extractive.micro_modules.sentences import (
    cleaned,
    hangs_on_others,
    is_whole_sentence,
    points_elsewhere,
    stands_alone,
    without_opening_word,
)
from authoring.linguistics import content_lemmas, opening_form
from authoring.reading_time import count_words
from authoring.types import Block, BlockId, BlockKind, BlockRole, BodyPart, Citation, KeyPoint, Segment

FEWEST_POINTS = 3
MOST_POINTS = 5
_LONGEST = 34  # words; longer sentences are hard to keep in mind
_LONGEST_AT_NEED = 60
_LIST_WORDS = 40  # of a lead-in with its items, told as one point
_SAME = 0.5  # share of words above which two points say the same
_WORDS_A_POINT = 80  # of body: four points from 320 words, five from 400
_STOP = (".", "!", "?", "。", ":")
_UNFIT = re.compile(r"https?://|\?$|^[\W\d]+$|\||^\(")
_DIALOGUE = re.compile(r"^[A-Z][\w ]{1,24}: [A-Z\"“]")


@dataclass(frozen=True, slots=True)
class _Candidate:
    text: str
    citations: tuple[Citation, ...]
    block: BlockId
    weight: float
    lemmas: frozenset[str]


def write_key_points(evidence: Evidence, segment: Segment, body: Sequence[BodyPart]) -> tuple[KeyPoint, ...]:
    """The key points in reading order; fewer than three only where the segment makes fewer statements."""
    wanted = min(MOST_POINTS, max(FEWEST_POINTS, sum(count_words(part.text) for part in body) // _WORDS_A_POINT))
    blocks = [block for block in evidence.segment_blocks(segment) if evidence.teaches(block.id)]
    chosen: list[_Candidate] = []
    for find in _LADDER:
        if chosen and len(chosen) >= FEWEST_POINTS:
            break
        _choose(chosen, list(find(evidence, blocks)), wanted)
    ordered = sorted(chosen, key=lambda candidate: candidate.citations[0].span)
    return tuple(KeyPoint(candidate.text, candidate.citations) for candidate in ordered)


def _choose(chosen: list[_Candidate], candidates: list[_Candidate], wanted: int) -> None:
    """Add the weightiest candidates that say something new, spread over the segment's blocks."""
    while candidates and len(chosen) < wanted:
        best = max(candidates, key=lambda one: (_worth(one, chosen), -one.citations[0].span.start))
        candidates.remove(best)
        if all(_sameness(best, other) <= _SAME for other in chosen):
            chosen.append(best)


def _worth(candidate: _Candidate, chosen: Sequence[_Candidate]) -> float:
    from_block = sum(other.block == candidate.block for other in chosen)
    alike = max((_sameness(candidate, other) for other in chosen), default=0.0)
    return candidate.weight - 0.8 * from_block - 2.0 * alike


def _sameness(one: _Candidate, other: _Candidate) -> float:
    smaller = min(len(one.lemmas), len(other.lemmas))
    return len(one.lemmas & other.lemmas) / smaller if smaller else 1.0


def _statements(evidence: Evidence, blocks: Sequence[Block]) -> Iterator[_Candidate]:
    """Whole sentences that stand alone, and list items that are orders or sentences."""
    for block in _of_text(blocks):
        for sentence, text in kept_sentences(evidence, block):
            words = len(text.split())
            if 5 <= words <= _LONGEST and _is_statement(block, sentence, text):
                yield _candidate(evidence, sentence, text)


def _is_statement(block: Block, sentence: Sentence, text: str) -> bool:
    if _UNFIT.search(text) or block.role is BlockRole.QUOTE or not stands_alone(without_opening_word(text)):
        return False
    if not _is_balanced(text) or text.endswith(":"):
        return False
    if _DIALOGUE.match(text) and not block.emphasis:
        return False
    opening = opening_form(text, sentence.language)
    if opening == "imperative":
        return True
    return text[:1].isupper() and opening != "third person" and is_whole_sentence(sentence)


def _lists(evidence: Evidence, blocks: Sequence[Block]) -> Iterator[_Candidate]:
    """A lead-in with all its items, where they are short; else the lead-in with each item."""
    for block in blocks:
        siblings = [other for other in evidence.siblings(block.id) if (other.level or 1) == (block.level or 1)]
        if not siblings or siblings[0].id != block.id:
            continue
        lead = evidence.lead_in(block.id)
        if lead is None or lead.kind is BlockKind.HEADING or not lead.text.endswith(":"):
            continue
        opening = evidence.sentences(lead.id)[-1]
        if hangs_on_others(opening.text) or points_elsewhere(opening.text):
            continue
        yield from _lead_and_items(evidence, opening, siblings)


def _lead_and_items(evidence: Evidence, opening: Sentence, items: Sequence[Block]) -> Iterator[_Candidate]:
    texts = [cleaned(item.text, item.language).rstrip(" .;,") for item in items]
    if any(text.endswith(":") for text in texts):
        return
    joined = f"{opening.text} {'; '.join(texts)}."
    cited = (evidence.cite(opening.span), *(evidence.cite_block(item.id) for item in items))
    weight = importance(evidence, opening)
    if len(joined.split()) <= _LIST_WORDS:
        lemmas = content_lemmas(joined, opening.language)
        yield _Candidate(joined, cited, items[0].id, 1.5 + weight, lemmas)
        return
    for place, (item, text) in enumerate(zip(items, texts, strict=True)):
        both = f"{opening.text} {text}."
        if len(both.split()) <= _LONGEST_AT_NEED and len(evidence.sentences(item.id)) == 1:
            weighed = 0.5 * (weight + importance(evidence, evidence.sentences(item.id)[0]))
            lemmas = content_lemmas(text, item.language)
            yield _Candidate(both, (cited[0], cited[place + 1]), item.id, weighed, lemmas)


def _long_statements(evidence: Evidence, blocks: Sequence[Block]) -> Iterator[_Candidate]:
    for block in _of_text(blocks):
        for sentence, text in kept_sentences(evidence, block):
            fits = _LONGEST < len(text.split()) <= _LONGEST_AT_NEED
            if fits and stands_alone(without_opening_word(text)) and is_whole_sentence(sentence):
                yield _candidate(evidence, sentence, text)


def _rows(evidence: Evidence, blocks: Sequence[Block]) -> Iterator[_Candidate]:
    """The rows of a table: the label, then what the longest cell says."""
    for block in blocks:
        if block.table is None:
            continue
        start = block.span.start
        for number, (row, line) in enumerate(zip(block.table.rows, block.text.split("\n"), strict=False)):
            cells = [cell.strip() for cell in row if cell.strip()]
            span = (start, start + len(line))
            start += len(line) + 1
            if number < block.table.header_rows or len(cells) < 2:
                continue
            longest = max(cells[1:], key=len)
            label = cells[0].rstrip(" .:")
            says_itself = longest.casefold().startswith(label.casefold()) or not any(map(str.isalpha, label))
            text = longest if says_itself else f"{label}: {longest}"
            if 3 <= len(text.split()) <= _LONGEST_AT_NEED:
                cited = (evidence.cite(type(block.span)(*span)),)
                weight = 1.0 - 0.01 * number
                yield _Candidate(_ended(text), cited, block.id, weight, content_lemmas(text, block.language))


def _fragments(evidence: Evidence, blocks: Sequence[Block]) -> Iterator[_Candidate]:
    """Bullets of slides and other lines that are no sentences."""
    for block in _of_text(blocks):
        text = cleaned(block.text, block.language)
        if 3 <= len(text.split()) <= _LONGEST and not hangs_on_others(text) and not _UNFIT.search(text):
            lemmas = content_lemmas(text, block.language)
            if lemmas and not text.endswith(":") and kept_sentences(evidence, block):
                yield _Candidate(_ended(text), (evidence.cite_block(block.id),), block.id, 0.5, lemmas)


def _pairs(evidence: Evidence, blocks: Sequence[Block]) -> Iterator[_Candidate]:
    """A sentence together with the one before that it hangs on."""
    for block in _of_text(blocks):
        kept = kept_sentences(evidence, block)
        for (before, opening), (sentence, text) in pairwise(kept):
            both = f"{opening} {text}"
            if hangs_on_others(text) and not hangs_on_others(opening) and len(both.split()) <= _LONGEST_AT_NEED:
                cited = (evidence.cite(before.span), evidence.cite(sentence.span))
                weight = importance(evidence, sentence)
                yield _Candidate(both, cited, block.id, weight, content_lemmas(text, sentence.language))


def _last_resort(evidence: Evidence, blocks: Sequence[Block]) -> Iterator[_Candidate]:
    """Any whole sentence of some length, whatever it opens with; a question too."""
    for block in _of_text(blocks):
        for sentence, text in kept_sentences(evidence, block):
            if 3 <= len(text.split()) <= _LONGEST_AT_NEED and not text.endswith(":"):
                yield _candidate(evidence, sentence, text)


_Find = Callable[[Evidence, Sequence[Block]], Iterator[_Candidate]]


def _first_choice(evidence: Evidence, blocks: Sequence[Block]) -> Iterator[_Candidate]:
    yield from _statements(evidence, blocks)
    yield from _lists(evidence, blocks)


_LADDER: tuple[_Find, ...] = (_first_choice, _rows, _long_statements, _fragments, _pairs, _last_resort)


def _candidate(evidence: Evidence, sentence: Sentence, text: str) -> _Candidate:
    shown = _ended(without_opening_word(text))
    lemmas = content_lemmas(shown, sentence.language)
    return _Candidate(shown, (evidence.cite(sentence.span),), sentence.block, importance(evidence, sentence), lemmas)


def _of_text(blocks: Sequence[Block]) -> Iterator[Block]:
    return (block for block in blocks if block.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.NOTE))


def _ended(text: str) -> str:
    """The text with a capital and a full stop."""
    shown = (text[:1].upper() + text[1:]).rstrip(" ,;")
    return shown if shown.rstrip("\"'”’)").endswith(_STOP) else f"{shown}."


def _is_balanced(text: str) -> bool:
    return text.count("(") == text.count(")") and text.count('"') % 2 == 0 and text.count("“") == text.count("”")
