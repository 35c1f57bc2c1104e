"""Titles that say what a micro-module teaches: the document's own headings, never two that have nothing in common."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from authoring.extractive.evidence import Evidence
from authoring.extractive.micro_modules.headings import (
    heading_text,
    listed,
    names_a_thing,
    needs_parent,
    says_nothing,
)
from authoring.extractive.micro_modules.salience import salient_phrases, spreading_phrases
from authoring.extractive.micro_modules.standing_alone import is_glossary_heading
from authoring.extractive.micro_modules.topics import Form, topic
from authoring.linguistics import analyse, content_lemmas
from authoring.reading_time import count_words
from authoring.terms import find_terms
from authoring.types import Block, BlockId, BlockKind, Citation, Segment, SegmentId

LONGEST_TITLE = 80  # characters, quality.md M1
_SHORTEST_PHRASE = 3  # letters
_MOST_PARTS = 3  # more sections in one title are a list, not a title
_DOMINATES = 0.7  # share of a segment's words from which one section gives it its title
_DOMINATES_OPENING = 0.8  # where the segment opens with the heading over that section
_TO = {"en": "to", "it": "–"}
_CONTINUED = {"en": "{}, continued", "it": "{}, seguito"}
_LONGEST_ACRONYM = 6  # letters; a longer word in capitals is a heading that shouts
_END = " .:;,–—-|"
_CUT = re.compile(r"\s*[:–—(]\s|\s-\s|,\s")
_AT_END = re.compile(
    r"(?:\s+(?:and|or|of|the|a|an|to|for|in|on|with|by|from|at|as|e|o|di|del|della|per|con|il|la|le|i|"
    r"gli|un|una|da|in|su))+$",
    re.IGNORECASE,
)
_SHORT_NAME = re.compile(r"(?:[^\s?:!.;,]+ ){0,5}[^\s?:!.;,]+$")
_WHAT_IS = re.compile(r"^what (?:is|are) (?:an? |the )?(?P<thing>(?!(?:it|they|this|that|these)\b)[^?]{3,50})\?$", re.I)
_MISTAKES = re.compile(r"\b(?:anti-?\s?patterns?|pitfalls|mistakes|what not to do)\b", re.IGNORECASE)
_ORDERS = re.compile(r"^(?:don['’]t|do not|never|always)\b", re.IGNORECASE)
_ASKS_PLAINLY = re.compile(  # "Why write small changes?": without its mark it is a phrase
    r"^(?:why|how|when|where|what|who)\s(?!(?:is|are|was|were|do|does|did|should|can|must|may|will|would|could)\b)"
    r"(?!.*\b(?:do|does|did|should|can|must|may|will|would|could)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Title:
    """A title made of the document's words; `subject` is what it is about as the heading has it, `parent` where."""

    text: str
    subject: str
    parent: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Name:
    """A heading's words as a title has them (`text`) and as they stand there (`subject`), and the headings they are."""

    text: str
    headings: tuple[Block, ...]
    subject: str
    parent: str = ""


def titles(evidence: Evidence) -> dict[SegmentId, Title]:
    """One title for each segment, none twice, each at most 80 characters, each made of the document's words."""
    return evidence.once("titles", lambda: _titles(evidence))


def names_mistakes(evidence: Evidence, segment: Segment) -> bool:
    """Whether the headings above name mistakes, so that the section's own heading says what not to do."""
    return any(_MISTAKES.search(text) for text in (evidence.document.title, *segment.section_path))


def _titles(evidence: Evidence) -> dict[SegmentId, Title]:
    found: dict[SegmentId, Title] = {}
    taken: set[str] = set()
    for segment in evidence.segments:
        title = _free_title(list(_candidates(evidence, segment)), taken, evidence.language)
        taken.add(title.text.casefold())
        found[segment.id] = title
    return found


def _free_title(candidates: Sequence[Title], taken: set[str], language: str | None) -> Title:
    """The first candidate that no segment before has; where all are taken, the first told as going on."""
    free = next((title for title in candidates if title.text.casefold() not in taken), None)
    if free is not None:
        return free
    first = candidates[0]
    text = _CONTINUED.get(language or "en", "{} …").format(_short(first.text, LONGEST_TITLE - 20))
    while text.casefold() in taken:
        text += " …"
    return Title(text, first.subject, first.parent, first.citations)


