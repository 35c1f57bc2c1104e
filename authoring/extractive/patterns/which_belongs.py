"""P30: names a topic of the document and asks which of four instructions or rules belongs to it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from authoring.extractive.actions import overlap
from authoring.extractive.candidates import Candidate, Choice, Rung
from authoring.extractive.clauses import shown
from authoring.extractive.evidence import Evidence
from authoring.extractive.families import without_number
from authoring.extractive.filters import has_loose_pronoun
from authoring.extractive.frames import Statement, common_words, statements, wrapper_end
from authoring.extractive.imperatives import opens_as_order
from authoring.extractive.wording import lowered, sentence_case, stands_alone
from authoring.linguistics import content_lemmas, is_negated
from authoring.types import Block, BlockKind, Bloom, ItemType, Segment, Span

PATTERN = "P30"
MIN_WORDS, MAX_WORDS = 5, 24
MAX_POOL = 12
MAX_TOPIC_WORDS = 8
_STEM = 5  # letters that words of one family share
MOST = 3  # of one kind in a segment: the topic is the question, its best rules are the keys
_RULE = re.compile(r"\b(?:must|should|shall)\b", re.IGNORECASE)
_RELATIVE_RULE = re.compile(r"\b(?:that|which|who|it|they) (?:must|should|shall)\b|\bshould not$", re.IGNORECASE)
_PURPOSE = re.compile(r",? (?:in order to|so that)\b|, to | to (?:prevent|avoid|mitigate|protect)\b")
_POINTS = re.compile(
    r"\b(?:this|these|those|such(?! as)|above|below|following|here|otherwise|we|us|our|i|my|section|chapter|another"
    r"|same|as well|etc|e\.g|i\.e|former|latter|instead|also|however|too|again|therefore|thus|then|so|but"
    r"|for example|documentation defines)\b|[:;?!*_|—–“”\"]|https?://|\d\.\d|\. ",
    re.IGNORECASE,
)
_OPENS = re.compile(
    r"(?:it|they|this|that|these|those|he|she|we|i|there|and|or|but|so|if so|as|in this|for this|please|note|remember"
    r"|next|after all|check out|visit|see|refer|read|consider|feel|try|let|be|do|have|make sure|think|should)\b",
    re.IGNORECASE,
)

# Words that tell nothing about the rules that stand under them.
_WIDE = re.compile(
    r"\b(?:general|best|practices?|objectives?|controls?|requirements?|overview|principles?|considerations?|guidelines?"
    r"|guidance|recommendations?|miscellaneous|more|details|scope|notes?|tips|basics|advanced|additional|steps?|process"
    r"|procedures?|typical|usage|intermittent|events?|policy|policies|rules?|introduction|purpose|description|design"
    r"|background|summary|conclusion|responsibilities|examples?|introduction|checklist|things|common|what|how|acceptance)\b",
    re.IGNORECASE,
)
# Words of rules in any section.
_COMMON = frozenset(
    {
        "application",
        "use",
        "user",
        "system",
        "secure",
        "security",
        "data",
        "information",
        "ensure",
        "make",
        "keep",
        "time",
    }
)
_NO_TOPIC = re.compile(
    r"[?!{}\[\]|/@_=<>]|\b(?:we|i|it|this|don['’]t|not|never|avoid|how to reference|example)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Member:
    """A rule as an option shows it, with the topic it stands under."""

    statement: Statement
    heading: Block
    kind: str
    topic: str
    text: str
    span: Span
    lemmas: frozenset[str]
    topic_lemmas: frozenset[str]


def find(evidence: Evidence, segment: Segment) -> Iterator[Candidate]:
    """A choice for the most emphasised rules in the segment that do not name their topic."""
    blocks = frozenset(segment.blocks)
    for kind in ("instructions", "rules", "requirements"):
        inside = [m for m in _members(evidence) if m.kind == kind and m.statement.block.id in blocks]
        told = 0
        for member in sorted(inside, key=lambda m: (-m.statement.emphasis, m.span)):
            others = _others(evidence, member) if told < MOST else ()
            told += len(others) > 1
            for needed in (3, 2):  # three options where the document has no third rival
                if len(others) >= needed:
                    yield _candidate(evidence, member, others, needed)


def _members(evidence: Evidence) -> tuple[_Member, ...]:
    return evidence.once("members of topics", lambda: tuple(_all(evidence)))


def _all(evidence: Evidence) -> Iterator[_Member]:
    known = common_words(evidence)
    for statement in statements(evidence):
        heading = _topic_block(evidence, statement)
        sentence = statement.sentence
        begin = wrapper_end(sentence.text)
        text = _without_purpose(sentence.text[begin:].rstrip(" ."))
        kind = _kind(text, wrapped=begin > 0)
        if heading is None or kind is None or not _is_option(text):
            continue
        option, topic = lowered(shown(text), known), sentence_case(without_number(heading.text).strip(" .:"))
        lemmas, topic_lemmas = content_lemmas(option, sentence.language), content_lemmas(topic, sentence.language)
        if len(lemmas) >= 3 and topic_lemmas:
            span = sentence.at(begin, begin + len(text))
            yield _Member(statement, heading, kind, topic, option, span, lemmas, topic_lemmas)


def _without_purpose(text: str) -> str:
    """A long rule up to its purpose, which changes nothing about what it asks for."""
    cut = _PURPOSE.search(text)
    return text[: cut.start()] if cut and len(text.split()) > MAX_WORDS else text


def _topic_block(evidence: Evidence, statement: Statement) -> Block | None:
    """The nearest heading, if it is short and says what its rules are about."""
    above = evidence.headings(statement.block.id)
    if not above:
        return None
    name = without_number(above[-1].text)
    tells = bool(content_lemmas(_WIDE.sub(" ", name), "en")) and not _NO_TOPIC.search(name)
    is_clear = 1 <= len(name.split()) <= MAX_TOPIC_WORDS and _heading_counts(evidence)[name.casefold()] == 1
    return above[-1] if tells and is_clear else None


def _heading_counts(evidence: Evidence) -> Counter[str]:
    def count() -> Counter[str]:
        headings = (block for block in evidence.document.blocks if block.kind is BlockKind.HEADING)
        return Counter(without_number(heading.text).casefold() for heading in headings)

    return evidence.once("heading counts", count)


def _kind(text: str, *, wrapped: bool) -> str | None:
    if wrapped:
        return "requirements"
    if opens_as_order(text):
        return "instructions"
    return "rules" if _RULE.search(text) and not _RELATIVE_RULE.search(text) else None


def _is_option(text: str) -> bool:
    if not MIN_WORDS <= len(text.split()) <= MAX_WORDS or _POINTS.search(text) or _OPENS.match(text):
        return False
    return stands_alone(text) and not has_loose_pronoun(text, "en") and text.count("(") == text.count(")")


def _candidate(evidence: Evidence, key: _Member, others: Sequence[_Member], needed: int) -> Candidate:
    return Candidate(
        pattern=PATTERN,
        type=ItemType.MULTIPLE_CHOICE,
        stem=f"Which {key.kind.removesuffix('s')} belongs to “{key.topic}”?",
        citations=(evidence.cite(key.statement.sentence.span), evidence.cite_block(key.heading.id)),
        keys=(Choice(key.text, key.span),),
        distractors=tuple(_choice(evidence, other) for other in others),
        subject=key.topic,
        bloom=Bloom.UNDERSTAND,
        emphasis=key.statement.emphasis,
        frame=f"rule {key.statement.sentence.span.start}",
        language=key.statement.sentence.language,
        difficulty=0.4,
        needed_distractors=needed,
    )


def _others(evidence: Evidence, key: _Member) -> Sequence[_Member]:
    """Rules of other topics, those under the same parent heading first, each of another topic and wording."""
    found: list[_Member] = []
    ties = _ties(evidence, key.heading, key.lemmas, own=True)
    if ties < 1 or _echoes(key):
        return ()  # nothing but its place says that the rule belongs there, or its words say it outright
    for other in sorted(_members(evidence), key=lambda other: _distance(key, other)):
        if other.kind != key.kind or not _is_rival(key, other):
            continue
        if _ties(evidence, key.heading, other.lemmas, own=False) >= min(2, ties):
            continue
        if all(overlap(other.lemmas, earlier.lemmas) < 0.5 and other.topic != earlier.topic for earlier in found):
            found.append(other)
        if len(found) == MAX_POOL:
            break
    return found


def _vocabulary(evidence: Evidence) -> dict[str, Counter[str]]:
    """By heading, in how many of its sentences each content lemma stands; the heading's own words count as well."""

    def count() -> dict[str, Counter[str]]:
        found: dict[str, Counter[str]] = {}
        for block in evidence.document.blocks:
            above = evidence.headings(block.id)
            if not above or not evidence.teaches(block.id) or block.kind is BlockKind.HEADING:
                continue
            words = found.setdefault(above[-1].id, Counter(content_lemmas(above[-1].text, "en")))
            texts = (
                block.text.split("\n")
                if block.kind is BlockKind.TABLE
                else [s.text for s in evidence.sentences(block.id)]
            )
            for text in texts:
                words.update(content_lemmas(text, "en"))
        return found

    return evidence.once("vocabulary of sections", count)


