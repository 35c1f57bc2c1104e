"""P40: asks what a list answers whose lead-in announces it: "you should follow these three steps:"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from authoring.extractive.candidates import Candidate
from authoring.extractive.evidence import Evidence, Sentence
from authoring.extractive.families import without_number
from authoring.extractive.lead_ins import LeadIn, list_questions
from authoring.extractive.pieces import shown
from authoring.extractive.wording import MAX_STEM_WORDS, has_pronoun, stands_alone
from authoring.linguistics import content_lemmas
from authoring.types import AcceptedAnswer, Block, BlockKind, Bloom, ItemType, Segment, Span

PATTERN = "P40"
FEWEST, MOST = 2, 8  # one is no list, nine are no answer
MAX_MEMBER_WORDS = 32
MAX_WORDS = 140  # of all members: what a learner can compare with the own answer in half a minute
MIN_CUE = 2  # content words of the question: with fewer it could be asked of any list
_LABEL = re.compile(r"^(?P<label>[^:.;?!]{2,50}?)(?:: | [–—-] )(?=\S)")
_IN_BRACKETS = re.compile(r" \((?![^()]*\b(?:not|never|only|must)\b)[^()\d]*\)")
_CUT_END = re.compile(r"(?:[;,.]| (?:and|or|,))+\s*$")
_RULE = re.compile(
    r"^(?:shall|must|should|may)\b|\b(?:must|shall|should|may)\b(?= (?:not |only )?[a-z])", re.IGNORECASE
)
_NO_MATTER = re.compile(
    r"\b(?:chapters?|guides?|sections?|documents?|links?|articles?|books?|posts?|pages?|videos?|references|contributors"
    r"|versions?|training covers|changes? in|considerations)\b",
    re.IGNORECASE,
)
# Words that any lead-in may hold, so that they say nothing of the list.
_ANY = content_lemmas("include apply following reason mechanism rule step way item point requirement name case", "en")
_BARE = re.compile(r"\b(?:is|are|include|includes)$")
_NO_ANSWER = re.compile(r"^(?:always|optional(?:ly)?|required|yes|no|never|sometimes|maybe|[\w-]+ \d+)$", re.IGNORECASE)
_SPEAKER = re.compile(r"\b(?:we|us|our|i|my|me)\b|\?\s*$|https?:|[_*|\\…]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _List:
    """A list with the question its lead-in asks; `lead` is the sentence before it."""

    members: tuple[Block, ...]
    lead: Sentence
    question: str


def find(evidence: Evidence, segment: Segment) -> Iterator[Candidate]:
    """A question for every list of two to eight members in the segment whose lead-in announces what it lists."""
    for one in _announced_lists(evidence):
        if one.members[0].id in segment.blocks:
            yield from _candidate(evidence, one)


def _announced_lists(evidence: Evidence) -> tuple[_List, ...]:
    return evidence.once("announced lists", lambda: _announced(evidence))


def _announced(evidence: Evidence) -> tuple[_List, ...]:
    lists = list(_lists(evidence))
    asked = list_questions([_lead_in(sentence, members) for sentence, members in lists])
    return tuple(
        _List(members, sentence, question)
        for (sentence, members), question in zip(lists, asked, strict=True)
        if question is not None
    )


def _lists(evidence: Evidence) -> Iterator[tuple[Sentence, tuple[Block, ...]]]:
    """The sentence before each English list of teaching text, with the list's own members."""
    seen: set[str] = set()
    for block in evidence.document.blocks:
        place = block.place
        if place is None or place.list_id in seen or evidence.language_of(block.id) not in {"en", None}:
            continue
        seen.add(place.list_id)
        lead_in = evidence.lead_in(block.id)
        members = tuple(member for member in evidence.siblings(block.id) if member.level == block.level)
        if lead_in is None or not FEWEST <= len(members) <= MOST or not _teach(evidence, (lead_in, *members)):
            continue
        sentences = evidence.sentences(lead_in.id)
        if sentences and lead_in.kind in {BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.NOTE}:
            yield sentences[-1], members


