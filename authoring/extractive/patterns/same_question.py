"""P2: asks of one sibling section what the document asks of all of them: "What is it?", "Why have one?"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from authoring.extractive.candidates import Candidate, Choice, Rung
from authoring.extractive.evidence import Evidence
from authoring.extractive.families import without_number
from authoring.extractive.filters import stands_alone
from authoring.linguistics import content_lemmas
from authoring.types import Block, BlockKind, Bloom, ItemType, Segment, Span

PATTERN = "P2"
MAX_ANSWER_WORDS = 24
_STEMS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"^what (?:is|are) (?:it|they|this|one)\??$", re.IGNORECASE), "What {be} {name}?"),
    (re.compile(r"^what does (?:it|this|one) do\??$", re.IGNORECASE), "What does {name} do?"),
    (re.compile(r"^(?:purpose|aim|goal)s?$", re.IGNORECASE), "What is the purpose of {name}?"),
    (re.compile(r"^(?:definition|description|what it is|overview)$", re.IGNORECASE), "What {be} {name}?"),
    (re.compile(r"^when (?:to use|should (?:you|i) use) (?:it|this|one)\??$", re.IGNORECASE), "When is {name} used?"),
    (re.compile(r"^when to use$", re.IGNORECASE), "When is {name} used?"),
)
_SUBJECT_VERB = re.compile(
    r"^(?:an?|the)?\s*(?P<subject>.{2,60}?)\s+(?P<rest>(?:is|are)\s+(?:an?|the)\s+.+|(?:[a-z]+s)\s+.+)$"
)


@dataclass(frozen=True, slots=True)
class _Answer:
    """What one sibling says; `text` without the sibling's own name in front."""

    name: str
    heading: Block
    text: str
    span: Span
    sentence: Span


def find(evidence: Evidence, segment: Segment) -> Iterator[Candidate]:
    """A choice for each sibling in the segment whose answer can stand among the others'."""
    if evidence.language not in {"en", None}:
        return
    for stem, answers in _asked(evidence):
        for answer in answers:
            if evidence.block_at(answer.span.start).id in segment.blocks:
                others = [other for other in answers if other is not answer]
                yield _candidate(evidence, stem, answer, others)


def _asked(evidence: Evidence) -> tuple[tuple[str, tuple[_Answer, ...]], ...]:
    """Each question asked of at least four siblings, with the answers that can be lifted."""
    return evidence.once("questions of siblings", lambda: tuple(_shared(evidence)))


def _shared(evidence: Evidence) -> Iterator[tuple[str, tuple[_Answer, ...]]]:
    found: dict[tuple[str, str | None], list[_Answer]] = {}
    for block in evidence.document.blocks:
        stem = _stem(block)
        above = evidence.headings(block.id)
        if stem is None or not above:
            continue
        answer = _answer(evidence, block, above[-1])
        if answer is not None:
            parent = above[-2].id if len(above) > 1 else None
            found.setdefault((stem, parent), []).append(answer)
    for (stem, _), answers in found.items():
        telling = tuple(_telling(answers))
        if len(telling) >= 4:
            yield stem, telling


def _telling(answers: Sequence[_Answer]) -> Iterator[_Answer]:
    """The answers that share with their own name only words that others' names or answers use as well."""
    for answer in answers:
        repeated = content_lemmas(answer.name, "en") & content_lemmas(answer.text, "en")
        others = (content_lemmas(f"{other.name} {other.text}", "en") for other in answers if other is not answer)
        if repeated <= frozenset().union(*others):
            yield answer


def _stem(block: Block) -> str | None:
    if block.kind is not BlockKind.HEADING:
        return None
    text = without_number(block.text)
    return next((stem for pattern, stem in _STEMS if pattern.match(text)), None)


def _answer(evidence: Evidence, question: Block, parent: Block) -> _Answer | None:
    following = evidence.position(question.id) + 1
    blocks = evidence.document.blocks
    if following >= len(blocks) or blocks[following].kind is not BlockKind.PARAGRAPH:
        return None
    sentences = evidence.sentences(blocks[following].id)
    name = re.sub(r"\s*\([^()]*\)", "", without_number(parent.text)).strip()
    if not sentences:
        return None
    sentence = sentences[0]
    text, start = _without_subject(sentence.text.rstrip(" ."), name)
    if text is None or not 4 <= len(text.split()) <= MAX_ANSWER_WORDS or not stands_alone(text):
        return None
    return _Answer(name, parent, text, sentence.at(start, start + len(text)), sentence.span)


def _without_subject(text: str, name: str) -> tuple[str | None, int]:
    """The predicate where the sentence opens with the sibling's name, the whole where it is a noun phrase itself."""
    opened = re.match(
        rf"^(?:an?\s+|the\s+)?{re.escape(name)}s?\s*(?:\([^()]*\)\s*)?(?:(?:is|are)\s+)?", text, re.IGNORECASE
    )
    if opened is None:
        is_phrase = re.match(r"^(?:an?|the)\s", text, re.IGNORECASE) is not None
        return (text, 0) if is_phrase and not re.search(r"^\S+(?:\s\S+){0,4}\s(?:is|are)\s", text) else (None, 0)
    return text[opened.end() :], opened.end()


def _candidate(evidence: Evidence, stem: str, answer: _Answer, others: Sequence[_Answer]) -> Candidate:
    article = "an" if answer.name[:1].lower() in "aeiou" else "a"
    return Candidate(
        pattern=PATTERN,
        type=ItemType.MULTIPLE_CHOICE,
        stem=stem.format(name=f"{article} {answer.name}", be="is"),
        citations=(evidence.cite(answer.sentence), evidence.cite_block(answer.heading.id)),
        keys=(Choice(answer.text, answer.span),),
        distractors=tuple(_choice(evidence, other) for other in others),
        subject=answer.name,
        bloom=Bloom.UNDERSTAND,
        emphasis=3,
        rewrites=1,
        frame=f"sibling {answer.span.start}",
        language="en",
        difficulty=0.4,
    )


def _choice(evidence: Evidence, other: _Answer) -> Choice:
    cited = (evidence.cite(other.sentence), evidence.cite_block(other.heading.id))
    return Choice(other.text, other.span, Rung.SIBLING, f"what the text says of “{other.name}”", cited)
