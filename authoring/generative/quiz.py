"""The items of one micro-module out of a model's answer: the same checks as lifted ones, and the gate for its words."""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from authoring.checks import check_item
from authoring.extractive.evidence import Evidence
from authoring.extractive.filters import MAX_OPTION_WORDS, flat, follows_from, stem_stands_alone
from authoring.extractive.sentence_index import sentence_index
from authoring.generative.answers import ItemAnswer, ItemsAnswer, OptionAnswer
from authoring.generative.asking import Engine, Reviewed, ask
from authoring.generative.gate import Gate
from authoring.generative.outline import Outlined
from authoring.items.distractors import SHORT_WORDS, is_of_kind, lengths_agree, one_is_absolute, overlaps
from authoring.linguistics import content_lemmas, quantities
from authoring.types import (
    BlockKind,
    Bloom,
    Citation,
    Item,
    ItemType,
    Option,
    Severity,
    Source,
    Span,
)
from prompts.loader import Input

PROMPT = "items"
PATTERN = "model"  # in the place of an extractive pattern's code
WANTED = 5
MOST_ITEMS = 8
_LONGEST_STEM, _LONGEST_OPTION, _LONGEST_RATIONALE = 300, 240, 500
MOST_NEAR = 30  # sentences of elsewhere that wrong answers may come from
_MOST_CITED = 3  # sentences an item rests on; a key put together of more follows from none
_FEWEST_DISTRACTORS = 3
_SAME_SUBJECT = 0.6  # share of a stem's words from which another sentence is about the same thing
_TRUE_OF_THE_STEM = 0.5  # of the stem's own words that the cited text has to hold
_LIMITED = re.compile(
    r"\b(?:limit|minimum|maximum|at least|at most|least|most|how (?:long|soon|often|many|much)|longest|shortest|within"
    r"|no (?:more|less|fewer|later) than|minimo|massimo|almeno|entro)\b",
    re.IGNORECASE,
)
_FRAME = frozenset(
    [
        "what",
        "which",
        "who",
        "whom",
        "whose",
        "when",
        "where",
        "why",
        "how",
        "follow",
        "describe",
        "mean",
        "name",
        "choose",
        "put",
        "order",
    ]
)


def write_quiz(engine: Engine, gate: Gate, outlined: Outlined) -> tuple[Item, ...]:
    """The items that passed, as the model ordered them; none where no answer could be read.

    Raises LanguageModelUnavailable, BudgetSpent.
    """
    brief = engine.brief
    inputs: dict[str, Input] = {
        "language": gate.language or "the language of the source",
        "audience": brief.audience,
        "goal": brief.goal,
        "tone": brief.tone,
        "count": WANTED,
        "title": outlined.title,
        "objective": outlined.objective.text,
        "sentences": gate.source.lines(),
        "near": gate.near.lines(mark="n")[:MOST_NEAR],
    }
    reviewed = ask(
        engine, PROMPT, inputs, ItemsAnswer, lambda answer: review_items(answer, gate, engine.model.identity)
    )
    return reviewed.accepted if reviewed else ()


def review_items(
    answer: ItemsAnswer, gate: Gate, model: str, *, besides: Sequence[Item] = ()
) -> Reviewed[tuple[Item, ...]]:
    """The sound items of an answer that ask nothing of what those `besides` ask, and what is wrong with the others."""
    accepted: list[Item] = []
    findings: list[str] = []
    for number, given in enumerate(answer.items[:MOST_ITEMS]):
        item, faults = _item(given, gate, model)
        if item is not None and any(_asks_the_same(item, other, gate.language) for other in (*accepted, *besides)):
            faults = ["it asks what another question asks"]
        findings += [f"items[{number}]: {fault}" for fault in faults]
        if item is not None and not faults:
            accepted.append(item)
    return Reviewed(tuple(accepted), len(accepted), tuple(findings))


def _item(given: ItemAnswer, gate: Gate, model: str) -> tuple[Item | None, list[str]]:
    citations = gate.source.cite(given.support)[:_MOST_CITED]
    if not citations:
        return None, [*gate.source.faults(given.support), "it rests on no sentence of the source"]
    item = _assembled(given, gate, citations, model)
    faults = list(_faults(item, gate))
    faults += [one.message for one in check_item(gate.ground, item) if one.severity is Severity.BLOCKER]
    return item, list(dict.fromkeys(faults))


