"""Titles that say what a micro-module teaches: the document's own headings, shortened, completed, told apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from authoring.extractive.evidence import Evidence
from authoring.extractive.micro_modules.sentences import hangs_on_others
from authoring.extractive.micro_modules.topics import occurrences
from authoring.linguistics import content_lemmas, noun_phrases, opening_form
from authoring.terms import find_terms
from authoring.types import Block, BlockKind, Citation, Segment, SegmentId, Span

LONGEST_TITLE = 80  # characters, quality.md M1
_NUMBERING = re.compile(
    r"^\s*(?:(?:chapter|section|part|appendix|annex|module|unit|lesson|step|capitolo|sezione|parte|"
    r"allegato|modulo|unità|lezione|"
    r"articolo|art\.)\s+(?:[\dIVXLC]+|[A-Z])(?:\.\d+)*\s*[.:)–—-]*\s+(?=\S)|"
    r"[A-Z]?\d+(?:\.\d+)+[.:)]?\s+|[A-Z]?\d{1,3}[.:)]\s+|"
    r"\d{1,2}\s+(?=[A-ZÀ-Ý])|[A-Z]\d{1,2}\s+(?=[A-ZÀ-Ý])|§\s?[\d.]+\s+|[IVX]+[.)]\s+)",
    re.IGNORECASE,
)
_EMPTY = re.compile(
    r"^(?:(?:an? |the )?(?:overview|introduction|intro|summary|background|general|description|"
    r"details?|notes?|examples?|context|"
    r"discussion|more|others?|conclusions?|basics|getting started|about(?: (?:this|the) \w+)?|thank you|questions\??|"
    r"knowledge check|quiz|check your (?:knowledge|understanding)|test yourself|exercises?|"
    r"review questions|verifica|foreword|preface|"
    r"key (?:concepts|points|takeaways)|in short|tl;?dr|recap|panoramica|introduzione|riepilogo|"
    r"generalità|descrizione|note|"
    r"esempi|contesto|premessa|conclusioni?))[?.:!]*$",
    re.IGNORECASE,
)
_NEEDS_PARENT = re.compile(
    r"^(?:(?:an? |the )?(?:purpose|scope|responsibilities|prerequisites|requirements|steps?|process|"
    r"procedures?|policy|guidelines?|"
    r"definitions?|why|how|what|who|when|where|usage|rationale|tips|faq|best practices|training process|graduation|"
    r"purpose and scope|objectives?|goals?|benefits|limitations|exceptions?|principles?|roles?|tasks?|rules?|tools?|"
    r"resources|schedule|checklist|options|types|advantages|disadvantages|"
    r"scopo|ambito|responsabilità|requisiti|passi|procedura|processo|definizioni|obiettivi|regole|"
    r"eccezioni|compiti|ruoli)|"
    r"(?:every|each|all|any|some|other|good|bad|common|main|key|final|next|special|specific|basic)\s\w+|[^\W\d_]+|"
    r"(?:why|how|what|who|when|where|which)\b.*\b(?:it|one|they|them|this|that|these|those|its|their)\b.*)[?.:!]*$",
    re.IGNORECASE,
)
_NAMES_A_THING = re.compile(
    r"^(?!(?:purpose|scope|responsibilities|prerequisites|requirements|steps?|process|procedures?|why|"
    r"how|what|who|when|where|usage|"
    r"rationale|tips|graduation|objectives?|goals?|benefits|limitations|exceptions?|scopo|ambito|"
    r"responsabilità|requisiti|passi|obiettivi)\b)\w+$",
    re.IGNORECASE,
)
_END = " .:;,–—-|"
_CUT = re.compile(r"\s*[:–—(]\s|\s-\s|,\s")
_JOINERS = {"it": "e", "en": "and", None: "and"}
_VAGUE = re.compile(
    r"(?:given|good|different|other|same|many|new|first|second|last|next|whole|right|few|several|own|such|"
    r"real|very|more|most|less|"
    r"great|big|little|long|short|only|main|certain|various|sure|able|people|person|thing|things|time|"
    r"way|ways|lot|case|cases|"
    r"example|examples|something|anything|everything|everybody|nobody|morning|afternoon|question|questions)$",
    re.IGNORECASE,
)
_AT_END = re.compile(
    r"(?:\s+(?:and|or|of|the|a|an|to|for|in|on|with|by|from|at|as|e|o|di|del|della|per|con|il|la|le|i|"
    r"gli|un|una|da|in|su))+$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Title:
    """A title made of the document's words: `base`, `base: details`, or details alone (base empty)."""

    text: str
    base: str
    details: tuple[str, ...]
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class _Words:
    """Words on their way into a title, with where they stand."""

    text: str
    citations: tuple[Citation, ...]


