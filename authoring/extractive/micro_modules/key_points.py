"""Three to five key points: the document's own weightiest statements, each complete and standing alone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from authoring.extractive.evidence import Evidence
from authoring.extractive.micro_modules.standing_alone import is_glossary_heading
from authoring.extractive.micro_modules.statements import (
    Find,
    Statement,
    fragments,
    last_resort,
    long_statements,
    pairs,
    part_of,
    rows,
    statements,
)
from authoring.reading_time import count_words
from authoring.terms import find_terms
from authoring.types import Block, BlockId, BlockKind, BodyPart, KeyPoint, Segment

FEWEST_POINTS = 3
MOST_POINTS = 5
_FEWEST_OF_SHORT = 2  # of a section under three quarters of a minute: rather two than one that says little
_SAME = 0.5  # share of words above which two points say the same
_WORDS_A_POINT = 50  # of body: four points from 200 words, five from 250
_WORTH_A_PART = 1.0  # weight from which a statement may stand for its part before another part has its second
_TELLS = 1.8  # weight from which a statement is worth a place beyond the fewest: not of background or by the way
_FEWEST_RULES = 2
_LEADS_UP = 1.0  # of weight; a definition or a limit still weighs enough
_FEWEST_TERMS = 3  # labels with meanings under one heading that make it a glossary
_LABELLED = re.compile(r"[^\s:–—(][^:–—]{1,48}?\s?[:–—]\s")
_LADDER: tuple[Find, ...] = (statements, rows, long_statements, fragments, pairs, last_resort)


def write_key_points(evidence: Evidence, segment: Segment, body: Sequence[BodyPart]) -> tuple[KeyPoint, ...]:
    """The key points in reading order; fewer than three only where the segment makes fewer statements."""
    blocks = _without_glossary(evidence, segment)
    parts = {part_of(evidence, block.id) for block in blocks if block.kind is not BlockKind.HEADING}
    by_length = sum(count_words(part.text) for part in body) // _WORDS_A_POINT
    wanted = max(FEWEST_POINTS, len(parts), by_length)
    fewest = _FEWEST_OF_SHORT if segment.is_short else FEWEST_POINTS
    chosen = choose(evidence, blocks, wanted=min(MOST_POINTS, wanted), fewest=fewest)
    return tuple(KeyPoint(one.text, one.citations) for one in chosen)


def _without_glossary(evidence: Evidence, segment: Segment) -> list[Block]:
    """The blocks that teach, without those that only say what words mean, unless these are most of the text."""
    blocks = [block for block in evidence.segment_blocks(segment) if evidence.teaches(block.id)]
    labelled: Counter[BlockId | None] = Counter()
    defining = {citation.block for term in find_terms(evidence, segment) for citation in term.citations}
    for block in blocks:
        labelled[part_of(evidence, block.id)] += block.id in defining and _LABELLED.match(block.text) is not None
    others = [block for block in blocks if not _is_of_glossary(evidence, block, labelled)]
    told = [block for block in others if block.kind is not BlockKind.HEADING]
    words = sum(count_words(block.text) for block in told)
    return others if 2 * words >= sum(count_words(block.text) for block in blocks) else blocks


def _is_of_glossary(evidence: Evidence, block: Block, labelled: Counter[BlockId | None]) -> bool:
    headings = evidence.headings(block.id)
    if headings and is_glossary_heading(headings[-1].text):
        return True
    is_label = _LABELLED.match(block.text) is not None and block.kind is not BlockKind.TABLE
    return is_label and labelled[part_of(evidence, block.id)] >= _FEWEST_TERMS


def choose(evidence: Evidence, blocks: Sequence[Block], *, wanted: int, fewest: int) -> list[Statement]:
    """The weightiest statements in reading order; weaker kinds only until there are `fewest`."""
    chosen: list[Statement] = []
    for find in _LADDER:
        if len(chosen) >= fewest:
            break
        _add(chosen, _weighed(evidence, list(find(evidence, blocks))), wanted)
    return sorted(chosen, key=lambda statement: [citation.span for citation in statement.citations])


def _weighed(evidence: Evidence, found: list[Statement]) -> list[Statement]:
    """The statements; what only tells of the matter counts less beside rules and above them: it leads up to them."""
    rules = [one for one in found if one.is_rule]
    if len(rules) < _FEWEST_RULES:
        return found
    bound = {heading.id for one in rules for heading in evidence.headings(one.citations[0].block)}
    return [
        replace(one, weight=one.weight - _LEADS_UP) if one.part in bound and not one.is_rule else one for one in found
    ]


def _add(chosen: list[Statement], found: list[Statement], wanted: int) -> None:
    """Add the weightiest that say something new: one of each part before the second of any."""
    while found and len(chosen) < wanted:
        parts = Counter(one.part for one in chosen)
        best = max(found, key=lambda one: (*_worth(one, chosen, parts), -one.citations[0].span.start))
        found.remove(best)
        if len(chosen) >= FEWEST_POINTS and best.weight < _TELLS:
            continue
        if all(_sameness(best, other) <= _SAME for other in chosen):
            chosen.append(best)


def _worth(one: Statement, chosen: Sequence[Statement], parts: Counter[BlockId | None]) -> tuple[bool, float]:
    from_place = sum(other.place == one.place for other in chosen)
    alike = max((_sameness(one, other) for other in chosen), default=0.0)
    opens_part = bool(chosen) and parts[one.part] == 0 and one.weight >= _WORTH_A_PART
    return opens_part, one.weight - 0.4 * from_place - 0.4 * parts[one.part] - 1.2 * alike


def _sameness(one: Statement, other: Statement) -> float:
    smaller = min(len(one.lemmas), len(other.lemmas))
    return len(one.lemmas & other.lemmas) / smaller if smaller else 1.0
