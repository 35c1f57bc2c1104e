"""Terms with the definitions that a document itself gives: glossaries, label lists, defining sentences, acronyms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING

from authoring.linguistics import analyse, obligations, opening_form
from authoring.types import Block, BlockKind, Segment, Span, Term

if TYPE_CHECKING:
    from authoring.extractive.evidence import Evidence, Sentence

_MOST_TERMS = 12  # of one micro-module; a glossary page has more, and its table stands in the body
_MOST_SPELT_OUT = 6  # abbreviations that no text of the segment explains as a term
_OFTEN = 3  # uses of a word that a text without headings treats as a term
_TERM_COLUMN = re.compile(
    r"^(?:term|terms|acronym|abbreviation|word|name|concept|role|level|status|severity|type|class|"
    r"termine|acronimo|sigla|"
    r"concetto|ruolo|livello|tipo)\b",
    re.IGNORECASE,
)
_MEANING_COLUMN = re.compile(
    r"^(?:definition|meaning|description|explanation|stands for|expansion|definizione|significato|descrizione)\b",
    re.IGNORECASE,
)
_LABEL = re.compile(r"^(?P<term>[^\s:–—(][^:–—]{1,48}?)\s*(?::|\s[-–—])\s+(?P<meaning>\S.{11,})$")
_BARE_GENUS = (
    r"(?!(?:[\w’'-]+\s+){1,3}?(?:way|part|step|reason|thing|goal|matter|lot|bit|time|idea|case)\b)"
    r"(?!(?:way|part|step|reason|thing|goal|one|key|example|matter|lot|number|bit|question|must|"
    r"time|idea|case|good|great|bad|best|better|big|small|very|really|quite|not|important|useful|"
    r"simple|common|key|main|only|first|last|critical|crucial|major|huge|fundamental|essential|"
    r"vital)\b)"
)
_SUBJECT = (
    r"(?P<term>(?:(?:A|An|"
    r"The)\s+)?\w[\w’'/()-]*(?:\s+[\w(][\w’'/()-]*){0,5}?)(?:,[^,]{3,60},)?\s+(?:\([A-Z][\w-]{1,9}\)\s+)?"
)
_DEFINES = re.compile(
    rf"^{_SUBJECT}(?:(?:is|are)\s+(?:a|an|the|any)\s+{_BARE_GENUS}(?:[\w’'/-]+\s+){{1,6}}?(?:that|"
    r"which|who|whose|of|in which|where|"
    r"used|for|to|by|designed|responsible)\b|(?:measures?|means|refers? to|denotes?|stands for|(?:is|"
    r"are) defined as)\s+\S)",
)
_NO_TERM = re.compile(
    r"^(?:it|this|that|these|those|they|he|she|we|you|i|there|here|what|which|who|when|where|why|how|"
    r"if|as|in|on|at|for|by|with|"
    r"the following|one|another|other|some|many|most|all|each|every|both|such|and|but|or|so|not|no|"
    r"another way|first|second|"
    r"result of|common|following|"
    r"maybe|perhaps|there|only|anything|everything|something|anyone|everyone|someone|your|our|my|their|his|her|its)\b",
    re.IGNORECASE,
)
_NOUN_ENDS = frozenset({"NN", "NNS", "NNP", "NNPS", "VBG", "VBN", "JJ", "FW", "CD"})
_ADVERB_AT_END = re.compile(r"(?:mente|spesso|sempre)$|\b(?:più|meno)\s\w+$", re.IGNORECASE)
_ENDS_OPEN = re.compile(r"\b(?:by|of|in|on|at|to|for|with|from|as|about|di|da|per|con|a)$", re.IGNORECASE)
_HAS_VERB = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|do|does|did|will|would|can|could|may|might|must|shall|"
    r"should|that|which|who|if|"
    r"when|because|not|to)\b",
    re.IGNORECASE,
)
_ITALIAN_DEFINES = re.compile(
    r"^(?P<term>(?:(?:Il|Lo|La|L['’]|I|Gli|Le|Un|Una)\s?)?[\w’'-]+(?:\s+[\w’'-]+){0,4}?)\s+"
    r"(?:(?:è|sono)\s+(?:il|lo|la|l['’]|i|gli|le|un|uno|una|un['’])\s?(?:[\w’'-]+\s+){1,6}?(?:che|di|"
    r"del|della|dei|delle|cui|per|con)\b|"
    r"(?:significa|significano|indica|indicano|si intende|si definisce)\s+\S)",
)
_ARTICLE = re.compile(r"^(?:a|an|the|il|lo|la|i|gli|le|un|uno|una)\s+|^(?:l|un)['’]\s?", re.IGNORECASE)
_COUNTED_NAME = re.compile(r"(?P<name>(?:[A-Z][a-z]+ ){0,5}[A-Z][a-z]+) (?P<number>\d)$")  # Assurance Level 2
_ACRONYM = re.compile(r"(?P<long>(?:[A-Za-z][\w’'-]*[\s-]){1,7})\((?P<short>[A-Z][A-Za-z0-9]{1,9})\)")


def find_terms(evidence: Evidence, segment: Segment, *, most: int | None = _MOST_TERMS) -> tuple[Term, ...]:
    """The terms that the segment defines, in order, `most` at most; term and definition are words of the document."""
    return evidence.once(f"terms of {segment.id}", lambda: _terms_in(evidence, segment))[:most]


def spelt_out(evidence: Evidence, segment: Segment) -> tuple[Term, ...]:
    """The abbreviations that the segment uses and the document spells out anywhere, with the place where it does."""
    blocks = [block for block in evidence.segment_blocks(segment) if evidence.teaches(block.id)]
    text = " ".join(block.text for block in blocks if block.kind is not BlockKind.HEADING)
    own = {term.term for term in find_terms(evidence, segment)}
    known = evidence.once("expansions", lambda: _expansions(evidence))
    used = [
        term
        for short, term in known.items()
        if short not in own and re.search(rf"\b{re.escape(short)}(?:s|\d+)?\b", text)
    ]
    return tuple(used[:_MOST_SPELT_OUT])


def _expansions(evidence: Evidence) -> dict[str, Term]:
    """Every abbreviation that the document spells out, in brackets or by a heading's initials, and always alike."""
    found: dict[str, Term] = {}
    meanings: dict[str, set[str]] = {}
    for term in chain(_in_brackets(evidence), _by_initials(evidence)):
        found.setdefault(term.term, term)
        meanings.setdefault(term.term, set()).add(re.sub(r"\W|s\b", "", term.definition.casefold()))
    return {short: term for short, term in found.items() if len(meanings[short]) == 1}


