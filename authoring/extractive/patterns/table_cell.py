"""P7: asks for the cell of a table by its row and column, in words that fit what the cell holds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from authoring.extractive.candidates import Candidate, Choice, OptionOrder, Rung
from authoring.extractive.evidence import Evidence
from authoring.extractive.families import DESCRIBES, cell_spans, without_number
from authoring.extractive.filters import flat, has_loose_pronoun, stands_alone
from authoring.linguistics import (
    can_be_verb,
    content_lemmas,
    head_of,
    is_negated,
    opening_form,
    quantities,
    singular,
    with_italian_article,
)
from authoring.linguistics.words import word_list
from authoring.types import Block, Bloom, Citation, ItemType, Segment, Span

PATTERN = "P7"
MAX_CELL_WORDS = 12
MAX_CELL_FOR_CLASS = 20
_NOT_ASKED = re.compile(
    r"^(?:#|id|no\.?|nr\.?|number|version|date|author|link|url|ref\w*|source|page|notes?|comments?|acronym|level|l|"
    r"description|definition|meaning|cwe|cve|status|n\.?|codice\b.*|code|[\w ]+ code)$",
    re.IGNORECASE,
)
_YES = re.compile(r"^(?:yes|required|mandatory|x|✓|✔|sì|obbligatorio)$", re.IGNORECASE)
_NO = re.compile(r"^(?:no|not required|optional|none|-|–|—|facoltativo)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str
    span: Span
    row: int
    column: int


def find(evidence: Evidence, segment: Segment) -> Iterator[Candidate]:
    """Questions for the cells of the segment's tables that have a header row and a column of labels."""
    for block in evidence.segment_blocks(segment):
        table = block.table
        if table is None or table.header_rows != 1 or len(table.rows) < 4 or not evidence.teaches(block.id):
            continue
        if evidence.language_of(block.id) not in {"en", "it", None}:
            continue
        yield from _by_rows(evidence, block)
        yield from _by_columns(evidence, block)


def _by_rows(evidence: Evidence, block: Block) -> Iterator[Candidate]:
    """Records: each row a thing, each column one of its properties. The other cells of the column stand beside."""
    assert block.table is not None  # noqa: S101  callers ask only for tables
    header = block.table.rows[0]
    for column in range(1, len(header)):
        if not _names_a_property(header[column], evidence.language):
            continue
        cells = _cells(block, [(row, column) for row in range(1, len(block.table.rows))])
        for cell in cells:
            label = _Cell(block.table.rows[cell.row][0], Span(0, 0), cell.row, 0)
            if _is_label(label.text) and _is_alone(cell, cells):
                owner = _owner(header[0], label.text, evidence.language)
                stem = _row_stem(header[column], owner, cell.text, evidence.language)
                yield from _candidate(evidence, block, stem, cell, cells)


def _by_columns(evidence: Evidence, block: Block) -> Iterator[Candidate]:
    """Comparison: the columns are classes of one kind ("AAL1", "AAL2"), each row a property."""
    assert block.table is not None  # noqa: S101  callers ask only for tables
    header = block.table.rows[0]
    if len(header) < 4 or not _are_of_one_kind(header[1:]):
        return
    for row in range(1, len(block.table.rows)):
        label = block.table.rows[row][0]
        cells = _cells(block, [(row, column) for column in range(1, len(header))])
        if not _names_a_property(label, evidence.language) or len(cells) < 3:
            continue
        for cell in cells:
            if _is_alone(cell, cells):
                stem = _row_stem(label, header[cell.column].strip(), cell.text, evidence.language, at=True)
                yield from _candidate(evidence, block, stem, cell, cells)


def _cells(block: Block, places: Sequence[tuple[int, int]]) -> list[_Cell]:
    assert block.table is not None  # noqa: S101  callers ask only for tables
    spans = cell_spans(block)
    return [
        _Cell(block.table.rows[row][column], spans[row, column], row, column)
        for row, column in places
        if (row, column) in spans
    ]


