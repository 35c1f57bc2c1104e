"""G1 and G2: citations resolve and quote exactly; every typed fact of a draft stands in its cited text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from tests.evals.draft_file import Citation, Item, MicroModule, Option
from tests.evals.facts import (
    dates,
    limits,
    modal_counts,
    modalities,
    names,
    negations,
    quantities,
    single_units,
    word_set,
)
from tests.evals.measure import Case, Figure, Tally, Target, added, share_figure
from tests.evals.source import Miss, Source, claims, item_citations
from tests.evals.wording import content_lemmas, lemma, plain, sentences, share

EXACT = Target(low=1.0)


def citation_tally(case: Case) -> Tally:
    """G1 over every citation of a draft, and one case for every claim and item, which must cite something."""
    cited = list(_citations(case))
    misses = [
        Miss(f"{where}@{citation.span[0]}", citation.quote, "the quote is not the document's text at the span")
        for where, citation in cited
        if not case.source.resolves(citation)
    ]
    must_cite = list(_must_cite(case))
    misses += [Miss(where, text, "cites nothing") for where, text, citations in must_cite if not citations]
    return Tally(len(cited) + len(must_cite), tuple(misses))


def _citations(case: Case) -> Iterator[tuple[str, Citation]]:
    for micro_module in case.draft.micro_modules:
        for place, _, citations in claims(micro_module):
            yield from ((f"{micro_module.id}/{place}", citation) for citation in citations)
    for _, item in case.draft.items(shown_only=False):
        yield from ((item.id, citation) for citation in item_citations(item))


def _must_cite(case: Case) -> Iterator[tuple[str, str, Sequence[Citation]]]:
    for micro_module in case.draft.micro_modules:
        for place, text, citations in claims(micro_module):
            if place.partition("/")[0] in {"key_points", "body", "terms"}:
                yield f"{micro_module.id}/{place}", text, citations
    for _, item in case.draft.items(shown_only=False):
        yield item.id, item.stem, item.citations


def fact_tally(case: Case) -> Tally:
    """G2 over every title, objective, body sentence, term, key point, key and rationale."""
    of = 0
    misses: list[Miss] = []
    for micro_module in case.draft.micro_modules:
        found = list(micro_module_facts(case.source, micro_module))
        of += len(found)
        misses += [miss for miss in found if miss.why]
    for micro_module, item in case.draft.items(shown_only=False):
        found = list(item_facts(case.source, micro_module, item))
        of += len(found)
        misses += [miss for miss in found if miss.why]
    return Tally(of, tuple(misses))


def micro_module_facts(source: Source, micro_module: MicroModule) -> Iterator[Miss]:
    """One entry for every sentence of a micro-module; its `why` is empty when all facts stand in the cited text."""
    path = "\n".join((source.title, *micro_module.section_path))
    blocks = "\n".join(source.by_id[block].text for block in micro_module.blocks if block in source.by_id)
    for place, text, citations in claims(micro_module):
        is_heading = place in {"title", "objective"}
        cited = source.cited(citations) if citations else blocks
        support = (
            f"{path}\n{source.cited_with_context(citations)}\n{'' if citations else blocks}" if is_heading else cited
        )
        for number, sentence in enumerate([text] if is_heading else sentences(text)):
            why = invented(sentence, support) or ("" if is_heading else altered(sentence, cited))
            yield Miss(f"{micro_module.id}/{place}/{number}", sentence, why)


def item_facts(source: Source, micro_module: MicroModule, item: Item) -> Iterator[Miss]:
    """One entry for every stem, key and rationale of an item."""
    cited = source.cited_with_context(item.citations)
    for place, key in keys(item):
        yield Miss(f"{item.id}/key/{place}", key, invented(key, cited))
    if item.type == "true_false" and item.keys and is_true(item.keys[0]):
        statement = statement_of(item.stem)
        yield Miss(
            f"{item.id}/stem", item.stem, invented(statement, cited) or altered(statement, source.cited(item.citations))
        )
    path = " ".join((source.title, *micro_module.section_path))
    if item.type != "true_false":  # a false statement is meant to say what the source does not
        everything = f"{path} {source.cited_with_context(item_citations(item))}"
        yield Miss(f"{item.id}/stem", item.stem, _invented_by_stem(item.stem, everything))
    own = f"{item.stem} {cited} {path} {source.cited_with_context(item_citations(item))}"
    if item.rationale:
        yield Miss(f"{item.id}/rationale", item.rationale, invented(item.rationale, own, frame_negates=True))
    for option in item.options:
        if option.rationale:
            support = f"{own} {option.text} {_origin(source, option)}"
            why = invented(option.rationale, support, frame_negates=not option.correct) or _misattributed(option)
            yield Miss(f"{item.id}/option/{option.id}/rationale", option.rationale, why)


_TASK = re.compile(r"\b(?:choose|select|answer in|scegli|rispondi in)\b.*$", re.IGNORECASE)


def _invented_by_stem(stem: str, support: str) -> str:
    """A number, date or name of a question that neither the cited text nor the headings hold.

    Modals, limits and negations of a question are its own: it asks for them.
    """
    asked = _TASK.sub("", stem)
    extra = unsupported_quantities(asked, support) | (dates(asked) - dates(support)) | _unknown_names(asked, support)
    return f"{sorted(extra)[0]} of the stem is not in the cited text" if extra else ""


def _unknown_names(claim: str, support: str) -> set[str]:
    known, text = word_set(support), plain(support).lower()
    return {name for name in names(claim) if not {name, lemma(name)} & known and name not in text}


_ATTRIBUTION = re.compile(r"(?:stands in another place|is stated elsewhere|sta in un altro punto)[^“«]*[“«](.+)[”»]")


def _misattributed(option: Option) -> str:
    """Whether a rationale says that an option stands somewhere and quotes a place with another amount."""
    quoted = _ATTRIBUTION.search(option.rationale)
    wrong = quoted and unsupported_quantities(option.text, quoted.group(1))
    return f"says that {sorted(wrong)[0]} stands where it does not" if wrong else ""


def _origin(source: Source, option: Option) -> str:
    """The block an option was lifted from, with what stands above it: a rationale says what the option really is."""
    block = source.by_id.get(option.source.block) if option.source else None
    return f"{block.text} {source.context(block)}" if block else ""


def keys(item: Item) -> Iterator[tuple[str, str]]:
    """Every text of an item that must be right, with its place; the truth values of true/false items left out."""
    if item.type != "true_false":
        yield from ((option.id, option.text) for option in item.keys)
    yield from (
        (f"answer{n}", f"{answer.value} {answer.unit or ''}".strip()) for n, answer in enumerate(item.accepted_answers)
    )
    for number, pair in enumerate(item.pairs):
        yield from ((f"pair{number}/left", pair.left), (f"pair{number}/right", pair.right))
    yield from ((f"order{number}", text) for number, text in enumerate(item.order))


_ASKS_FOR_TRUTH = re.compile(
    r"^(?:true or false|vero o falso)[:?]\s*|\s*(?:true or false|vero o falso)\?$", re.IGNORECASE
)


def statement_of(stem: str) -> str:
    """The statement of a true/false item without the words "True or false?" before or behind it."""
    return _ASKS_FOR_TRUTH.sub("", stem.strip())


def is_true(option: Option) -> bool:
    """Whether an option of a true/false item says "true"."""
    return plain(option.text).lower().rstrip(".") in {"true", "vero", "yes", "sì", "right", "correct"}


def invented(claim: str, support: str, *, frame_negates: bool = False) -> str:
    """What `claim` states that `support` does not: the first such fact as words, else an empty string.

    `frame_negates`: the sentence frame of a rationale may itself say "is not"; negation is then not compared.
    """
    checks = (
        ("number", unsupported_quantities(claim, support)),
        ("date", dates(claim) - dates(support)),
        ("name", _unknown_names(claim, support)),
        ("modal", modalities(claim) - modalities(support)),
        ("limit", limits(claim) - _directions(support)),
        ("negation", {"negation"} if not frame_negates and negations(claim) and not negations(support) else set()),
    )
    return next(
        (f"{kind} {sorted(map(str, extra))[0]} is not in the cited text" for kind, extra in checks if extra), ""
    )


def unsupported_quantities(claim: str, support: str) -> set[str]:
    """Amounts of the claim that the support does not state in digits or words, with the same unit where it has one."""
    stated = quantities(support) | single_units(support)
    values = {quantity.value for quantity in stated}
    bare = {quantity.value for quantity in stated if quantity.unit is None}
    loose = word_set(support)
    return {
        f"{value:g} {unit or ''}".strip()
        for value, unit in quantities(claim)
        if value not in values
        or (unit is not None and (value, unit) not in stated and not (value in bare and unit in loose))
    } - {name for name in (f"{q.value:g}" for q in quantities(claim)) if name in loose}


_UPWARD = re.compile(
    r"\b(?:between|from) \S+ (?:and|to) |\d\s*(?:-|to)\s*\d|more than|over \d|greater than|longer than"
    r"|fewer than|più di|oltre",
    re.I,
)
_DOWNWARD = re.compile(
    r"\b(?:between|from) \S+ (?:and|to) |\d\s*(?:-|to)\s*\d|less than|under \d|exceed|before|until"
    r"|shorter than|meno di|non oltre",
    re.I,
)


def _directions(support: str) -> frozenset[str]:
    """Limits of the support; a range has both, "more than" and "less than" one each."""
    text = plain(support)
    upward = {"minimum"} if _UPWARD.search(text) else set()
    return limits(support) | upward | ({"maximum"} if _DOWNWARD.search(text) else set())


def altered(claim: str, cited: str) -> str:
    """What `claim` changed of the one cited sentence it repeats: a negation or modal put in or left out; else empty."""
    wanted = content_lemmas(claim)
    candidates = [text for text in cited_sentences(cited) if share(wanted, content_lemmas(text)) >= 0.8]
    if not wanted or not candidates:
        return ""
    nearest = max(candidates, key=lambda text: (share(content_lemmas(text), wanted), text == claim))
    repeats_all = share(content_lemmas(nearest), wanted) >= 0.9  # else a clause; what was cut may hold the negation
    is_one_sentence = share(wanted, content_lemmas(nearest)) >= 0.95  # else a lead-in and a member of its list
    if negations(claim) > negations(nearest if is_one_sentence else cited) or (
        repeats_all and negations(claim) < negations(nearest)
    ):
        return "another negation than in the cited sentence"
    stated, told = modal_counts(claim), modal_counts(nearest)
    gained = stated - (told if is_one_sentence else modal_counts(cited))
    changed = gained + (told - stated if repeats_all else Counter())
    return f"{next(iter(changed)).force}: another modal than in the cited sentence" if changed else ""


def cited_sentences(cited: str) -> Iterable[str]:
    """Sentences of cited text, one list for all its lines."""
    return [sentence for line in cited.split("\n") for sentence in sentences(line)]


def grounding_figures(cases: Sequence[Case]) -> list[Figure]:
    """G1 and G2."""
    exact = added(citation_tally(case) for case in cases)
    facts = added(fact_tally(case) for case in cases)
    return [
        share_figure("G1", "citations resolve and quote exactly", exact, EXACT),
        share_figure("G2", "typed facts stand in the cited text", facts, EXACT, ("next block cited", _shifted(cases))),
    ]


def _shifted(cases: Sequence[Case]) -> float | None:
    """Baseline: the share of fact-bearing body sentences that would pass if they cited the block after their own."""
    passed = of = 0
    for one in cases:
        blocks = one.source.blocks
        for micro_module in one.draft.micro_modules:
            for part in micro_module.body:
                place = one.source.place.get(part.citations[0].block, len(blocks)) if part.citations else len(blocks)
                if place + 1 < len(blocks):
                    of += 1
                    passed += not invented(part.text, blocks[place + 1].text)
    return passed / of if of else None