def _in_brackets(evidence: Evidence) -> Iterator[Term]:
    for block in evidence.document.blocks:
        if evidence.teaches(block.id) and block.kind is not BlockKind.CODE:
            for sentence in evidence.sentences(block.id):
                yield from _acronyms_in(evidence, sentence)


def _by_initials(evidence: Evidence) -> Iterator[Term]:
    """ "Assurance Level 2" spells out what the text calls AL2, "Level 2" what it calls L2."""
    for block in evidence.document.blocks:
        match = _COUNTED_NAME.search(block.text) if block.kind is BlockKind.HEADING else None
        initials = "".join(word[0] for word in match["name"].split()) if match else ""
        used = re.search(rf"\b{initials}\b", evidence.text) if match else None
        code = f"{initials}{match['number']}" if match else ""
        coded = re.search(rf"\b{code}\b", evidence.text) if match else None
        start = block.span.start
        if match and coded and len(initials) == 1:  # "L" alone stands for nothing
            whole = evidence.cite(Span(start + match.start("name"), start + match.end()))
            yield Term(code, match.group(), (whole, evidence.cite(Span(*coded.span()))))
        elif match and used and coded:
            name = evidence.cite(Span(start + match.start("name"), start + match.end("name")))
            yield Term(initials, match["name"], (name, evidence.cite(Span(*used.span()))))


def is_definition(sentence: str, language: str | None) -> bool:
    """Whether the sentence says what something is, for a reader who has never heard of it."""
    return defined_term(sentence, language) is not None


def defined_term(sentence: str, language: str | None) -> Span | None:
    """Where in a defining sentence its term stands, without article."""
    pattern = _ITALIAN_DEFINES if language == "it" else _DEFINES
    match = pattern.match(sentence)
    if match is None or obligations(sentence[: match.end()], language):
        return None
    start, end = match.span("term")
    article = _ARTICLE.match(sentence[start:end])
    start += article.end() if article else 0
    return Span(start, end) if _is_term(sentence[start:end]) and _names_a_thing(sentence[start:end], language) else None


def _terms_in(evidence: Evidence, segment: Segment) -> tuple[Term, ...]:
    found: dict[str, Term] = {}
    for block in evidence.segment_blocks(segment):
        if evidence.teaches(block.id):
            for term in _terms_of(evidence, block):
                found.setdefault(term.term.casefold(), term)
    return tuple(found.values())


def _terms_of(evidence: Evidence, block: Block) -> Iterator[Term]:
    if block.kind is BlockKind.TABLE:
        yield from _in_table(evidence, block)
    elif block.kind in (BlockKind.LIST_ITEM, BlockKind.PARAGRAPH, BlockKind.NOTE):
        yield from _labelled(evidence, block)
        for sentence in evidence.sentences(block.id):
            yield from _in_sentence(evidence, sentence)