_NOTHING = _Words("", ())


def heading_text(text: str) -> str:
    """A heading without its number and closing marks."""
    plain = _NUMBERING.sub("", text, count=1).strip().rstrip(_END).strip()
    return plain or text.strip()


@lru_cache(maxsize=4)
def _repeated(evidence: Evidence) -> frozenset[str]:
    """Headings that stand twice or more: they name a part that several sections have."""
    counted = Counter(
        heading_text(block.text).casefold() for block in evidence.document.blocks if block.kind is BlockKind.HEADING
    )
    return frozenset(text for text, count in counted.items() if count > 1)


def needs_parent(evidence: Evidence, heading: str) -> bool:
    """Whether the heading must not stand without the one above: generic, or used for several sections."""
    return is_generic(heading) or heading_text(heading).casefold() in _repeated(evidence)


def is_generic(heading: str) -> bool:
    """Whether the heading says little without the one above it: Overview, Responsibilities, Why have one?"""
    return says_nothing(heading) or bool(_NEEDS_PARENT.match(heading_text(heading)))


def says_nothing(heading: str) -> bool:
    """Whether the heading only names a part every text has: Overview, Summary."""
    return bool(_EMPTY.match(heading_text(heading)))


@lru_cache(maxsize=4)
def titles(evidence: Evidence) -> dict[SegmentId, Title]:
    """One title for each segment, none twice, each at most 80 characters, each made of the document's words."""
    found: dict[SegmentId, Title] = {}
    taken: set[str] = set()
    for segment in evidence.segments:
        title = _free_title(_candidates(evidence, segment), taken)
        taken.add(title.text.casefold())
        found[segment.id] = title
    return found


def _free_title(candidates: Iterator[Title], taken: set[str]) -> Title:
    """The first candidate that no segment before has; where all are taken, the first with dots."""
    first: Title | None = None
    for title in candidates:
        if title.text.casefold() not in taken:
            return title
        first = first or title
    if first is None:
        raise AssertionError("a segment has at least the title of its first words")
    return _numbered(first, taken)


def _candidates(evidence: Evidence, segment: Segment) -> Iterator[Title]:
    """Titles in order of preference: by headings, then told apart by what the segment itself stresses."""
    language = evidence.language
    base = _base(evidence, segment)
    if base:
        yield _made(base[0], base[1:], language)
    base = [words for words in base if words.text]
    details: list[_Words] = []
    for detail in _details(evidence, segment, base):
        details.append(detail)
        if base:
            yield _made(base[0], [detail], language)
    if base:
        for outer in _above(evidence, base[0]):
            yield _made(outer, base, language)
            yield from (_made(outer, [detail], language) for detail in details)
    for detail in details:
        yield _made(detail, [], language)
    yield _document_title(evidence, segment)


def _base(evidence: Evidence, segment: Segment) -> list[_Words]:
    """The words of the heading that holds the segment, then those of the sections in it."""
    holder = _holder(evidence, segment)
    inner = [_words(evidence, block) for block in _outermost(evidence, segment, holder)]
    telling = [words for words in inner if not says_nothing(words.text)]
    specific = [words for words in telling if words.text.casefold() not in _repeated(evidence)] or telling
    if holder is None:
        return [_NOTHING, *(specific or inner)] if inner else []
    above = [_words(evidence, block) for block in evidence.headings(holder.id)[-1:]]
    if says_nothing(holder.text):
        return [*above, *(specific or [_words(evidence, holder)])] if above else [_words(evidence, holder), *specific]
    if needs_parent(evidence, holder.text):
        subject = above or ([] if _NAMES_A_THING.match(heading_text(holder.text)) else _frequent(evidence, segment)[:1])
        return [*subject, _words(evidence, holder)]
    if holder.id in segment.blocks or not _starts_with_heading(evidence, segment):
        return [_words(evidence, holder)]  # the section's own title; its subsections are part of it
    if (
        specific
        and not any(needs_parent(evidence, words.text) for words in specific)
        and (len(specific) == 1 or not above)
    ):
        return [_NOTHING, *specific]  # the document's own title says nothing new
    return [_words(evidence, holder), *(specific or inner)]


