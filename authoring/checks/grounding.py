"""G1 and G2: every quote is the source's text at its place, and nothing that binds or counts is said without it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from authoring.linguistics import Modality, is_negated, number_values, obligations, proper_names, quantities
from authoring.types import Block, BlockId, Citation, Document, Finding, Item, MicroModule, Origin, Severity, Term

CHECK = "grounding"
_LIMITS = (
    ("at least", "no fewer than", "no less than", "not less than", "minimum", "or more", "almeno", "non meno di"),
    (
        "at most",
        "no more than",
        "not more than",
        "maximum",
        "up to",
        "not exceed",
        "no later than",
        "within",
        "al massimo",
        "entro",
        "non oltre",
        "non più di",
    ),
    ("never", "mai"),
    ("always", "sempre"),
    ("unless", "except", "salvo", "a meno che", "tranne"),
    ("only", "solo", "soltanto"),
)
_NEGATION_LOST = 0.7  # share of the quote's words from which a text repeats it and so must keep its "not"
_WORD = re.compile(r"[^\W_]+")
_MONTHS = re.compile(
    r"\b(?:january|february|march|april|june|july|august|september|october|november|december|gennaio|febbraio|marzo|aprile|"
    r"maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Ground:
    """A document made ready for checking many citations against it."""

    text: str
    blocks: dict[BlockId, Block]
    language: str | None

    def language_of(self, citations: Sequence[Citation]) -> str | None:
        """The language of the first cited block, else the document's."""
        block = self.blocks.get(citations[0].block) if citations else None
        return (block.language if block else None) or self.language


def ground_of(document: Document) -> Ground:
    """The ground that a document's citations stand on."""
    return Ground(document.text, {block.id: block for block in document.blocks}, document.language)


def citation_faults(ground: Ground, citations: Sequence[Citation]) -> Iterator[str]:
    """What is wrong with the citations: none there, a span outside its block, a quote that is not the source's text."""
    if not citations:
        yield "nothing of the document is cited"
    for citation in citations:
        block = ground.blocks.get(citation.block)
        start, end = citation.span
        if block is None:
            yield f"the cited block {citation.block} does not exist"
        elif not block.span.start <= start < end <= block.span.end:
            yield f"the cited span {start}-{end} lies outside block {citation.block}"
        elif ground.text[start:end] != citation.quote:
            yield f"the quote differs from the document at {start}-{end}"


def unsupported(text: str, citations: Sequence[Citation], language: str | None) -> Iterator[str]:
    """What the text says that its quotes do not: numbers, dates, names, obligations, negations, limits."""
    quoted = "\n".join(citation.quote for citation in citations)
    for number in sorted(_numbers(text, language) - _numbers(quoted, language)):
        yield f"the number {number:g} is not in the cited text"
    words = {word.casefold() for word in _WORD.findall(quoted)}
    for name in sorted(proper_names(text, language)):
        if any(word.casefold() not in words for word in _WORD.findall(name)):
            yield f"the name {name} is not in the cited text"
    for month in sorted({match.casefold() for match in _MONTHS.findall(text)}):
        if month not in words:
            yield f"the date in {month} is not in the cited text"
    yield from _unsupported_bounds(text, quoted, language)


def _unsupported_bounds(text: str, quoted: str, language: str | None) -> Iterator[str]:
    for modality in sorted(_modalities(text, language) - _modalities(quoted, language)):
        yield f"“{modality}” is not in the cited text"
    if _negations(text, language) > _negations(quoted, language):
        yield "a negation is not in the cited text"
    if _repeats(text, quoted) and is_negated(quoted, language) and not is_negated(text, language):
        yield "a negation of the cited text is lost"
    for words in _LIMITS:
        found = next((word for word in words if _holds(text, word)), None)
        if found is not None and not any(_holds(quoted, word) for word in words):
            yield f"“{found}” is not in the cited text"


def _numbers(text: str, language: str | None) -> Counter[float]:
    """The numbers with how often each stands there: a number swapped for another of the text is found too."""
    return Counter(quantity.value for quantity in quantities(text, language))


def _modalities(text: str, language: str | None) -> Counter[Modality]:
    return Counter(obligation.modality for obligation in obligations(text, language))


def _negations(text: str, language: str | None) -> int:
    return sum(is_negated(word, language) for word in text.split())


def _repeats(text: str, quoted: str) -> bool:
    said, cited = _WORD.findall(text.casefold()), _WORD.findall(quoted.casefold())
    return bool(cited) and len(set(said) & set(cited)) >= _NEGATION_LOST * len(set(cited))


def _holds(text: str, words: str) -> bool:
    return re.search(rf"\b{re.escape(words)}\b", text, re.IGNORECASE) is not None


def text_faults(ground: Ground, text: str, citations: Sequence[Citation]) -> tuple[str, ...]:
    """All faults of one cited text."""
    return (*citation_faults(ground, citations), *unsupported(text, citations, ground.language_of(citations)))


def check_grounding(ground: Ground, micro_module: MicroModule) -> tuple[Finding, ...]:
    """A blocker for each text of the micro-module that its citations do not carry; items are not looked at."""
    points, body = enumerate(micro_module.key_points, 1), enumerate(micro_module.body, 1)
    cited = [
        ("title", micro_module.title, micro_module.title_citations),
        ("objective", micro_module.objective.text, micro_module.objective.citations),
        *((f"key point {number}", point.text, point.citations) for number, point in points),
        *((f"body {number}", part.text, part.citations) for number, part in body),
        *((f"term {term.term}", _explained(term), term.citations) for term in micro_module.terms),
    ]
    return tuple(
        Finding(CHECK, Severity.BLOCKER, micro_module.id, f"{place}: {fault}.")
        for place, words, citations in cited
        for fault in text_faults(ground, words, citations)
    )


def _explained(term: Term) -> str:
    """The term with its definition; once, where the definition is the sentence that holds it."""
    return term.definition if term.term in term.definition else f"{term.term}: {term.definition}"


def check_item_grounding(ground: Ground, item: Item) -> tuple[Finding, ...]:
    """A blocker for each key, pair or step of the item that its citations do not carry."""
    faults = list(citation_faults(ground, item.citations))
    for option in item.options:
        faults += citation_faults(ground, option.citations) if option.citations else ()
        if option.correct:
            cited = (*item.citations, *option.citations)
            faults += unsupported(option.text, cited, ground.language_of(cited))
    for answer in (*(pair.right for pair in item.pairs), *item.order):
        faults += unsupported(answer, item.citations, ground.language_of(item.citations))
    if item.origin is Origin.EDITED:
        faults += _foreign_numbers(ground, item)
    return tuple(Finding(CHECK, Severity.BLOCKER, item.id, f"{fault}.") for fault in dict.fromkeys(faults))


def _foreign_numbers(ground: Ground, item: Item) -> Iterator[str]:
    """Numbers that a person wrote into stem or rationales and that nothing the item cites holds."""
    citations = (*item.citations, *(citation for option in item.options for citation in option.citations))
    language = ground.language_of(citations)
    cited = number_values("\n".join(citation.quote for citation in citations), language)
    for place, text in (
        ("the stem", item.stem),
        ("the rationale", item.rationale),
        *((f"the rationale of “{option.text}”", option.rationale) for option in item.options),
    ):
        for value in sorted(number_values(text, language) - cited):
            yield f"{place} says {value:g}, which the cited text does not"
