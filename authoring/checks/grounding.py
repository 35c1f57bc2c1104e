"""G1 and G2: every quote is the source's text at its place, and nothing that binds or counts is said without it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from authoring.linguistics import Modality, is_negated, number_values, obligations, proper_names
from authoring.types import Citation, Document, Finding, Item, MicroModule, Severity

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


def citation_faults(document: Document, citations: Sequence[Citation], text: str | None = None) -> Iterator[str]:
    """What is wrong with the citations: none there, a span outside its block, a quote that is not the source's text."""
    if not citations:
        yield "nothing of the document is cited"
    whole = document.text if text is None else text
    blocks = {block.id: block for block in document.blocks}
    for citation in citations:
        block = blocks.get(citation.block)
        start, end = citation.span
        if block is None:
            yield f"the cited block {citation.block} does not exist"
        elif not block.span.start <= start < end <= block.span.end:
            yield f"the cited span {start}-{end} lies outside block {citation.block}"
        elif whole[start:end] != citation.quote:
            yield f"the quote differs from the document at {start}-{end}"


def unsupported(text: str, citations: Sequence[Citation], language: str | None) -> Iterator[str]:
    """What the text says that its quotes do not: numbers, dates, names, obligations, negations, limits."""
    quoted = "\n".join(citation.quote for citation in citations)
    for number in sorted(number_values(text, language) - number_values(quoted, language)):
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
    if is_negated(text, language) and not is_negated(quoted, language):
        yield "a negation is not in the cited text"
    if _repeats(text, quoted) and is_negated(quoted, language) and not is_negated(text, language):
        yield "a negation of the cited text is lost"
    for words in _LIMITS:
        found = next((word for word in words if _holds(text, word)), None)
        if found is not None and not any(_holds(quoted, word) for word in words):
            yield f"“{found}” is not in the cited text"


def _modalities(text: str, language: str | None) -> set[Modality]:
    return {obligation.modality for obligation in obligations(text, language)}


def _repeats(text: str, quoted: str) -> bool:
    said, cited = _WORD.findall(text.casefold()), _WORD.findall(quoted.casefold())
    return bool(cited) and len(set(said) & set(cited)) >= _NEGATION_LOST * len(set(cited))


def _holds(text: str, words: str) -> bool:
    return re.search(rf"\b{re.escape(words)}\b", text, re.IGNORECASE) is not None


def text_faults(
    document: Document, text: str, citations: Sequence[Citation], *, whole: str | None = None
) -> tuple[str, ...]:
    """All faults of one cited text; `whole` is the document text, given where many texts are checked."""
    return (
        *citation_faults(document, citations, whole),
        *unsupported(text, citations, _language(document, citations)),
    )


def check_grounding(document: Document, micro_module: MicroModule, *, whole: str | None = None) -> tuple[Finding, ...]:
    """A blocker for each text of the micro-module that its citations do not carry; items are not looked at."""
    text = document.text if whole is None else whole
    cited = [
        ("title", micro_module.title, micro_module.title_citations),
        ("objective", micro_module.objective.text, micro_module.objective.citations),
        *(
            (f"key point {number}", point.text, point.citations)
            for number, point in enumerate(micro_module.key_points, 1)
        ),
        *((f"body {number}", part.text, part.citations) for number, part in enumerate(micro_module.body, 1)),
        *((f"term {term.term}", f"{term.term}: {term.definition}", term.citations) for term in micro_module.terms),
    ]
    return tuple(
        Finding(CHECK, Severity.BLOCKER, micro_module.id, f"{place}: {fault}.")
        for place, words, citations in cited
        for fault in text_faults(document, words, citations, whole=text)
    )


def check_item_grounding(document: Document, item: Item, *, whole: str | None = None) -> tuple[Finding, ...]:
    """A blocker for each key, accepted answer, pair or step of the item that its citations do not carry."""
    text = document.text if whole is None else whole
    faults = list(citation_faults(document, item.citations, text))
    for option in item.options:
        faults += citation_faults(document, option.citations, text) if option.citations else ()
        if option.correct:
            cited = (*item.citations, *option.citations)
            faults += unsupported(option.text, cited, _language(document, cited))
    language = _language(document, item.citations)
    for answer in (*(pair.right for pair in item.pairs), *item.order):
        faults += unsupported(answer, item.citations, language)
    return tuple(Finding(CHECK, Severity.BLOCKER, item.id, f"{fault}.") for fault in dict.fromkeys(faults))


def _language(document: Document, citations: Sequence[Citation]) -> str | None:
    first = citations[0].block if citations else None
    block = next((block for block in document.blocks if block.id == first), None)
    return (block.language if block else None) or document.language
