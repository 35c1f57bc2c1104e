"""P1: takes over the questions of quizzes that the author put into the document, as written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from authoring.extractive.candidates import Candidate, Choice, OptionOrder
from authoring.extractive.evidence import Evidence
from authoring.extractive.sentence_index import sentence_index
from authoring.linguistics import content_lemmas
from authoring.types import Block, BlockKind, BlockRole, Bloom, Citation, ItemType, Origin, Segment, SegmentId

PATTERN = "P1"
_TRUE = re.compile(r"^(?:true|vero)\W*$", re.IGNORECASE)
_FALSE = re.compile(r"^(?:false|falso)\W*$", re.IGNORECASE)
_MARKER = re.compile(r"^(?:question\s*)?(?:Q?\d+[.):]\s*|\(?[a-h][.)]\s+)", re.IGNORECASE)

Question = tuple[Block, tuple[Block, ...]]


def find(evidence: Evidence, segment: Segment) -> Iterator[Candidate]:
    """The author's questions that belong to this segment by their words."""
    for question, options in questions_by_segment(evidence).get(segment.id, ()):
        yield _candidate(evidence, segment, question, options)


def questions_by_segment(evidence: Evidence) -> dict[SegmentId, tuple[Question, ...]]:
    """Each usable question of the document under the segment that teaches most of its words."""
    return evidence.once("questions by segment", lambda: _placed(evidence))


def _placed(evidence: Evidence) -> dict[SegmentId, tuple[Question, ...]]:
    placed: dict[SegmentId, tuple[Question, ...]] = {}
    for question, options in _questions(evidence.document.blocks):
        segment = _best_segment(evidence, question, options)
        if segment is not None:
            placed[segment.id] = (*placed.get(segment.id, ()), (question, options))
    return placed


def _questions(blocks: Sequence[Block]) -> Iterator[Question]:
    index = 0
    while index < len(blocks):
        question, end = blocks[index], index + 1
        while end < len(blocks) and blocks[end].marked_correct is not None:
            end += 1
        options = tuple(blocks[index + 1 : end])
        is_question = question.role is BlockRole.QUIZ and question.kind is not BlockKind.HEADING
        if is_question and len(options) >= 2 and any(option.marked_correct for option in options):
            yield question, options
        index = max(end, index + 1)


def _best_segment(evidence: Evidence, question: Block, options: Sequence[Block]) -> Segment | None:
    """The segment with the rarest words of question and right answer; nearest before the quiz among equals.

    A document that only asks has one segment, which teaches no words: its questions belong there.
    """
    if len(evidence.segments) == 1 and not _lemmas_of(evidence, evidence.segments[0]):
        return evidence.segments[0]
    asked = " ".join([question.text, *(option.text for option in options if option.marked_correct)])
    wanted = content_lemmas(asked, evidence.language)
    place = evidence.position(question.id)
    index = sentence_index(evidence)

    def worth(segment: Segment) -> tuple[float, int]:
        held = _lemmas_of(evidence, segment)
        weight = sum(1 / (1 + index.frequency(word)) for word in wanted & held)
        distance = abs(place - evidence.position(segment.blocks[0]))
        return (round(weight, 6), -distance)

    teaching = [
        s for s in evidence.segments if _same_chapter(evidence, s, question) and _lemmas_of(evidence, s) & wanted
    ]
    return max(teaching, key=worth, default=None)


def _same_chapter(evidence: Evidence, segment: Segment, question: Block) -> bool:
    """Whether segment and question stand under one first heading; a quiz in a chapter of its own may ask about all."""
    above = evidence.headings(question.id)
    top = [heading for heading in above if (heading.level or 1) == 1]
    if not top or not any(block.role is BlockRole.BODY for block in evidence.children(top[0].id)):
        return True
    first = segment.blocks[0]
    return first == top[0].id or top[0] in evidence.headings(first)


def _lemmas_of(evidence: Evidence, segment: Segment) -> frozenset[str]:
    teaching = (block for block in evidence.segment_blocks(segment) if evidence.teaches(block.id))
    return frozenset().union(*(content_lemmas(block.text, evidence.language) for block in teaching))


def _candidate(evidence: Evidence, segment: Segment, question: Block, options: Sequence[Block]) -> Candidate:
    right = [option for option in options if option.marked_correct]
    texts = [_unmarked(option.text) for option in options]
    keys = tuple(_choice(evidence, option) for option in right)
    told = _passage(evidence, segment, question, right)
    marked = tuple(evidence.cite_block(block.id) for block in (*right, question))
    others = tuple(_choice(evidence, option) for option in options if not option.marked_correct)
    return Candidate(
        pattern=PATTERN,
        type=_type(texts, len(right)),
        stem=_unmarked(question.text),
        citations=(told, *marked) if told else marked,
        rationale="" if told else _AS_MARKED.get(evidence.language or "en", ""),
        keys=keys,
        distractors=others,
        subject=question.text,
        bloom=Bloom.REMEMBER,
        emphasis=5,
        frame=f"question {question.id}",
        option_order=OptionOrder.NATURAL,
        layout=tuple(texts),
        checked=True,
        language=evidence.language_of(question.id),
        origin=Origin.SOURCE,
        difficulty=0.3,
        needed_distractors=len(others),
    )


_AS_MARKED = {"en": "Marked as right in the document's own quiz:", "it": "Segnata come giusta nel quiz del documento:"}
MIN_TOLD = 0.4  # share of the question's words in the sentence that holds the whole answer; read by eye


def _passage(evidence: Evidence, segment: Segment, question: Block, right: Sequence[Block]) -> Citation | None:
    """The teaching sentence that holds the right answer and most of the question: the segment's first, then others."""
    language = evidence.language_of(question.id)
    asked = content_lemmas(_unmarked(question.text), language)
    key = frozenset().union(*(content_lemmas(_unmarked(option.text), language) for option in right)) - asked
    index = sentence_index(evidence)
    here = frozenset(segment.blocks)

    def worth(place: int) -> tuple[float, bool, int]:
        share = len(index.lemmas[place] & asked) / max(1, len(asked))
        return share, evidence.block_at(index.spans[place].start).id in here, -place

    best = max(index.holding(key), key=worth, default=None) if key else None
    return evidence.cite(index.spans[best]) if best is not None and worth(best)[0] >= MIN_TOLD else None


def _choice(evidence: Evidence, option: Block) -> Choice:
    return Choice(_unmarked(option.text), option.span, citations=(evidence.cite_block(option.id),))


def _type(texts: Sequence[str], right: int) -> ItemType:
    if len(texts) == 2 and any(map(_TRUE.match, texts)) and any(map(_FALSE.match, texts)):
        return ItemType.TRUE_FALSE
    return ItemType.MULTIPLE_CHOICE if right == 1 else ItemType.MULTIPLE_RESPONSE


def _unmarked(text: str) -> str:
    return _MARKER.sub("", text).strip()