def _ties(evidence: Evidence, heading: Block, lemmas: frozenset[str], *, own: bool) -> int:
    """How many of the words tie a rule to a section: they stand in its other sentences too."""
    counted = _vocabulary(evidence).get(heading.id, Counter())
    return sum(counted[lemma] > own for lemma in lemmas - _COMMON)


def _echoes(key: _Member) -> bool:
    """Whether the rule has a word of its topic, or one of the same stem: "cryptographic" under "Cryptography"."""
    stems = {lemma[:_STEM] for lemma in key.topic_lemmas - _COMMON}
    return any(lemma[:_STEM] in stems for lemma in key.lemmas)


def _is_rival(key: _Member, other: _Member) -> bool:
    if overlap(key.topic_lemmas, other.topic_lemmas) > 0 or overlap(key.lemmas, other.lemmas) >= 0.4:
        return False
    if len(other.lemmas & key.topic_lemmas) > len(key.lemmas & key.topic_lemmas):
        return False
    if is_negated(key.text, "en") != is_negated(other.text, "en"):
        return False
    return 0.7 * len(key.text) <= len(other.text) <= 1.35 * len(key.text)


def _distance(key: _Member, other: _Member) -> tuple[bool, int]:
    apart = key.statement.headings[:-1] != other.statement.headings[:-1]
    return (apart, abs(other.span.start - key.span.start))


def _choice(evidence: Evidence, other: _Member) -> Choice:
    cited = (evidence.cite(other.statement.sentence.span), evidence.cite_block(other.heading.id))
    return Choice(other.text, other.span, Rung.SIBLING, f"said under “{other.topic}”", cited)