def _outermost(evidence: Evidence, segment: Segment, holder: Block | None) -> list[Block]:
    """The segment's headings that stand under no other heading of the segment, its holder apart."""
    own = [block for block in _own_headings(evidence, segment) if holder is None or block.id != holder.id]
    ids = {block.id for block in own}
    return [block for block in own if not any(above.id in ids for above in evidence.headings(block.id))]


def _holder(evidence: Evidence, segment: Segment) -> Block | None:
    """The innermost heading that all the segment teaches stands under."""
    lines = [
        evidence.headings(block.id)
        for block in evidence.segment_blocks(segment)
        if evidence.teaches(block.id) and block.kind is not BlockKind.HEADING
    ]
    shared: Block | None = None
    for level in zip(*lines, strict=False):
        if any(block.id != level[0].id for block in level):
            break
        shared = level[0]
    return shared


def _own_headings(evidence: Evidence, segment: Segment) -> list[Block]:
    blocks = [block for block in evidence.segment_blocks(segment) if evidence.teaches(block.id)]
    return [block for place, block in enumerate(blocks) if block.kind is BlockKind.HEADING and place + 1 < len(blocks)]


def _starts_with_heading(evidence: Evidence, segment: Segment) -> bool:
    first = next((block for block in evidence.segment_blocks(segment) if evidence.teaches(block.id)), None)
    return first is not None and first.kind is BlockKind.HEADING


def _above(evidence: Evidence, base: _Words) -> list[_Words]:
    """Headings above the title's first words, innermost first."""
    headings = evidence.headings(base.citations[0].block)
    return [_words(evidence, block) for block in reversed(headings)]


def _details(evidence: Evidence, segment: Segment, base: Sequence[_Words]) -> Iterator[_Words]:
    """What tells the segment apart: its inner headings, its bold words, its most frequent phrase."""
    used = {words.text.casefold() for words in base}
    for words in chain.from_iterable(find(evidence, segment) for find in (_inner, _defined, _frequent, _bold)):
        if words.text.casefold() not in used and 3 < len(words.text) <= 60:
            used.add(words.text.casefold())
            yield words


def _inner(evidence: Evidence, segment: Segment) -> list[_Words]:
    return [_words(evidence, block) for block in _own_headings(evidence, segment) if not is_generic(block.text)]


def _defined(evidence: Evidence, segment: Segment) -> Iterator[_Words]:
    for term in find_terms(evidence, segment)[:2]:
        yield _Words(term.term[:1].upper() + term.term[1:], term.citations)


def _bold(evidence: Evidence, segment: Segment) -> Iterator[_Words]:
    for block in evidence.segment_blocks(segment):
        if not evidence.teaches(block.id) or block.kind is BlockKind.HEADING:
            continue
        for span in block.emphasis:
            text = block.text[span.start : span.end].strip(_END + "\"'“”")
            if len(text.split()) <= 6 and text[:1].isalpha() and len(text) > 4 and _is_noun(text, evidence.language):
                cited = evidence.cite(Span(block.span.start + span.start, block.span.start + span.end))
                yield _Words(text[:1].upper() + text[1:], (cited,))


def _is_noun(text: str, language: str | None) -> bool:
    return opening_form(text, language) == "noun" and not hangs_on_others(text)