def _candidate(evidence: Evidence, block: Block, stem: str, cell: _Cell, cells: Sequence[_Cell]) -> Iterator[Candidate]:
    language = evidence.language_of(block.id)
    if not _is_usable(cell.text, language):
        return
    others = [other for other in cells if _may_stand_beside(other, cell, language)]
    needed = 3 if len(others) >= 3 else 2
    if len(others) < needed:
        return
    numeric = bool(quantities(cell.text, language))
    yield Candidate(
        pattern=PATTERN,
        type=ItemType.MULTIPLE_CHOICE,
        stem=_under_heading(evidence, block, stem),
        citations=_citations(evidence, block, cell),
        keys=(Choice(cell.text, cell.span),),
        distractors=tuple(_choice(evidence, block, other, cell) for other in others),
        subject="",
        bloom=Bloom.REMEMBER,
        emphasis=2,
        frame=f"cell {cell.span.start}",
        option_order=OptionOrder.RISING if numeric else OptionOrder.SHUFFLED,
        checked=numeric and len(cell.text.split()) <= 4,
        language=language,
        difficulty=0.45,
        needed_distractors=needed,
    )


def _under_heading(evidence: Evidence, block: Block, stem: str) -> str:
    """The question with the heading of its table before it, where it does not say what that says."""
    heading = evidence.headings(block.id)[-1:]
    topic = without_number(heading[0].text).strip(" .:") if heading else ""
    language = evidence.language_of(block.id)
    if (
        not topic
        or re.search(r"[?:]", topic)
        or _SUBORDINATE.match(topic)
        or content_lemmas(topic, language) <= content_lemmas(stem, language)
    ):
        return stem
    return f"{topic}: {stem[:1].lower()}{stem[1:]}"


def _choice(evidence: Evidence, block: Block, other: _Cell, key: _Cell) -> Choice:
    """A cell of the same column belongs to another row, one of the same row to another column: its label says whose."""
    assert block.table is not None  # noqa: S101  callers ask only for tables
    spans = cell_spans(block)
    place = (other.row, 0) if other.column == key.column else (0, other.column)
    label = block.table.rows[place[0]][place[1]]
    cited = [evidence.cite(other.span)] + ([evidence.cite(spans[place])] if place in spans else [])
    meaning = f"the entry for “{label}”" if evidence.language in {"en", None} else f"la voce per «{label}»"
    return Choice(other.text, other.span, Rung.SIBLING, meaning, tuple(cited))


def _citations(evidence: Evidence, block: Block, cell: _Cell) -> tuple[Citation, ...]:
    """The row, the header and the heading, as they stand; the row first, for it carries the key."""
    assert block.table is not None  # noqa: S101  callers ask only for tables
    rows = block.text.split("\n")
    starts = [block.span.start + sum(len(row) + 1 for row in rows[:index]) for index in range(len(rows))]
    lines = [Span(start, start + len(row)) for start, row in zip(starts, rows, strict=True)]
    row = next((line for line in lines if line.start <= cell.span.start < line.end), cell.span)
    heading = [one.span for one in evidence.headings(block.id)[-1:]]
    return tuple(dict.fromkeys(evidence.cite(span) for span in (row, lines[0], *heading)))


def _is_usable(text: str, language: str | None) -> bool:
    if not text or len(text.split()) > MAX_CELL_WORDS or _YES.match(text) or _NO.match(text):
        return False
    if text.endswith(("?", ":")) or text.casefold().startswith(("see ", "vedi ", "n/a", "tbd")):
        return False
    return stands_alone(text) and not has_loose_pronoun(text, language)


def _may_stand_beside(other: _Cell, cell: _Cell, language: str | None) -> bool:
    if other is cell or flat(other.text) == flat(cell.text) or not _is_usable(other.text, language):
        return False
    if bool(_RULE.match(cell.text)) != bool(_RULE.match(other.text)):
        return False
    one, two = quantities(cell.text, language), quantities(other.text, language)
    return bool(one) == bool(two) and (not one or one[0].unit_class == two[0].unit_class)


def _is_alone(cell: _Cell, cells: Sequence[_Cell]) -> bool:
    """Whether no other cell of the row or column says the same, or more of the same."""
    return all(other is cell or flat(cell.text) not in flat(other.text) for other in cells)


def _names_a_property(label: str, language: str | None) -> bool:
    """Whether the label is a noun phrase that "What is the …" can take. Of what a thing is not, the others are true."""
    plain = label.strip()
    if (
        not plain
        or len(plain.split()) > 5
        or DESCRIBES.match(plain)
        or is_negated(plain, language)
        or _NOT_ASKED.match(plain)
        or re.search(r"[?:;/|<>]|\d\.", plain)
    ):
        return False
    if language == "it":
        return _ASKS_IN_ITALIAN.match(plain) is not None or with_italian_article(plain) is not None
    if " " not in plain and not plain.isupper() and can_be_verb(plain.lower()) and not plain.lower().endswith("s"):
        return plain.lower() in _NOUNS
    tail = head_of(plain, language)
    return tail is not None and plain.endswith(tail.text) and opening_form(plain, language) in {"noun", "clause", "ing"}


