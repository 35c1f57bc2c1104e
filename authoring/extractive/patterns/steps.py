"""P18: asks for the order of steps, or for the step after another, where the document says that order matters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from authoring.extractive.candidates import Candidate, Choice, Rung
from authoring.extractive.duties import is_role_heading
from authoring.extractive.evidence import Evidence
from authoring.extractive.families import without_number
from authoring.extractive.filters import flat, has_loose_pronoun, stands_alone
from authoring.linguistics import can_be_verb, content_lemmas, opening_form, sentence_spans
from authoring.types import Block, Bloom, Citation, ItemType, Segment, Span

PATTERN = "P18"
MAX_STEP_WORDS = 18
_CUE = re.compile(
    r"\b(?:steps?|process|procedure|sequence|stages?|workflow|how to|follow these|in (?:this|the following) order|"
    r"first|then|passi|procedura|fasi|sequenza|nell'ordine)\b",
    re.IGNORECASE,
)
_VETO = re.compile(
    r"\b(?:in parallel|any order|no particular order|as needed|simultaneously|concurrently|at the same time|"
    r"whichever|optional|checklist|in parallelo|qualsiasi ordine|contemporaneamente)\b",
    re.IGNORECASE,
)
_ORDERS_ITSELF = re.compile(
    r"\b(?:first|firstly|second|next|then|finally|lastly|step \d|after (?:that|this)|afterwards|once|previous|"
    r"infine|poi|quindi|prima|dopo)\b",
    re.IGNORECASE,
)
_TASK = {"en": "Put the steps for “{task}” in order.", "it": "Metti in ordine i passi di «{task}»."}
_AFTER = {
    "en": "In “{task}”, what comes right after the step “{step}”?",
    "it": "In «{task}», che cosa viene subito dopo il passo «{step}»?",
}
_FIRST = {"en": "What is the first step of “{task}”?", "it": "Qual è il primo passo di «{task}»?"}

Step = tuple[str, Span]


def find(evidence: Evidence, segment: Segment) -> Iterator[Candidate]:
    """For each list of steps in the segment: its order, its first step, and what follows a step."""
    seen: set[str] = set()
    for block in evidence.segment_blocks(segment):
        if block.place is None or not block.place.ordered or block.place.list_id in seen:
            continue
        seen.add(block.place.list_id)
        items = evidence.siblings(block.id)
        heading = _task(evidence, block)
        if heading is None or is_role_heading(heading) or not _is_sequence(evidence, items, heading):
            continue
        steps = [step for item in items if (step := _step(evidence, item)) is not None]
        if len(steps) == len(items) and _are_commands(steps, evidence.language):
            yield from _questions(evidence, steps, heading)


def _task(evidence: Evidence, block: Block) -> Block | None:
    above = evidence.headings(block.id)
    return above[-1] if above and len(above[-1].text.split()) <= 9 and "?" not in above[-1].text else None


def _is_sequence(evidence: Evidence, items: Sequence[Block], heading: Block) -> bool:
    if not 3 <= len(items) <= 9 or not all(evidence.teaches(item.id) for item in items):
        return False
    lead_in = evidence.lead_in(items[0].id)
    said = f"{heading.text} {lead_in.text if lead_in else ''}"
    around = " ".join(block.text for block in evidence.children(heading.id))
    return _CUE.search(said) is not None and _VETO.search(around) is None


def _step(evidence: Evidence, item: Block) -> Step | None:
    """The first sentence of a step as a command that neither needs its neighbours nor tells its own place."""
    language = evidence.language_of(item.id)
    spans = sentence_spans(item.text, language)
    if not spans:
        return None
    text = item.text[spans[0].start : spans[0].end].rstrip(" .;,:")
    span = Span(item.span.start + spans[0].start, item.span.start + spans[0].start + len(text))
    if len(text.split()) > MAX_STEP_WORDS or _ORDERS_ITSELF.search(text):
        return None
    if not stands_alone(text) or has_loose_pronoun(text, language):
        return None
    if language in {"en", None} and not can_be_verb(text.split()[0].lower().split("-")[-1]):
        return None
    return text, span


def _are_commands(steps: Sequence[Step], language: str | None) -> bool:
    """Whether most steps plainly open with a command; a lone noun-like verb ("Gain consensus") then is one too."""
    plain = sum(opening_form(text, language) == "imperative" for text, _ in steps)
    return language not in {"en", None} or plain >= 0.6 * len(steps)


def _questions(evidence: Evidence, steps: Sequence[Step], heading: Block) -> Iterator[Candidate]:
    language = evidence.language_of(heading.id)
    if language not in {"en", "it", None}:
        return
    task = without_number(heading.text)
    citations = (*(evidence.cite(span) for _, span in steps), evidence.cite_block(heading.id))
    if len(steps) <= 6:
        yield _ordering(steps, citations, _TASK[language or "en"].format(task=task), language)
    if len(steps) >= 4:
        yield _choice(steps, 0, citations, _FIRST[language or "en"].format(task=task), language)
        for place in range(1, len(steps)):
            stem = _AFTER[language or "en"].format(task=task, step=steps[place - 1][0])
            yield _choice(steps, place, citations, stem, language)


def _ordering(steps: Sequence[Step], citations: tuple[Citation, ...], stem: str, language: str | None) -> Candidate:
    return Candidate(
        pattern=PATTERN,
        type=ItemType.ORDERING,
        stem=stem,
        citations=citations,
        order=tuple(text for text, _ in steps),
        bloom=Bloom.UNDERSTAND,
        emphasis=3,
        frame=f"steps {steps[0][1].start}",
        language=language,
        difficulty=0.5,
    )


def _choice(
    steps: Sequence[Step], place: int, citations: tuple[Citation, ...], stem: str, language: str | None
) -> Candidate:
    text, span = steps[place]
    asked = {flat(text), flat(steps[place - 1][0])} if place else {flat(text)}
    others = [(abs(index - place), other) for index, other in enumerate(steps) if flat(other[0]) not in asked]
    own = next(citation for citation in citations if citation.span.start <= span.start < citation.span.end)
    return Candidate(
        pattern=PATTERN,
        type=ItemType.MULTIPLE_CHOICE,
        stem=stem,
        citations=(own, *(citation for citation in citations if citation is not own)),
        keys=(Choice(text, span),),
        distractors=tuple(
            Choice(other, at, Rung.SIBLING, _place(steps, other, language))
            for _, (other, at) in sorted(others, key=lambda entry: (entry[0], entry[1][1]))
        ),
        subject="",
        bloom=Bloom.UNDERSTAND,
        emphasis=3,
        frame=f"steps {steps[0][1].start} {place // 2}",
        checked=_share_no_words(stem, text, language),
        language=language,
        difficulty=0.5,
    )


def _place(steps: Sequence[Step], text: str, language: str | None) -> str:
    after = next(index for index, step in enumerate(steps) if step[0] == text)
    if after == 0:
        return "the first step" if language in {"en", None} else "il primo passo"
    before = steps[after - 1][0]
    return f"the step after “{before}”" if language in {"en", None} else f"il passo dopo «{before}»"


def _share_no_words(stem: str, key: str, language: str | None) -> bool:
    return not content_lemmas(stem, language) & content_lemmas(key, language)
