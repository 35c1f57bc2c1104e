"""Sentences that define a term: "A … is a … that …", with the term known from a heading, bold print or an acronym."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from authoring.extractive.evidence import Evidence
from authoring.extractive.families import families
from authoring.extractive.families import statements as family_sentences
from authoring.extractive.frames import Statement, common_words, statement_of, statements
from authoring.extractive.pieces import Piece, masked, piece
from authoring.extractive.wording import is_plain, lowered, stands_alone
from authoring.linguistics import content_lemmas
from authoring.types import BlockKind

MIN_WORDS, MAX_WORDS = 5, 26
MAX_TERM_WORDS = 5
MAX_LABEL_WORDS = 8  # of a glossary, with its abbreviation


@dataclass(frozen=True, slots=True)
class Definition:
    """`term` has its article and a small first letter, `name` has neither; `verb` is as written."""

    statement: Statement
    term: str
    name: Piece
    verb: str
    meaning: Piece
    term_lemmas: frozenset[str]
    lemmas: frozenset[str]


# Of a bracket within a bracket only the inner one is blotted out; the outer one stands after the term.
_DEFINING = re.compile(
    r"^(?P<article>an? |the )?(?P<term>[^,;:.()]{2,60}?)(?: \([^()]*\))? "
    r"(?P<verb>is|are|means|refers? to|measures|describes|is defined as"
    r"|are defined as) (?P<meaning>(?:a|an|the|any|all|those) .+)$"
)
_GENUS = re.compile(
    r"^(?:an?|the|any|all|those) (?:[\w-]+ ){0,3}?(?:way|ways|part|parts|step|reason|thing|things"
    r"|goal|one|ones|key|example|examples|result|case|matter|problem"
    r"|solution|idea|issue|time|place|point|challenge|lot|number|variety|series|set of (?:pages"
    r"|documents)|overview|description|topic|section|chapter"
    r"|standard|version|snapshot|transcription|best|most|same|latter|former|only|first|second|last"
    r"|next|main|primary|minimum|maximum"
    r"|responsibility|duty|job|authority|responsible)\b",
)
_JUDGING = re.compile(
    r"\b(?:important|essential|common|commonest|best|good|great|significant|critical|useful|crucial"
    r"|necessary|powerful|simple|major|most|excellent"
    r"|fundamental|predominant|effective|perfect|popular|new|easy|hard|difficult|interesting|widely"
    r"|better|emerging|relatively|modern|valuable|specific|required|mandatory|recommended)\b"
)
_RESTRICTS = re.compile(
    r"\b(?:that|which|who|whose|of|where|used|to|for|by|between|when|whereby|designed|from|with"
    r"|in which|into|[a-z]+ing)\b"
)
_CUT = re.compile(
    r"; |: | - |—| – |, (?:which|so|but|and (?:it|is|they|this|the)|as|because|it|this|they|usually"
    r"|often|although|while|whereas|or|known|also|referred|enabling|allowing|not|(?:the|a"
    r"|an) (?:[\w-]+ ){1,4}(?:is|are))\b|\. "
)
_VAGUE_TERM = re.compile(
    r"\b(?:it|this|that|these|those|there|they|what|who|which|one|here|result|goal|purpose|reason"
    r"|first|second|third|idea|example|next|following|other|some|many|most|each|every|all|both|such"
    r"|if|when|as|in|on|for|with|by|to|and)\b"
)


def definitions(evidence: Evidence) -> tuple[Definition, ...]:
    """The definitions of the document, the first of each term, in reading order."""
    return evidence.once("definitions", lambda: tuple(_first_of_each(evidence)))


@dataclass(frozen=True, slots=True)
class Meaning:
    """What some term means, from a defining sentence or a glossary: enough to stand beside another meaning."""

    term: str
    piece: Piece
    term_lemmas: frozenset[str]
    lemmas: frozenset[str]


def meanings(evidence: Evidence) -> tuple[Meaning, ...]:
    """The meanings of all terms that the document defines in sentences, lists or tables."""
    return evidence.once("meanings", lambda: (*_of_sentences(evidence), *_of_families(evidence)))


def _of_sentences(evidence: Evidence) -> Iterator[Meaning]:
    for found in definitions(evidence):
        yield Meaning(found.term, found.meaning, found.term_lemmas, found.lemmas)


def _of_families(evidence: Evidence) -> Iterator[Meaning]:
    for family in families(evidence):
        for member in family.members:
            first = next(family_sentences(member, evidence.language), None)
            if first is None or not _PHRASE.match(first[0]) or not MIN_WORDS <= len(first[0].split()) <= MAX_WORDS:
                continue
            whole = piece(first[0], 0, len(first[0]), first[1].start)
            text = whole.text[:1].lower() + whole.text[1:]
            if stands_alone(text) and is_plain(text) and _is_phrase(text):
                language = evidence.language_of(member.block)
                lemmas = content_lemmas(text, language)
                yield Meaning(member.label, Piece(text, whole.span), content_lemmas(member.label, language), lemmas)


_PHRASE = re.compile(r"(?:An?|The|Any|All) (?=[a-z])")
_FINITE = re.compile(r"\b(?:is|are|was|were|has|have|must|should|may|can|will|does)\b")


def _is_phrase(text: str) -> bool:
    """Whether every finite verb stands in a relative clause, so that the text is a phrase and no sentence."""
    if _OBLIGES.search(text):
        return False
    return all(_RELATIVE.search(" ".join(text[: verb.start()].split()[-3:])) for verb in _FINITE.finditer(text))


_OBLIGES = re.compile(r"\b(?:must|shall|should|may)\b")
_RELATIVE = re.compile(r"\b(?:that|which|who|where|when|whose)\b")


def _first_of_each(evidence: Evidence) -> Iterator[Definition]:
    seen: set[frozenset[str]] = set()
    stated = [_definition(evidence, statement) for statement in statements(evidence)]
    for found in (*stated, *_labelled(evidence)):
        if found is not None and found.term_lemmas not in seen:
            seen.add(found.term_lemmas)
            yield found


def _definition(evidence: Evidence, statement: Statement) -> Definition | None:
    text, start = statement.sentence.text, statement.sentence.span.start
    flat = masked(text).replace("~", " ").rstrip(" .")
    found = _DEFINING.match(flat)
    if found is None:
        return None
    name = piece(text, found.start("term"), found.start("term") + len(found.group("term").rstrip()), start)
    stop = _CUT.search(flat, found.start("meaning"))
    meaning = piece(text, found.start("meaning"), stop.start() if stop else len(flat), start)
    language = statement.sentence.language
    definition = Definition(
        statement=statement,
        term=_with_article(found.group("article"), name.text, common_words(evidence)),
        name=name,
        verb=" ".join(found.group("verb").split()),
        meaning=Piece(meaning.text[:1].lower() + meaning.text[1:], meaning.span),
        term_lemmas=content_lemmas(name.text, language),
        lemmas=content_lemmas(meaning.text, language),
    )
    return definition if _is_known(evidence, definition) and _defines(definition) else None


_LABELLED = re.compile(
    r"^(?P<term>[A-Z][^–—:.;,]{1,60}?)(?: [–—-] |: )(?P<meaning>(?:An?|The|Two|Three|Any|All) (?=[A-Za-z“]).+)$"
)


_NO_LABEL = re.compile(r"(?:how|why|what|when|where|who|which|do|don't|step|note|example|tip)\b", re.IGNORECASE)


def _labelled(evidence: Evidence) -> Iterator[Definition]:
    """Members of a glossary: "Term – A thing that …" as the first sentence of a list item."""
    for block in evidence.document.blocks:
        if block.kind is not BlockKind.LIST_ITEM or not evidence.teaches(block.id):
            continue
        sentence = next(iter(evidence.sentences(block.id)), None)
        found = _LABELLED.match(sentence.text.rstrip(" .")) if sentence else None
        if sentence is None or found is None or sentence.language not in {"en", None}:
            continue
        statement = statement_of(evidence, block, sentence)
        name = piece(sentence.text, found.start("term"), found.end("term"), sentence.span.start)
        stop = _CUT.search(masked(sentence.text), found.start("meaning"))
        end = stop.start() if stop else len(sentence.text.rstrip(" ."))
        meaning = piece(sentence.text, found.start("meaning"), end, sentence.span.start)
        definition = Definition(
            statement=statement,
            term=name.text,
            name=name,
            verb="–",
            meaning=Piece(meaning.text[:1].lower() + meaning.text[1:], meaning.span),
            term_lemmas=content_lemmas(name.text, "en"),
            lemmas=content_lemmas(meaning.text, "en"),
        )
        is_label = (
            bool(definition.term_lemmas)
            and not _NO_LABEL.match(name.text)
            and len(name.text.split()) <= MAX_LABEL_WORDS
        )
        if is_label and _is_phrase(definition.meaning.text) and _defines(definition):
            yield definition


def _with_article(article: str | None, name: str, common: frozenset[str]) -> str:
    return f"{article or ''}{lowered(name, common)}"


def _defines(definition: Definition) -> bool:
    """Whether the phrase says what the thing is rather than how good, how important or where."""
    meaning, words = definition.meaning.text.lower(), definition.meaning.text.split()
    if (
        not MIN_WORDS <= len(words) <= MAX_WORDS
        or _GENUS.match(meaning)
        or _JUDGING.search(" ".join(words[:6]).lower())
    ):
        return False
    if not _RESTRICTS.search(meaning.split(" ", 2)[-1]) or not stands_alone(definition.meaning.text):
        return False
    return len(definition.lemmas) >= 3 and not definition.term_lemmas <= definition.lemmas


def _is_known(evidence: Evidence, definition: Definition) -> bool:
    """Whether the document makes the term its own: in a heading, in bold, as an acronym, or by using it often."""
    name, statement = definition.name, definition.statement
    if (
        len(name.text.split()) > MAX_TERM_WORDS
        or not definition.term_lemmas
        or _VAGUE_TERM.search(name.text.lower())
        or _JUDGING.search(name.text.lower())
    ):
        return False
    begin = name.span.start - statement.block.span.start
    end = name.span.end - statement.block.span.start
    if any(mark.start < end and begin < mark.end for mark in statement.block.emphasis):
        return True
    language = statement.sentence.language
    headings = [content_lemmas(heading, language) for heading in statement.headings[-3:]]
    near = [heading for heading in headings if heading]
    if any(definition.term_lemmas <= heading for heading in near) or name.text.isupper():
        return True
    if not definition.term.startswith(("a ", "an ")):
        return False
    return any(heading <= definition.term_lemmas for heading in near) or _is_used(evidence, name.text)


def _is_used(evidence: Evidence, name: str) -> bool:
    """Whether the document speaks of the thing again and again; a name of one word says too little."""
    return " " in name and len(re.findall(rf"\b{re.escape(name)}", evidence.text, re.IGNORECASE)) >= _OFTEN


_OFTEN = 4
