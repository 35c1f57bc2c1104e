"""P17: asks which members a counted set has ("three scopes"), beside members of other sets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from authoring.extractive.candidates import Candidate, Choice, Rung
from authoring.extractive.evidence import Evidence
from authoring.extractive.filters import flat, has_loose_pronoun, stands_alone
from authoring.extractive.sentence_index import sentence_index
from authoring.linguistics import content_lemmas, quantities
from authoring.linguistics.words import word_list
from authoring.types import Block, Bloom, ItemType, Segment, Span

PATTERN = "P17"
MAX_MEMBER_WORDS = 9
_OPEN = re.compile(
    r"\b(?:includ\w+|such as|for example|e\.g|among others|and so on|etc|not limited to|some of|examples?|at least|"
    r"ad esempio|tra cui|come)\b",
    re.IGNORECASE,
)
_LABEL = re.compile(r"^(?P<label>[^:.;]{2,60}?)(?:\s*:\s|\s[–—-]\s|\.\s|\.?$)")
_ASK = {
    "en": "Which are the {count} {noun}? Choose {count}.",
    "it": "Quali sono i {count} {noun}? Scegline {count}.",
}
_TRIVIAL = word_list("trivial_counted")


@dataclass(frozen=True, slots=True)
class _Set:
    """A counted set: its lead-in sentence, its counted noun as written, its members in order."""

    lead: Span
    count: str
    noun: str
    members: tuple[tuple[str, Span], ...]
    place: int


def find(evidence: Evidence, segment: Segment) -> Iterator[Candidate]:
    """One question with several right answers for each counted set whose list lies in the segment."""
    sets = _sets(evidence)
    for one in sets:
        if evidence.block_at(one.members[0][1].start).id in segment.blocks:
            yield from _candidate(evidence, one, [other for other in sets if other is not one])


def _sets(evidence: Evidence) -> tuple[_Set, ...]:
    return evidence.once("counted sets", lambda: tuple(_counted_sets(evidence)))


def _counted_sets(evidence: Evidence) -> Iterator[_Set]:
    seen: set[str] = set()
    for block in evidence.document.blocks:
        if block.place is None or block.place.list_id in seen or not evidence.teaches(block.id):
            continue
        seen.add(block.place.list_id)
        counted = _counted(evidence, block)
        if counted is not None:
            yield counted


def _counted(evidence: Evidence, first: Block) -> _Set | None:
    lead_in = evidence.lead_in(first.id)
    if lead_in is None or not evidence.teaches(lead_in.id):
        return None
    items = [item for item in evidence.siblings(first.id) if item.level == first.level]
    sentences = evidence.sentences(lead_in.id)
    if not sentences or not 2 <= len(items) <= 6 or _OPEN.search(sentences[-1].text):
        return None
    sentence = sentences[-1]
    for quantity in quantities(sentence.text, sentence.language):
        if quantity.value != len(items) or quantity.unit is None:
            continue
        noun = _noun(sentence.text[quantity.number_span.end :])
        members = [member for item in items if (member := _member(item, sentence.language)) is not None]
        if noun and len(members) == len(items):
            count = sentence.text[quantity.number_span.start : quantity.number_span.end].lower()
            return _Set(sentence.span, count, noun, tuple(members), evidence.position(first.id))
    return None


def _noun(after: str) -> str | None:
    """The noun group after the number, up to the end or a verb: "main approaches to hardware efficiency"."""
    match = re.match(
        r"\s+((?:[\w-]+\s){0,2}?[\w-]+s)(?:\s+((?:of|to|for|in)\s+(?:the\s+)?[\w-]+(?:\s[\w-]+){0,2}))?\s*(?=[:.,]|are\b|that\b|$)",
        after,
    )
    if match is None or match[1].split()[-1].lower().removesuffix("s") in _TRIVIAL:
        return None
    return " ".join(part for part in match.groups() if part)


def _member(item: Block, language: str | None) -> tuple[str, Span] | None:
    match = _LABEL.match(item.text)
    if match is None:
        return None
    text = match["label"].strip()
    if not 1 <= len(text.split()) <= MAX_MEMBER_WORDS or not stands_alone(text) or has_loose_pronoun(text, language):
        return None
    start = item.span.start + match.start("label")
    return text, Span(start, start + len(text))


def _candidate(evidence: Evidence, one: _Set, others: Sequence[_Set]) -> Iterator[Candidate]:
    language = evidence.language_of(evidence.block_at(one.lead.start).id)
    template = _ASK.get(language or "en")
    pool = list(_strangers(evidence, one, others, language))
    wanted = 2 if len(one.members) <= 3 else 3
    if template is None or len(pool) < wanted:
        return
    yield Candidate(
        pattern=PATTERN,
        type=ItemType.MULTIPLE_RESPONSE,
        stem=template.format(count=one.count, noun=one.noun),
        citations=(evidence.cite(one.lead), *(evidence.cite(span) for _, span in one.members)),
        keys=tuple(Choice(text, span) for text, span in one.members),
        distractors=tuple(pool),
        subject="",
        bloom=Bloom.REMEMBER,
        emphasis=3,
        frame=f"set {one.lead.start}",
        checked=True,
        language=language,
        difficulty=0.5,
        needed_distractors=wanted,
    )


def _strangers(evidence: Evidence, one: _Set, others: Sequence[_Set], language: str | None) -> Iterator[Choice]:
    """Members of the nearest other sets of another noun that no sentence names together with this set's noun."""
    own = {flat(text) for text, _ in one.members}
    noun = content_lemmas(one.noun, language)
    index = sentence_index(evidence)
    for other in sorted(others, key=lambda entry: abs(entry.place - one.place)):
        if content_lemmas(other.noun, language) == noun or own & {flat(text) for text, _ in other.members}:
            continue
        for text, span in other.members:
            words = content_lemmas(text, language)
            if words and not index.holding(words | noun) and _is_alike(text, one):
                yield Choice(text, span, Rung.ELSEWHERE)


def _is_alike(text: str, one: _Set) -> bool:
    lengths = [len(member.split()) for member, _ in one.members]
    return min(lengths) - 2 <= len(text.split()) <= max(lengths) + 2