def _candidates(evidence: Evidence, segment: Segment) -> Iterator[Title]:
    """Titles in order of preference: by headings, then told apart by what the segment speaks of most."""
    holder = _holder(evidence, segment)
    if holder is None:
        yield from _without_holder(evidence, segment)
        return
    is_glossary = is_glossary_heading(holder.text)  # its entries have no subject in common
    if is_glossary and not _is_whole(evidence, segment, holder):
        yield from _from_to(evidence, segment, _bare_name(evidence, holder))
    phrases = (salient_phrases if is_glossary else spreading_phrases)(evidence, segment)
    name = _name(evidence, segment, holder)
    parts = _parts(evidence, segment, holder)
    if parts and holder.id not in segment.blocks:
        yield from _of_parts(evidence, segment, parts, name)
    yield _made(evidence, name)
    for part in parts:
        yield _made(evidence, _under(name, part))
    for text, cited in phrases:
        title = _made(evidence, name)
        longer = f"{title.text}: {text[:1].lower()}{text[1:]}" if text[1:].islower() else f"{title.text}: {text}"
        if " " in text and len(longer) <= LONGEST_TITLE and not _says(title.text, text):
            yield Title(longer, text, title.subject, (*title.citations, *cited))
    inner = _common_inner(evidence, segment)
    if inner is not None and says_nothing(inner.text):
        yield _made(evidence, _under(name, _bare_name(evidence, inner)))
    if holder.id not in segment.blocks:  # it goes on with a section that another one opens
        return
    for outer in reversed(evidence.headings(holder.id)):
        yield _made(evidence, _under(_bare_name(evidence, outer), name))


def _without_holder(evidence: Evidence, segment: Segment) -> Iterator[Title]:
    """Titles of a segment that no heading holds: by its parts, its terms, what it speaks of most, its first words."""
    parts = _parts(evidence, segment, None)
    if parts:
        yield from _of_parts(evidence, segment, parts, None)
    first = _first_words(evidence, segment)
    whole = _document_name(evidence)
    if len(evidence.segments) == 1 and whole.text and not _only_asks(evidence, segment):
        yield Title(whole.text, whole.text, "", first.citations)
    for term in (term for term in find_terms(evidence, segment) if term.term.replace(" ", "").isalpha()):
        yield Title(term.term[:1].upper() + term.term[1:], term.term, "", term.citations)
    for text, cited in salient_phrases(evidence, segment):
        if len(text) > _SHORTEST_PHRASE:
            yield Title(text, text, "", cited)
    yield first


def _only_asks(evidence: Evidence, segment: Segment) -> bool:
    return not any(evidence.teaches(block) for block in segment.blocks)


def _says(text: str, other: str) -> bool:
    return content_lemmas(other, "en") <= content_lemmas(text, "en")


def _holder(evidence: Evidence, segment: Segment) -> Block | None:
    """The innermost telling heading over all of the segment; over most of it where it does not open with the outer."""
    counts, all_words = _words_under(evidence, segment)
    shared = [evidence.blocks[heading] for heading, words in counts.items() if words == all_words]
    telling = [heading for heading in shared if not says_nothing(heading.text)] or shared
    outer = telling[-1] if telling else None
    if outer is not None and _is_whole(evidence, segment, outer):
        return outer
    opens = outer is not None and outer.id in segment.blocks
    share = _DOMINATES_OPENING if opens else _DOMINATES
    inner = [evidence.blocks[heading] for heading, words in counts.items() if words >= share * all_words]
    inner = [heading for heading in inner if not says_nothing(heading.text)]
    return inner[-1] if inner else outer


def _from_to(evidence: Evidence, segment: Segment, glossary: Name) -> Iterator[Title]:
    """ "Glossary: badge to pallet", for a part of a glossary."""
    terms = find_terms(evidence, segment, most=None)
    if len(terms) > 1:
        title = _made(evidence, glossary)
        first, last = (re.sub(r"\s*\([^()]*\)", "", term.term) for term in (terms[0], terms[-1]))
        text = f"{title.text}: {first} {_TO.get(evidence.language or 'en', '–')} {last}"
        cited = (*title.citations, *terms[0].citations, *terms[-1].citations)
        if len(text) <= LONGEST_TITLE:
            yield Title(text, title.subject, title.parent, cited)


def _common_inner(evidence: Evidence, segment: Segment) -> Block | None:
    """The innermost heading over all of the segment, whatever it says: its summary, its examples."""
    counts, all_words = _words_under(evidence, segment)
    shared = [evidence.blocks[heading] for heading, words in counts.items() if words == all_words]
    return shared[-1] if shared else None


def _words_under(evidence: Evidence, segment: Segment) -> tuple[Counter[BlockId], int]:
    """How many of the segment's words stand under each heading, outer headings first, and how many there are."""
    counts: Counter[BlockId] = Counter()
    blocks = [one for one in evidence.segment_blocks(segment) if evidence.teaches(one.id)]
    for block in (one for one in blocks if one.kind is not BlockKind.HEADING):
        for heading in evidence.headings(block.id):
            counts[heading.id] += count_words(block.text)
    return counts, sum(count_words(block.text) for block in blocks if block.kind is not BlockKind.HEADING)