def _frequent(evidence: Evidence, segment: Segment) -> list[_Words]:
    """The segment's noun phrases that it uses most and the rest of the document least, at most five."""
    counted: Counter[str] = Counter()
    first: dict[str, _Words] = {}
    for block in evidence.segment_blocks(segment):
        if not evidence.teaches(block.id) or block.kind in (BlockKind.HEADING, BlockKind.TABLE, BlockKind.CODE):
            continue
        for sentence in evidence.sentences(block.id)[:40]:
            for phrase in noun_phrases(sentence.tokens):
                tokens = [token for token in phrase.tokens if token.pos not in ("DET", "NUM") and token.tag != "PRP$"]
                if not tokens or len(tokens) > 4 or len(tokens[-1].text) < 4 or _VAGUE.match(tokens[0].text):
                    continue
                start, end = tokens[0].span.start, phrase.span.end
                text = sentence.text[start:end]
                if not re.fullmatch(r"[^\W\d_][\w’' -]+", text):
                    continue
                counted[text.casefold()] += 1
                cited = evidence.cite(sentence.at(start, end))
                first.setdefault(text.casefold(), _Words(text[:1].upper() + text[1:], (cited,)))
    ranked = sorted(
        counted, key=lambda text: (-_salience(evidence, text, counted[text]), first[text].citations[0].span)
    )
    return [first[text] for text in ranked[:5]]


def _salience(evidence: Evidence, phrase: str, count: int) -> float:
    """How much the phrase belongs to the segment: often here, seldom elsewhere; longer phrases say more."""
    return count * count / max(count, occurrences(evidence, phrase)) * (3 if " " in phrase else 1)


def _made(base: _Words, details: Sequence[_Words], language: str | None) -> Title:
    """ "Base", "Base: detail" or "Base: one, two and three", as many as fit; what the base has said is left out."""
    said = content_lemmas(base.text, language)
    used = [words for words in details if not content_lemmas(words.text, language) <= said]
    if len(used) == 1 and not base.text:
        return _made(used[0], [], language)
    for lead, count in _attempts(base, len(used)):
        shown = used[:count]
        text = _before(lead.text) + listed([words.text for words in shown], language)
        if len(text) <= LONGEST_TITLE:
            cited = tuple(citation for words in shown for citation in words.citations)
            return Title(text, lead.text, tuple(words.text for words in shown), (*lead.citations, *cited))
    if used and (len(used) == 1 or not base.text):
        return _made(used[0], [], language)
    return Title(_short(base.text), _short(base.text), (), base.citations)


def _attempts(base: _Words, count: int) -> Iterator[tuple[_Words, int]]:
    """Everything; else all details without the base; else fewer and fewer details."""
    if count:
        yield base, count
    if count > 1:
        yield _NOTHING, count
    yield from ((base, fewer) for fewer in range(count - 1, 0, -1))


def _before(base: str) -> str:
    if not base:
        return ""
    return f"{base} " if base.endswith("?") else f"{base}: "


def listed(texts: Sequence[str], language: str | None) -> str:
    """ "One, two and three"; without a joining word in a language that has no entry."""
    if len(texts) < 2:
        return "".join(texts)
    joiner = _JOINERS.get(language)
    if joiner is None:
        return ", ".join(texts)
    comma = "," if any(f" {joiner} " in text for text in texts) else ""
    return f"{', '.join(texts[:-1])}{comma} {joiner} {texts[-1]}"


def _short(text: str) -> str:
    """At most 80 characters, cut at a clause, else after a word that may end a phrase."""
    if len(text) <= LONGEST_TITLE:
        return text
    clauses = [match.start() for match in _CUT.finditer(text) if 12 <= match.start() <= LONGEST_TITLE]
    cut = text[: clauses[-1]] if clauses else text[: text.rfind(" ", 0, LONGEST_TITLE + 1)]
    return _AT_END.sub("", cut[:LONGEST_TITLE]).rstrip(_END)


def _numbered(title: Title, taken: set[str]) -> Title:
    """The last resort for texts that say the same twice: the title with dots for where it goes on."""
    text = _short(title.text[: LONGEST_TITLE - 8])
    while text.casefold() in taken:
        text += " …"
    return Title(text, title.base, title.details, title.citations)


def _document_title(evidence: Evidence, segment: Segment) -> Title:
    """For a text without headings and phrases: its first words; a quiz alone has no others than its own."""
    with_text = [block for block in evidence.segment_blocks(segment) if block.text.strip()]
    block = next((block for block in with_text if evidence.teaches(block.id)), with_text[0])
    sentence = evidence.sentences(block.id)[0] if evidence.sentences(block.id) else None
    text = _short((sentence.text if sentence else block.text).split("\n")[0].strip().rstrip(_END))
    return Title(text, text, (), (evidence.cite_block(block.id),))


def _words(evidence: Evidence, block: Block) -> _Words:
    return _Words(heading_text(block.text), (evidence.cite_block(block.id),))