def _assembled(given: ItemAnswer, gate: Gate, citations: tuple[Citation, ...], model: str) -> Item:
    parts = [gate.segment.id, model, given.type, given.stem, *(one.text for one in given.options), *given.order]
    digest = int.from_bytes(hashlib.sha256("\n".join(parts).encode()).digest()[:8], "big")
    is_choice = given.type != ItemType.ORDERING.value
    return Item(
        id=f"i{digest:016x}"[:13],
        type=ItemType(given.type),
        stem=" ".join(given.stem.split()),
        rationale=" ".join(given.rationale.split()),
        pattern=PATTERN,
        citations=citations,
        options=_options(given.options, gate, citations, digest) if is_choice else (),
        order=() if is_choice else tuple(" ".join(step.split()) for step in given.order),
        bloom=Bloom(given.bloom),
        model=model,
    )


def _options(
    given: Sequence[OptionAnswer], gate: Gate, citations: tuple[Citation, ...], digest: int
) -> tuple[Option, ...]:
    """In an order that chance fixed by the item: numbers rise, else the key's place is uniform."""
    ordered = sorted(given, key=lambda one: one.text)
    random.Random(digest).shuffle(ordered)  # noqa: S311  the same item is laid out alike every time
    if all(len(quantities(one.text, gate.language)) == 1 for one in ordered):
        ordered.sort(key=lambda one: quantities(one.text, gate.language)[0].value)
    return tuple(
        Option(
            letter,
            _plain(one.text),
            one.correct,
            " ".join(one.rationale.split()),
            gate.cite_widely(one.support) or citations,
            _source(_plain(one.text), citations, gate.evidence) if one.correct else None,
        )
        for letter, one in zip("abcdefgh", ordered, strict=False)
    )


def _plain(text: str) -> str:
    single = " ".join(text.split())
    return single[:-1] if single.endswith(".") else single


def _source(key: str, citations: Sequence[Citation], evidence: Evidence) -> Source:
    """Where the key's words stand: its place in the cited text where it is literal, else the first cited sentence."""
    for citation in citations:
        at = citation.quote.casefold().find(key.casefold())
        if at >= 0:
            return evidence.source(Span(citation.span.start + at, citation.span.start + at + len(key)))
    return evidence.source(citations[0].span)


def _faults(item: Item, gate: Gate) -> Iterator[str]:
    cited = "\n".join(citation.quote for citation in item.citations)
    yield from _named("the stem", gate.aside_faults(item.stem, item.citations, "", longest=_LONGEST_STEM))
    if not stem_stands_alone(item.stem, gate.language):
        yield "the stem does not stand alone"
    if item.type is not ItemType.ORDERING and not item.stem.endswith("?"):
        yield "the stem asks no question"
    yield from _off_subject(item, gate, cited)
    known = "\n".join((item.stem, *(option.text for option in item.options), *item.order))
    yield from _named(
        "the rationale", gate.aside_faults(item.rationale, item.citations, known, longest=_LONGEST_RATIONALE)
    )
    if item.type is ItemType.ORDERING:
        yield from _faults_of_order(item, cited)
    else:
        yield from _faults_of_options(item, gate, cited)


def _off_subject(item: Item, gate: Gate, cited: str) -> Iterator[str]:
    asked = _asked(item, gate.language)
    around = content_lemmas(f"{cited}\n{gate.headings}", gate.language)
    if len(asked) > 1 and len(asked & around) < _TRUE_OF_THE_STEM * len(asked):
        yield "the stem speaks of something that the cited sentences do not speak of"


def _asked(item: Item, language: str | None) -> frozenset[str]:
    options = frozenset(lemma for option in item.options for lemma in content_lemmas(option.text, language))
    return content_lemmas(item.stem, language) - options - _FRAME


def _faults_of_order(item: Item, cited: str) -> Iterator[str]:
    places = [flat(cited).find(flat(step)) for step in item.order]
    if any(place < 0 for place in places):
        yield "a step is not in the words of the cited text"
    elif places != sorted(places):
        yield "the steps are not in the order of the cited text"