def _in_table(evidence: Evidence, block: Block) -> Iterator[Term]:
    """Rows of a table whose header names a term and its meaning."""
    table = block.table
    if table is None or table.header_rows != 1 or len(table.rows) < 2:
        return
    header = table.rows[0]
    named = next((column for column, cell in enumerate(header) if _TERM_COLUMN.match(cell.strip())), None)
    meant = next((column for column, cell in enumerate(header) if _MEANING_COLUMN.match(cell.strip())), None)
    if named is None or meant is None or named >= meant:
        return
    start = block.span.start + len(block.text.split("\n", 1)[0]) + 1
    for row, line in zip(table.rows[1:], block.text.split("\n")[1:], strict=False):
        term, meaning = row[named].strip(), row[meant].strip()
        if _is_label(term) and meaning and term in line and meaning in line:
            yield Term(term, meaning, (evidence.cite(Span(start, start + len(line))),))
        start += len(line) + 1


def _is_label(cell: str) -> bool:
    return any(map(str.isalpha, cell)) and len(cell.split()) <= 6


def _labelled(evidence: Evidence, block: Block) -> Iterator[Term]:
    """A bold label, then a colon or a dash, then what it means."""
    match = _LABEL.match(block.text)
    if match is None or not block.emphasis or block.emphasis[0].start > 2:
        return
    term, meaning = match["term"].strip(" .*"), match["meaning"]
    marked = block.text[block.emphasis[0].start : block.emphasis[0].end].strip(" .:-–—")
    language = block.language or evidence.language
    says_what = opening_form(term, language) == "noun" and opening_form(meaning, language) in ("noun", "third person")
    if marked.startswith(term[:20]) and _is_term(term) and says_what and not obligations(meaning, evidence.language):
        yield Term(term, meaning.strip(), (evidence.cite_block(block.id),))


def _in_sentence(evidence: Evidence, sentence: Sentence) -> Iterator[Term]:
    language = sentence.language
    place = defined_term(sentence.text, language)
    if place is not None and _is_known(evidence, sentence, sentence.text[place.start : place.end]):
        yield Term(sentence.text[place.start : place.end], sentence.text, (evidence.cite(sentence.span),))
    yield from _acronyms_in(evidence, sentence)


def _acronyms_in(evidence: Evidence, sentence: Sentence) -> Iterator[Term]:
    """The abbreviations in brackets behind the words that they stand for."""
    text = sentence.text
    for match in _ACRONYM.finditer(text) if "(" in text else ():
        place = _expansion(match)
        if place is not None and not _goes_back_further(text, place.start):
            cited = evidence.cite(sentence.at(place.start, match.end()))
            yield Term(match["short"], text[place.start : place.end], (cited,))


def _goes_back_further(text: str, start: int) -> bool:
    """Whether the name seems to begin before the words that fit: “Keyed Hash Message …” for an H that opens "Hash"."""
    before = re.search(r"(?<![.!?:|\n] )(?<!^)\b(?P<word>[A-Z][a-z]+)[ -]$", text[:start])
    return before is not None and text[start].isupper() and _ARTICLE.match(f"{before['word']} ") is None


def _is_known(evidence: Evidence, sentence: Sentence, term: str) -> bool:
    """Whether the document treats the words as a term: as a heading, in bold, as an acronym, or capitalised."""
    block = evidence.blocks[sentence.block]
    plain = term.casefold().strip("“”\"'")
    if any(plain in heading.text.casefold() for heading in evidence.headings(block.id)):
        return True
    if any(plain in block.text[span.start : span.end].casefold() for span in block.emphasis):
        return True
    if re.search(r"[A-Z]", term[1:]) or len(plain.split()) > 1:
        return True
    return not evidence.headings(block.id) and evidence.text.casefold().count(plain) >= _OFTEN


def _expansion(match: re.Match[str]) -> Span | None:
    """The words before an acronym in brackets whose first letters it is made of."""
    letters = [letter.lower() for letter in match["short"].removesuffix("s") if letter.isupper()]
    words = list(re.finditer(r"[A-Za-z][\w’']*", match["long"]))
    if len(letters) < 2 or len(words) < len(letters):
        return None
    place = len(words)
    for letter in reversed(letters):
        place -= 1
        while place >= 0 and words[place].group()[0].lower() != letter:
            if len(words[place].group()) > 3:
                return None
            place -= 1
        if place < 0:
            return None
    offset = match.start("long")
    return Span(offset + words[place].start(), offset + words[-1].end())


def _names_a_thing(text: str, language: str | None) -> bool:
    """Whether the words are one name: no "Silence usually", "Before any written", "this and that"."""
    if language not in (None, "en"):
        return _ADVERB_AT_END.search(text) is None
    tags = [token.tag for token in analyse(re.sub(r"\s*\([^()]*\)", "", text), "en") if token.is_word]
    return bool(tags) and tags[0] not in ("IN", "CD", "RB") and "CC" not in tags and tags[-1] in _NOUN_ENDS


def _is_term(text: str) -> bool:
    words = text.split()
    return (
        1 <= len(words) <= 6 and not _NO_TERM.match(text) and not _HAS_VERB.search(text) and not _ENDS_OPEN.search(text)
    )
