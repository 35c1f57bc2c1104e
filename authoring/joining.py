"""Which neighbouring sections may become one micro-module: never two subjects that each have rules of their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from authoring.linguistics import Modality, content_lemmas, obligations, opening_form
from authoring.reading_time import WORDS_A_MINUTE, teaches
from authoring.sections import Run, Section
from authoring.types import Block, BlockKind

MOST_JOINED_WORDS = 500  # about two minutes; a section of its own may take three
_FEWEST_RULES = 2
_LONG_ENOUGH = WORDS_A_MINUTE // 2  # half a minute of reading; what is shorter hardly teaches anything alone
_BINDING = frozenset({Modality.MUST, Modality.MUST_NOT, Modality.SHOULD, Modality.SHOULD_NOT})


def are_two_subjects(first: Sequence[Run], second: Sequence[Run]) -> bool:
    """Whether the title of both could only be "A and B": siblings of half a minute or more, each with its own rules."""
    one, other = first[0].section, second[0].section
    if one.heading is None or other.heading is None or one in other.above:
        return False
    if min(sum(run.words for run in runs) for runs in (first, second)) < _LONG_ENOUGH or _are_named_alike(one, other):
        return False
    return all(_has_rules(runs) for runs in (first, second))


def _are_named_alike(one: Section, other: Section) -> bool:
    """Whether the headings share a word: "Steps for the deputy", "Steps for the scribe"."""
    named = [content_lemmas(section.path[-1], "en") for section in (one, other)]
    return bool(named[0] & named[1])


def _has_rules(runs: Sequence[Run]) -> bool:
    return sum(1 for _ in _rules(block for run in runs for block in run.blocks if teaches(block))) >= _FEWEST_RULES


def _rules(blocks: Iterator[Block]) -> Iterator[str]:
    """Modal verbs that bind, and list items that open with an order."""
    for block in blocks:
        if block.kind in (BlockKind.HEADING, BlockKind.CODE):
            continue
        binding = [one.text for one in obligations(block.text, block.language) if one.modality in _BINDING]
        yield from binding
        if (
            not binding
            and block.kind is BlockKind.LIST_ITEM
            and opening_form(block.text, block.language) == "imperative"
        ):
            yield block.text
