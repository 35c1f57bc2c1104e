"""What a pattern hands over: a question found in the document, its key and the phrases that could stand beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from authoring.extractive.evidence import Evidence
from authoring.types import AcceptedAnswer, Bloom, Citation, ItemType, Origin, Pair, Segment, Span


class Rung(IntEnum):
    """Where a distractor comes from, best first; rungs 1 to 3 are never mixed with 5."""

    TWIN = 1  # value of the same rule in another scope, and crossings
    SIBLING = 2  # same list, table column or heading family
    REJECTED = 3  # what the passage itself warns against
    ELSEWHERE = 4  # same slot, elsewhere in the document
    SCALE = 5  # numbers only: other values of the unit


@dataclass(frozen=True, slots=True)
class Choice:
    """A phrase that may become an option.

    `span` is where its words stand in the document text, None only for values of a scale, for the fixed four words of
    obligation and for "True" and "False". `meaning` says what a distractor really is, as a clause for its rationale
    ("the limit for AAL3"); every number and name in it must stand in `citations`. A distractor without `citations` is
    cited by its `span`'s sentence.
    """

    text: str
    span: Span | None = None
    rung: Rung = Rung.SIBLING
    meaning: str = ""
    citations: tuple[Citation, ...] = ()


class OptionOrder(IntEnum):
    """How options are laid out."""

    SHUFFLED = 0
    NATURAL = 1  # as in `Candidate.layout`: labels, steps, the four obligation words, True before False
    RISING = 2  # numbers


@dataclass(frozen=True, slots=True)
class Candidate:
    """One question with its evidence, before filtering.

    `keys` are the right options (one for a choice), `distractors` the pool, best first; the assembler takes up to three
    that pass the hard tests. `citations` are the text that makes the key true, and must contain every number, unit,
    modal, negation and proper name of stem, keys and rationale (fixed stem words aside), so cite scope headings too.
    `rationale` is a sentence fragment put before the quote; leave it empty for the standard words.
    `frame` names the fact asked about: items of one frame never stand in one quiz. `rewrites` counts changes to the
    lifted words. `emphasis` is 0-5 as in the frame. `layout` lists option texts in their natural order.
    `checked` says that options are fixed or parallel by construction (labels, true/false), so that the hard tests of
    form are not needed; exclusivity still is.
    """

    pattern: str
    type: ItemType
    stem: str
    citations: tuple[Citation, ...]
    keys: tuple[Choice, ...] = ()
    distractors: tuple[Choice, ...] = ()
    subject: str = ""
    bloom: Bloom = Bloom.REMEMBER
    emphasis: int = 0
    rewrites: int = 0
    accepted_answers: tuple[AcceptedAnswer, ...] = ()
    pairs: tuple[Pair, ...] = ()
    order: tuple[str, ...] = ()
    frame: str = ""
    rationale: str = ""
    option_order: OptionOrder = OptionOrder.SHUFFLED
    layout: tuple[str, ...] = ()
    checked: bool = False
    language: str | None = None
    origin: Origin = Origin.GENERATED
    difficulty: float = 0.5
    needed_distractors: int = 3  # fewer only for true/false (1), "which of the two" (1), three-way families (2)


Find = Callable[[Evidence, Segment], Iterator[Candidate]]
"""A pattern: the candidates whose evidence lies in the segment; siblings may come from the whole document."""
