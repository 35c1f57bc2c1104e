"""Families of labelled members: glossaries, label lists, tables and sibling sections of one kind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from authoring.extractive.evidence import Evidence
from authoring.linguistics import content_lemmas, opening_form, sentence_spans, singular
from authoring.linguistics.words import word_list
from authoring.types import Block, BlockId, BlockKind, BlockRole, Span

MAX_LABEL_WORDS = 6
# Label, then a colon, a dash between spaces or a full stop after bold.
_LABELLED = re.compile(r"^(?P<label>[^:.;!?|]{2,70}?)\s*(?::\s+|\s[–—-]\s+|\.\s+(?=[A-Z]))(?P<text>\S.*)$", re.DOTALL)
_ASIDE = re.compile(r"\s*\([^()]*\)\s*$")
_LEADING_NUMBER = re.compile(r"^(?:(?:\d+\.)+\d*|\d+\)?|[A-Z]\d+(?:\.\d+)*|§\s*\d+)\s+")
_GLOSSARY = re.compile(
    r"\b(?:glossary|definitions?|terminology|vocabulary|acronyms|abbreviations|glossario|definizioni)\b", re.IGNORECASE
)
DESCRIBES = re.compile(
    r"^(?:descri\w+|defini\w+|meaning|explanation|what (?:it|this) (?:is|means)|criteria|when|examples?|"
    r"characteristics|summary|covers|includes|impact|significato|descrizione)\b",
    re.IGNORECASE,
)
_CASE_CLASSES = word_list("case_classes_en")
_PLAIN_CLASSES = word_list("class_nouns_en")


@dataclass(frozen=True, slots=True)
class Member:
    """One labelled member; `span` covers its description in the document text, `label_span` its label."""

    label: str
    label_span: Span
    text: str
    span: Span
    block: BlockId


class Origin(Enum):
    """The form a family has in the document."""

    TABLE = "table"
    LIST = "list"
    SECTIONS = "sections"


@dataclass(frozen=True, slots=True)
class Family:
    """Members of one kind. `class_noun` names the kind in the singular, None where the document gives no name."""

    members: tuple[Member, ...]
    class_noun: str | None
    heading: Block | None
    origin: Origin

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(member.label for member in self.members)


def families(evidence: Evidence) -> tuple[Family, ...]:
    """Every family of at least three members in the document, in reading order."""
    return evidence.once("families", lambda: _in_reading_order(evidence))


def _in_reading_order(evidence: Evidence) -> tuple[Family, ...]:
    found = [*_from_tables(evidence), *_from_lists(evidence), *_from_sections(evidence)]
    return tuple(sorted(found, key=lambda family: family.members[0].span))


def without_number(heading: str) -> str:
    """A heading without its section number."""
    return _LEADING_NUMBER.sub("", heading).strip()


def class_noun_of(heading: Block | None, language: str | None) -> str | None:
    """The singular noun a heading names its members by ("Assurance levels" → "assurance level"), or None."""
    if heading is None or language not in {"en", None}:
        return None
    words = without_number(heading.text).split()
    if _GLOSSARY.search(heading.text):
        return "term"
    last = words[-1].lower() if words else ""
    noun = singular(last)
    if len(words) > 4 or noun == last or noun not in _PLAIN_CLASSES:
        return None
    before = [word if word.isupper() else word.lower() for word in words[:-1]]
    if any(word in {"the", "and", "of", "our", "your", "key", "useful", "main"} for word in before):
        return noun
    return " ".join([*before, noun])


def statements(member: Member, language: str | None) -> Iterator[tuple[str, Span]]:
    """The sentences of a member's description with their document spans; a cell's parts may be split by semicolons."""
    for start, end in sentence_spans(member.text, language):
        yield member.text[start:end], Span(member.span.start + start, member.span.start + end)


def _from_tables(evidence: Evidence) -> Iterator[Family]:
    for block in evidence.document.blocks:
        if block.table is None or block.table.header_rows != 1 or not evidence.teaches(block.id):
            continue
        header = block.table.rows[0]
        for column in (column for column in range(1, len(header)) if DESCRIBES.match(header[column].strip())):
            members = [m for m in _column_members(block, column) if _is_label(m.label) and len(m.text.split()) >= 3]
            if len(members) >= 3 and _are_distinct(members) and not _is_numbering(members):
                noun = _header_noun(header[0])
                yield Family(tuple(members), noun, _last(evidence.headings(block.id)), origin=Origin.TABLE)


def _column_members(block: Block, column: int) -> Iterator[Member]:
    assert block.table is not None  # noqa: S101  callers ask only for tables
    for (label, label_span), (text, span) in table_columns(block, 0, column):
        if label and text:
            yield Member(_plain_label(label), label_span, text, span, block.id)


_Cell = tuple[str, Span]


def table_columns(block: Block, first: int, second: int) -> Iterator[tuple[_Cell, _Cell]]:
    """The cells of two columns, row by row under the header, each with its span in the document text."""
    assert block.table is not None  # noqa: S101  callers ask only for tables
    cells = cell_spans(block)
    for row in range(block.table.header_rows, len(block.table.rows)):
        texts = block.table.rows[row]
        if (row, first) in cells and (row, second) in cells:
            yield (texts[first], cells[row, first]), (texts[second], cells[row, second])


@lru_cache(maxsize=2_000)
def cell_spans(block: Block) -> dict[tuple[int, int], Span]:
    """Where each cell's text stands in the document text, by row and column; empty cells are left out."""
    assert block.table is not None  # noqa: S101  callers ask only for tables
    spans: dict[tuple[int, int], Span] = {}
    position = 0
    for row, cells in enumerate(block.table.rows):
        for column, cell in enumerate(cells):
            found = block.text.find(cell, position) if cell else -1
            if found >= 0:
                spans[row, column] = Span(block.span.start + found, block.span.start + found + len(cell))
                position = found + len(cell)
    return spans