def _faults_of_options(item: Item, gate: Gate, cited: str) -> Iterator[str]:
    keys = [option for option in item.options if option.correct]
    others = [option for option in item.options if not option.correct]
    if item.type is ItemType.MULTIPLE_CHOICE and len(others) < _FEWEST_DISTRACTORS:
        yield "a choice has four options"
    for option in item.options:
        name = f"“{option.text[:40]}”"
        yield from _named(name, gate.option_faults(option, item.citations, longest=_LONGEST_OPTION))
        if len(option.text.split()) > MAX_OPTION_WORDS:
            yield f"{name} is too long"
        known = f"{item.stem}\n{option.text}"
        yield from _named(
            f"the rationale of {name}",
            gate.aside_faults(
                option.rationale, (*item.citations, *option.citations), known, longest=_LONGEST_RATIONALE
            ),
        )
    for key in keys:
        if not _stands_together(key.text, item.citations, gate.language):
            yield f"“{key.text[:40]}” is not worded as in the cited sentences"
    yield from _faults_of_choice(item, keys, others, gate)
    if keys and quantities(keys[0].text, gate.language) and _LIMITED.search(cited) and not _LIMITED.search(item.stem):
        yield "other numbers satisfy the limit too: ask for the limit itself"


def _faults_of_choice(item: Item, keys: list[Option], others: list[Option], gate: Gate) -> Iterator[str]:
    language = gate.language
    texts = [option.text for option in item.options]
    if any(overlaps(one, two, language) for one, two in combinations(texts, 2)):
        yield "two options say the same, or one is part of another"
    for other in others:
        if _may_be_true(other, item, gate):
            yield f"“{other.text[:40]}” is said of the same thing elsewhere in the document"
    if item.type is not ItemType.MULTIPLE_CHOICE or len(keys) != 1:
        return
    key = keys[0].text
    if one_is_absolute(texts):
        yield "one option alone is absolute"
    if not lengths_agree(key, [option.text for option in others]):
        yield "the options differ in length"
    for other in others:
        if not _are_names(texts) and not is_of_kind(key, other.text, item.stem, language):
            yield f"“{other.text[:40]}” is not of the kind of the right option"


def _are_names(texts: Sequence[str]) -> bool:
    """Whether all options are names of one family, whose grammar says nothing: "Scribe", "Customer Liaison"."""
    return all(len(text.split()) <= SHORT_WORDS and text[:1].isupper() for text in texts)


def _may_be_true(option: Option, item: Item, gate: Gate) -> bool:
    """Whether some sentence of the document holds the option's words and most of what is asked about."""
    index = sentence_index(gate.evidence)
    words = content_lemmas(option.text, gate.language)
    asked = _asked(item, gate.language)
    if not words or not asked:
        return not words and not quantities(option.text, gate.language)
    own = frozenset(citation.span for citation in item.citations)
    for place in index.holding(words & frozenset(index.by_lemma)) if words <= frozenset(index.by_lemma) else ():
        block = gate.evidence.block_at(index.spans[place].start)
        above = " ".join(heading.text for heading in gate.evidence.headings(block.id))
        around = index.lemmas[place] | content_lemmas(above, gate.language)
        if len(asked & around) >= _SAME_SUBJECT * len(asked) and not _lists_key(index.spans[place], own, block.kind):
            return True
    return False


def _lists_key(span: Span, own: frozenset[Span], kind: BlockKind) -> bool:
    """A row of a table holds one cell for each column: another cell of the cited row is no rival."""
    return kind is BlockKind.TABLE and span in own


def _stands_together(key: str, citations: Sequence[Citation], language: str | None) -> bool:
    if any(flat(key) in flat(citation.quote) for citation in citations):
        return True
    pairs = combinations([citation.quote for citation in citations], 2)
    quotes = [citation.quote for citation in citations] + [f"{one} {two}" for one, two in pairs]
    return any(follows_from(key, quote, language) for quote in quotes)


def _asks_the_same(item: Item, other: Item, language: str | None) -> bool:
    one, two = content_lemmas(item.stem, language), content_lemmas(other.stem, language)
    same_key = {flat(o.text) for o in item.options if o.correct} & {flat(o.text) for o in other.options if o.correct}
    union = one | two
    return bool(same_key) or (bool(union) and len(one & two) >= 0.75 * len(union))


def _named(place: str, faults: Sequence[str]) -> Iterator[str]:
    yield from (f"{place}: {fault}" for fault in faults)
