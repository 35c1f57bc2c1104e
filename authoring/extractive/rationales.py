"""Why an option is right or what it really is, in the document's words, with the citations that show it."""

from __future__ import annotations

from authoring.extractive.candidates import Candidate, Choice, Rung
from authoring.extractive.evidence import Evidence
from authoring.extractive.filters import flat
from authoring.types import Block, BlockKind, Citation, ItemType

MAX_QUOTE = 360  # characters; a longer one is read as a wall

_WORDS = {
    "en": {
        "is": "“{text}” is {meaning}",
        "elsewhere": "“{text}” stands in another place: {quote}",
        "other": "Another place says: {quote}",
        "value": "The value stated is {key}",
    },
    "it": {
        "is": "«{text}» è {meaning}",
        "elsewhere": "«{text}» sta in un altro punto: {quote}",
        "other": "Un altro punto dice: {quote}",
        "value": "Il valore indicato è {key}",
    },
}
_WARNED = {"en": "The text advises against it: {quote}", "it": "Il testo lo sconsiglia: {quote}"}


_Reason = tuple[str, tuple[Citation, ...]]


def item_rationale(evidence: Evidence, candidate: Candidate, language: str | None) -> _Reason:
    """The reason of the key: the candidate's own words, if any, the quote, its place; and what else it cites."""
    quote = _best_quote(evidence, candidate)
    place = _heading(evidence, quote)
    words = " ".join(part for part in (candidate.rationale.strip(), _in_quotes(quote, language)) if part)
    return _with_place(words, place), _cited(evidence, place)


def option_rationale(
    evidence: Evidence, candidate: Candidate, choice: Choice, label: str, *, correct: bool
) -> tuple[str, tuple[Citation, ...]]:
    """The option's rationale and the citations that hold all it states."""
    language = candidate.language or evidence.language
    is_fixed = choice.span is None and choice.rung is not Rung.SCALE  # True, False, the four words of obligation
    if correct or is_fixed or candidate.type is ItemType.TRUE_FALSE:
        words, cited = item_rationale(evidence, candidate, language)
        return words, (*candidate.citations, *cited)
    if choice.rung is Rung.SCALE:
        words = _phrase("value", language).format(key=candidate.keys[0].text)
        return _closed(words), candidate.citations
    own = choice.citations or (_sentence_citation(evidence, choice),)
    place = _heading(evidence, own[0])
    if choice.meaning:
        words = _phrase("is", language).format(text=label, meaning=choice.meaning)
    elif choice.rung is Rung.REJECTED:
        words = _WARNED.get(language or "en", "{quote}").format(quote=_in_quotes(own[0], language))
    else:
        quote = _in_quotes(own[0], language)
        stands = flat(label) in flat(own[0].quote)
        words = _phrase("elsewhere" if stands else "other", language).format(text=label, quote=quote)
    return _with_place(words, place), (*own, *_cited(evidence, place))


def _phrase(name: str, language: str | None) -> str:
    neutral = {"is": "“{text}”: {meaning}", "elsewhere": "{quote}", "other": "{quote}", "value": "{key}"}
    return _WORDS.get(language or "en", neutral)[name]


def _best_quote(evidence: Evidence, candidate: Candidate) -> Citation:
    """The first citation that is no heading: patterns cite the sentence that carries the key first."""
    texts = [c for c in candidate.citations if evidence.blocks[c.block].kind is not BlockKind.HEADING]
    return (texts or candidate.citations)[0]


def _sentence_citation(evidence: Evidence, choice: Choice) -> Citation:
    assert choice.span is not None  # noqa: S101  callers ask only for lifted choices
    block = evidence.block_at(choice.span.start)
    if block.kind is BlockKind.TABLE:
        return evidence.cite(choice.span)
    for sentence in evidence.sentences(block.id):
        if sentence.span.start <= choice.span.start and choice.span.end <= sentence.span.end:
            return evidence.cite(sentence.span)
    return evidence.cite(choice.span)


def _in_quotes(citation: Citation, language: str | None) -> str:
    text = " ".join(citation.quote.split())
    if len(text) > MAX_QUOTE:
        text = text[:MAX_QUOTE].rsplit(" ", 1)[0] + " …"
    return f"«{text}»" if language == "it" else f"“{text}”"


def _heading(evidence: Evidence, citation: Citation) -> Block | None:
    above = evidence.headings(citation.block)
    if evidence.blocks[citation.block].kind is BlockKind.HEADING or not above:
        return None
    return above[-1]


def _with_place(words: str, place: Block | None) -> str:
    return _closed(f"{words} ({' '.join(place.text.split())})" if place else words)


def _closed(words: str) -> str:
    return words if words.endswith((".", "!", "?", ".”", ".»")) else words + "."


def _cited(evidence: Evidence, place: Block | None) -> tuple[Citation, ...]:
    return (evidence.cite_block(place.id),) if place else ()