def _is_label(label: str) -> bool:
    plain = label.strip()
    return bool(plain) and len(plain.split()) <= 8 and not re.fullmatch(r"[\d.\s]+", plain) and "?" not in plain


def _row_stem(name: str, owner: str, cell: str, language: str | None, *, at: bool = False) -> str:
    """The question for a cell in words that fit it: a time, a rule, or the thing that the label names."""
    plain = " ".join(word if word.isupper() or not word.istitle() else word.lower() for word in name.split())
    if language == "it":
        return _italian_stem(name.strip(), owner)
    if _RULE.match(cell):
        return f"Which rule on {plain} holds {'at' if at else 'for'} {owner}?"
    if _is_time(cell, language) and not _TIME_WORD.search(plain):
        return f"{'At' if at else 'For'} {owner}, what time limit is set for “{name.strip()}”?"
    last = plain.split()[-1]
    verb = "are" if singular(last) != last else "is"
    return f"What {verb} the {plain} {'at' if at else 'for'} {owner}?"


def _italian_stem(name: str, owner: str) -> str:
    """A column may ask itself: "Che cosa non si mette". Else it names what is asked for."""
    named = with_italian_article(name)
    if named is None or _ASKS_IN_ITALIAN.match(name):
        return f"Per {owner}, {name[:1].lower()}{name[1:]}?"
    phrase, is_plural = named
    return f"{'Quali sono' if is_plural else 'Qual è'} {phrase} per {owner}?"


def _owner(kind: str, label: str, language: str | None) -> str:
    """The row's label with what its column says it is: "the extinguisher “Foam”", so that it tells what is meant."""
    if language == "it":
        named = with_italian_article(kind)
        return f"{named[0]} «{label}»" if named is not None and not named[1] else f"«{label}»"
    plain = " ".join(kind.split())
    plain = plain if plain[:2].isupper() else plain[:1].lower() + plain[1:]
    head = plain.partition(" of ")[0].split()[-1:] or [""]
    is_one = singular(head[0]) == head[0] and head[0] not in _SAYS_NO_KIND
    told = content_lemmas(plain, "en") <= content_lemmas(label, "en")
    is_phrase = len(plain.split()) <= _MOST_KIND_WORDS and re.fullmatch(r"[\w' -]+", plain) is not None
    named_alone = label if label[:2].isupper() else f"“{label}”"
    if is_one and is_phrase and not told:
        return f"the {plain} {named_alone}"
    if _COMMON_PHRASE.fullmatch(label) and opening_form(label, language) == "noun":
        return f"{label[:1].lower()}{label[1:]}"
    return named_alone


_MOST_KIND_WORDS = 4
_SAYS_NO_KIND = frozenset({"level", "name", "kind", "type", "sort", "category", "item", ""})
_COMMON_PHRASE = re.compile(r"[A-Z][a-z]+(?: [a-z]+)+")  # no name: nothing but its first letter is large
_ASKS_IN_ITALIAN = re.compile(r"(?:che cosa|cosa|chi|quando|dove|come|quant[oaie]|ogni quanto)\b", re.IGNORECASE)
_SUBORDINATE = re.compile(
    r"(?:if|when|while|before|after|how|what|why|where|who|se|quando|come|prima|dopo)\b", re.IGNORECASE
)


# Single words that may be verbs but head columns as nouns.
_NOUNS = word_list("column_nouns_en")
_RULE = re.compile(
    r"^(?:not )?(?:required|recommended|optional|allowed|forbidden|permitted|mandatory)\b", re.IGNORECASE
)
_TIME_WORD = re.compile(
    r"\b(?:time|deadline|period|limit|interval|duration|length|retention|frequency|date|hours?|days?|age)\b"
)


def _is_time(cell: str, language: str | None) -> bool:
    found = quantities(cell, language)
    return len(cell.split()) <= 5 and any(quantity.unit_class == "time" for quantity in found)


def _are_of_one_kind(columns: Sequence[str]) -> bool:
    """Whether the columns are labels that differ by a number or a grade: AAL1, AAL2; Basic, Standard, Premium."""
    stems = {re.sub(r"[\s\d]+$", "", column) for column in columns}
    return all(columns) and len(set(columns)) == len(columns) and (len(stems) == 1 or _all_short(columns))


def _all_short(columns: Sequence[str]) -> bool:
    return all(len(column.split()) == 1 and column[:1].isupper() for column in columns) and len(columns) >= 3