def _is_whole(evidence: Evidence, segment: Segment, holder: Block) -> bool:
    """Whether all that teaches under the heading is in the segment."""
    held = set(segment.blocks)
    below = (one for one in evidence.children(holder.id) if one.kind is not BlockKind.HEADING)
    return all(block.id in held for block in below if evidence.teaches(block.id))


def _parts(evidence: Evidence, segment: Segment, holder: Block | None) -> list[Name]:
    """The outermost sections that begin in the segment, below its holder."""
    blocks = [one for one in evidence.segment_blocks(segment) if evidence.teaches(one.id)]
    own = [one for one in blocks if one.kind is BlockKind.HEADING and (holder is None or one.id != holder.id)]
    if holder is not None:
        own = [one for one in own if holder in evidence.headings(one.id)]
    counts, _ = _words_under(evidence, segment)
    ids = {block.id for block in own if counts[block.id]}
    outermost = [one for one in own if one.id in ids and not any(up.id in ids for up in evidence.headings(one.id))]
    return [_bare_name(evidence, one) for one in outermost if not says_nothing(one.text)]


def _of_parts(evidence: Evidence, segment: Segment, parts: Sequence[Name], parent: Name | None) -> Iterator[Title]:
    """The parts named together where they fit into one phrase, else the one that tells most."""
    distinct = [one for one in parts if not any(_narrows(one, other) for other in parts)]
    prefix = parent if parent is not None and not says_nothing(parent.text) else None
    if len(distinct) <= _MOST_PARTS and all(_is_phrase(evidence, part) for part in distinct):
        text = _joined([part.text for part in distinct], evidence.language)
        both = Name(text, tuple(block for part in distinct for block in part.headings), text)
        needed = any(needs_parent(evidence, part.text) for part in distinct)
        is_apart = len(distinct) > 1 and prefix is not None and not _related(prefix.text, text)
        if prefix is not None and (needed or (is_apart and not _is_top(evidence, prefix))):
            yield from (one for one in [_made(evidence, _under(prefix, both))] if one.parent)
        if len(text) <= LONGEST_TITLE and not (needed and prefix is not None):
            yield _made(evidence, both)
    yield from _of_unlike_parts(evidence, segment, distinct, prefix)


def _of_unlike_parts(
    evidence: Evidence, segment: Segment, parts: Sequence[Name], parent: Name | None
) -> Iterator[Title]:
    """The heading above where it says something; else those parts that make a phrase, else the longest.

    The longest alone only where it comes first: one that comes later would hide what the text begins with.
    """
    counts, _ = _words_under(evidence, segment)
    largest = max(parts, key=lambda part: counts[part.headings[0].id])
    phrases = [part for part in parts if _is_phrase(evidence, part)]
    if len(parts) > _MOST_PARTS and parent is not None and not _is_top(evidence, parent):
        yield _made(evidence, parent)
    if len(parts) > _MOST_PARTS and 1 < len(phrases) <= _MOST_PARTS and largest in phrases:
        text = _joined([part.text for part in phrases], evidence.language)
        blocks = tuple(block for part in phrases for block in part.headings)
        yield _made(evidence, Name(text, blocks, text))
    if largest is not parts[0]:
        yield from _with_first(evidence, parts[0], largest, parent)
    if parent is not None and needs_parent(evidence, largest.text):
        yield _made(evidence, _under(parent, largest))
    yield _made(evidence, largest)


def _with_first(evidence: Evidence, first: Name, largest: Name, parent: Name | None) -> Iterator[Title]:
    """The first part and the longest, where both are short names that fit; else the heading above both."""
    text = _joined([first.text, largest.text], evidence.language)
    if len(text) <= LONGEST_TITLE and all(_SHORT_NAME.match(part.text) for part in (first, largest)):
        yield _made(evidence, Name(text, (*first.headings, *largest.headings), text))
    if parent is not None and not _is_top(evidence, parent):
        yield _made(evidence, parent)


def _is_top(evidence: Evidence, name: Name) -> bool:
    """Whether the heading stands over the whole document: it tells no part of it from another."""
    first = next((block for block in evidence.document.blocks if block.kind is BlockKind.HEADING), None)
    return first is not None and first in name.headings


def _narrows(one: Name, other: Name) -> bool:
    """Whether the one names a part of the other: “Look-up secret verifiers” beside “Look-up secrets”."""
    lemmas, others = content_lemmas(one.text, "en"), content_lemmas(other.text, "en")
    return bool(others) and others < lemmas


def _related(text: str, other: str) -> bool:
    return bool(content_lemmas(text, "en") & content_lemmas(other, "en"))


def _is_phrase(evidence: Evidence, part: Name) -> bool:
    if evidence.language not in (None, "en"):
        return not part.text.endswith("?")
    return topic(evidence, part.text).form in (Form.NOUN, Form.GERUND) and not re.search(r"[?:!]", part.text)