def _from_lists(evidence: Evidence) -> Iterator[Family]:
    seen: set[str] = set()
    for block in evidence.document.blocks:
        if block.place is None or block.place.list_id in seen or not evidence.teaches(block.id):
            continue
        seen.add(block.place.list_id)
        items = evidence.siblings(block.id)
        members = [member for item in items if (member := _labelled(item)) is not None]
        if len(members) >= 3 and len(members) >= 0.8 * len(items) and _are_distinct(members):
            heading = _last(evidence.headings(block.id))
            noun = class_noun_of(heading, evidence.language) or _shared_word(members)
            yield Family(tuple(members), noun, heading, origin=Origin.LIST)


def _shared_word(members: Sequence[Member]) -> str | None:
    """The word that all labels share: "Scope 1, Scope 2" are scopes, "major release, patch release" releases."""
    split = [member.label.split() for member in members]
    if all(len(words) > 1 for words in split):
        for words in ([words[0] for words in split], [words[-1] for words in split]):
            if len({word.lower() for word in words}) == 1 and words[0].isalpha():
                return words[0].lower()
    return None


def _labelled(block: Block) -> Member | None:
    match = _LABELLED.match(block.text)
    if match is None or block.role is BlockRole.QUOTE:
        return None
    label = _plain_label(match["label"])
    is_bold = bool(block.emphasis) and block.emphasis[0].start == 0
    if not _is_label(label) or (not is_bold and len(label.split()) > 4) or len(match["text"].split()) < 4:
        return None
    start = block.span.start
    label_span = Span(start + match.start("label"), start + match.start("label") + len(match["label"]))
    return Member(label, label_span, match["text"], Span(start + match.start("text"), block.span.end), block.id)


def _from_sections(evidence: Evidence) -> Iterator[Family]:
    """Sibling headings of one kind under a heading that names the kind, each with a text of its own."""
    for heading in evidence.document.blocks:
        if heading.kind is not BlockKind.HEADING or not evidence.teaches(heading.id):
            continue
        noun = class_noun_of(heading, evidence.language)
        below = [b for b in evidence.children(heading.id) if b.kind is BlockKind.HEADING]
        if noun is None or not below:
            continue
        level = min(block.level or 6 for block in below)
        members = [m for b in below if b.level == level and (m := _opened(evidence, b)) is not None]
        members = [m for m in members if m.label[-1:].isdigit()] or members
        if 3 <= len(members) <= 9 and _are_distinct(members):
            yield Family(tuple(members), noun, heading, origin=Origin.SECTIONS)


def _opened(evidence: Evidence, heading: Block) -> Member | None:
    following = evidence.position(heading.id) + 1
    blocks = evidence.document.blocks
    if following >= len(blocks) or blocks[following].kind is not BlockKind.PARAGRAPH:
        return None
    text = blocks[following]
    label = _plain_label(without_number(heading.text))
    return Member(label, heading.span, text.text, text.span, text.id) if _is_label(label) else None


def _plain_label(label: str) -> str:
    return _ASIDE.sub("", " ".join(label.split())).strip(" :–—-*")


def _is_label(label: str) -> bool:
    if not label or len(label.split()) > MAX_LABEL_WORDS or label.endswith(("?", "!", ",")):
        return False
    return label[0].isalnum() and re.search(r"[^\W\d_]", label) is not None


def _is_numbering(members: Sequence[Member]) -> bool:
    return all(re.fullmatch(r"[\dA-Z]{0,3}[\d.]+", member.label) is not None for member in members)


def _are_distinct(members: Sequence[Member]) -> bool:
    labels = {member.label.casefold() for member in members}
    return len(labels) == len(members)


def _header_noun(header: str) -> str | None:
    words = _plain_label(header).split()
    if not 1 <= len(words) <= 3 or not all(word[0].isalpha() for word in words):
        return None
    noun = " ".join(word if word.isupper() else word.lower() for word in words)
    return None if noun in {"#", "id", "no", "name", "item", "description", "requirement"} else noun


def _last(headings: Sequence[Block]) -> Block | None:
    return headings[-1] if headings else None


def has_cases(family: Family, evidence: Evidence) -> bool:
    """Whether members are classes whose texts say what belongs to them, not what to do then: few are commands."""
    if family.class_noun is None or family.class_noun.split()[-1] not in _CASE_CLASSES:
        return False
    if family.origin is Origin.SECTIONS and not all(label[-1:].isdigit() for label in family.labels):
        return False
    language = evidence.language
    forms = [opening_form(text, language) for member in family.members for text, _ in statements(member, language)]
    return bool(forms) and forms.count("imperative") <= 0.25 * len(forms)


def share(first: str, second: str, language: str | None) -> float:
    """Share of the smaller text's content lemmas that the other has as well, 0 to 1."""
    one, other = content_lemmas(first, language), content_lemmas(second, language)
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller else 0.0