def _teach(evidence: Evidence, blocks: Sequence[Block]) -> bool:
    return all(evidence.teaches(block.id) and block.text.strip() for block in blocks)


def _lead_in(sentence: Sentence, members: Sequence[Block]) -> LeadIn:
    rules = sum(_RULE.search(shown(member.text)) is not None for member in members)
    return LeadIn(sentence.text, len(members), are_rules=2 * rules > len(members))


def _candidate(evidence: Evidence, one: _List) -> Iterator[Candidate]:
    answers = _answers(evidence, one.members)
    stem = _with_place(evidence, one)
    if answers is None or stem is None or not _is_clear(stem, answers):
        return
    heading = evidence.headings(one.members[0].id)[-1:]
    yield Candidate(
        pattern=PATTERN,
        type=ItemType.SHORT_ANSWER,
        stem=stem,
        citations=(
            evidence.cite(one.lead.span),
            *(evidence.cite_block(member.id) for member in one.members),
            *(evidence.cite_block(block.id) for block in heading),
        ),
        accepted_answers=tuple(AcceptedAnswer(answer) for answer in answers),
        subject=" ".join(sorted(content_lemmas(one.question, "en"))),
        bloom=Bloom.REMEMBER,
        emphasis=3,
        rewrites=1,
        frame=f"steps {one.members[0].span.start}",
        language="en",
        difficulty=0.6,
    )


def _with_place(evidence: Evidence, one: _List) -> str | None:
    """The question, behind its heading where the same is asked of another list or too little is told."""
    asked = Counter(each.question.partition("?")[0] for each in _announced_lists(evidence))
    plain = one.question.partition("?")[0]
    if asked[plain] == 1 and len(content_lemmas(plain, "en") - _ANY) >= MIN_CUE:
        return one.question
    above = evidence.headings(one.members[0].id)
    name = without_number(above[-1].text).strip(" .:?") if above else ""
    return f"{name}: {one.question[:1].lower()}{one.question[1:]}" if name and len(name.split()) <= MOST else None


def _answers(evidence: Evidence, members: Sequence[Block]) -> tuple[str, ...] | None:
    """What each member says: its label where all have one, else its first sentence; None where one is too long."""
    labels = [_LABEL.match(shown(member.text)) for member in members]
    if all(labels):
        texts = [label["label"] for label in labels if label]
    else:
        texts = [_first(evidence, member) for member in members]
    told = tuple(_CUT_END.sub("", text).strip() for text in texts)
    is_fit = all(1 <= len(text.split()) <= MAX_MEMBER_WORDS and not _SPEAKER.search(text) for text in told)
    is_fit = is_fit and not any(_NO_ANSWER.match(text) for text in told)
    is_fit = is_fit and sum(len(text.split()) for text in told) <= MAX_WORDS
    return told if is_fit and len(set(told)) == len(told) else None


def _first(evidence: Evidence, member: Block) -> str:
    sentences = evidence.sentences(member.id)
    span = Span(member.span.start, sentences[0].span.end) if sentences else member.span
    text = shown(evidence.text[slice(*span)])
    return text if len(text.split()) <= MAX_MEMBER_WORDS else _IN_BRACKETS.sub("", text)


def _is_clear(stem: str, answers: Sequence[str]) -> bool:
    plain = stem.partition("?")[0]
    if (
        not stands_alone(plain)
        or _BARE.search(plain)
        or ";" in plain
        or len(stem.split()) > MAX_STEM_WORDS
        or _NO_MATTER.search(plain)
    ):
        return False
    told = content_lemmas(plain, "en")
    if len(told) < MIN_CUE or any(":" in answer or has_pronoun(answer.split(" ", 1)[0]) for answer in answers):
        return False
    return all(len(content_lemmas(answer, "en") - told) > 0 for answer in answers)