def _joined(texts: Sequence[str], language: str | None) -> str:
    """ "Steps for Deputy and Scribe": the words that all begin with stand once."""
    split = [text.split() for text in texts]
    shared = 0
    while len(texts) > 1 and all(
        len(words) > shared + 1 and words[: shared + 1] == split[0][: shared + 1] for words in split
    ):
        shared += 1
    rests = [" ".join(words[shared:]) for words in split]
    return " ".join([*split[0][:shared], listed(rests, language)])


def _name(evidence: Evidence, segment: Segment, holder: Block) -> Name:
    """The holder's words, with the heading above where they need it, and with what they name mistakes of."""
    name = _bare_name(evidence, holder)
    above = [one for one in evidence.headings(holder.id) if not says_nothing(one.text)]
    if needs_parent(evidence, holder.text):
        if above:
            return _under(_parent_name(evidence, segment, above[-1], name), name)
        return name if names_a_thing(name.text) else _under(_document_name(evidence), name)
    if names_mistakes(evidence, segment) and not _ORDERS.match(name.text):
        return _under(_document_name(evidence), name) if not above else _under(_bare_name(evidence, above[-1]), name)
    return name


def _bare_name(evidence: Evidence, heading: Block) -> Name:
    """The heading's words; a question as the thing it asks for, where that can be said."""
    text = heading_text(heading.text)
    if text.isupper() and len(max(text.split(), key=len)) > _LONGEST_ACRONYM:
        text = text.capitalize()
    asked = _WHAT_IS.match(text)
    if asked and ("-" in asked["thing"] or analyse(asked["thing"], "en")[-1].pos in ("NOUN", "PROPN", "X")):
        text = asked["thing"][:1].upper() + asked["thing"][1:]
    elif text.endswith("?") and evidence.language in (None, "en"):
        said = topic(evidence, text)
        if said.form in (Form.WHAT_IS, Form.TO, Form.WHEN):
            text = said.phrase[:1].upper() + said.phrase[1:]
        elif _ASKS_PLAINLY.match(text):
            text = text.rstrip("?")
    return Name(text, (heading,), heading_text(heading.text))


def _parent_name(evidence: Evidence, segment: Segment, parent: Block, name: Name) -> Name:
    """The heading above, by its initials where the text uses them and the whole would be too long."""
    text = heading_text(parent.text)
    initials = "".join(
        word if word.isdigit() else word[:1] for word in text.split() if word[:1].isupper() or word.isdigit()
    )
    is_long = len(text) + len(name.text) + 2 > LONGEST_TITLE
    used = any(re.search(rf"\b{re.escape(initials)}\b", block.text) for block in evidence.segment_blocks(segment))
    return Name(initials if is_long and len(initials) > 2 and used else text, (parent,), text)


def _document_name(evidence: Evidence) -> Name:
    """The document's own title where it is plain words; its capitals would be names that nothing cites."""
    words = evidence.document.title.split()
    is_plain = 0 < len(words) <= 5 and all(word.isalpha() and word.islower() for word in words[1:])
    return Name(evidence.document.title if is_plain else "", (), evidence.document.title)


def _under(parent: Name, name: Name) -> Name:
    if not parent.text or (_says(parent.text, name.text) and _says(name.text, parent.text)):
        return name
    whole = f"{parent.text}: {name.text}"
    if len(whole) > LONGEST_TITLE:
        return name
    return Name(whole, (*parent.headings, *name.headings), name.subject, parent.subject)


def _made(evidence: Evidence, name: Name) -> Title:
    cited = tuple(evidence.cite_block(block.id) for block in name.headings)
    return Title(_short(name.text, LONGEST_TITLE), name.subject, name.parent, cited)


def _short(text: str, longest: int) -> str:
    """At most so many characters, cut at a clause, else after a word that may end a phrase."""
    if len(text) <= longest:
        return text
    clauses = [match.start() for match in _CUT.finditer(text) if 12 <= match.start() <= longest]
    cut = text[: clauses[-1]] if clauses else text[: text.rfind(" ", 0, longest + 1)]
    return _AT_END.sub("", cut[:longest]).rstrip(_END)


def _first_words(evidence: Evidence, segment: Segment) -> Title:
    """For a text without headings and phrases: its first words; a quiz alone has no others than its own."""
    with_text = [block for block in evidence.segment_blocks(segment) if block.text.strip()]
    block = next((block for block in with_text if evidence.teaches(block.id)), with_text[0])
    sentence = evidence.sentences(block.id)[0] if evidence.sentences(block.id) else None
    text = _short((sentence.text if sentence else block.text).split("\n")[0].strip().rstrip(_END), LONGEST_TITLE)
    return Title(text, text, "", (evidence.cite_block(block.id),))
