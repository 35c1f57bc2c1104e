"""What a document lays down, in a form in which two statements can be compared: about what, how binding, how much."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from authoring.extractive.clauses import Clause
from authoring.extractive.evidence import Evidence, Sentence
from authoring.extractive.frames import Statement, may_state, rules, sentences_of, statement_of, statements
from authoring.extractive.limits import Bound, Limit, find_limits, read_amount, seconds
from authoring.extractive.modals import Modality
from authoring.extractive.pieces import masked
from authoring.linguistics import Limiter, content_lemmas, limiter_before, obligations, quantities
from authoring.linguistics import Modality as Obligation
from authoring.linguistics.words import word_list
from authoring.types import Citation

FEWEST_WORDS = 2  # fewer say too little to tell whether two statements are about the same thing
FEWEST_OF_LIMIT = 1  # of a rule that sets a limit, whose unit says the rest: "Passwords must have 12 characters"


class Force(StrEnum):
    """What a statement does to its reader; what it counts is comparable only inside one force."""

    BINDS = "binds"
    ADVISES = "advises"
    ALLOWS = "allows"
    FORBIDS = "forbids"
    WARNS = "warns"
    FREES = "frees"  # "need not"
    STATES = "states"


@dataclass(frozen=True, slots=True)
class Amount:
    """`value` in seconds for a duration, whose `unit` then is "second"; `bound` None: exactly so many."""

    bound: Bound | None
    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class StatedFact:
    """A sentence that states, binds, allows or forbids.

    `words` are what two facts must share to be about the same: the sorted lemmas of what is said without amounts,
    modals and words that say little, or the sentence itself with a hole. `scope` are the lemmas of its conditions,
    `headings` what it stands under, the document's title first.
    """

    citation: Citation
    words: tuple[str, ...]
    scope: tuple[str, ...]
    headings: tuple[str, ...]
    force: Force
    amounts: tuple[Amount, ...]


_FORCES = {
    Modality.MUST: Force.BINDS,
    Modality.ORDER: Force.BINDS,
    Modality.SHOULD: Force.ADVISES,
    Modality.MAY: Force.ALLOWS,
    Modality.MUST_NOT: Force.FORBIDS,
    Modality.ORDER_NOT: Force.FORBIDS,
    Modality.MAY_NOT: Force.FORBIDS,
    Modality.SHOULD_NOT: Force.WARNS,
    Modality.NONE: Force.STATES,
}
_OBLIGATIONS = {
    Obligation.MUST: Force.BINDS,
    Obligation.SHOULD: Force.ADVISES,
    Obligation.MAY: Force.ALLOWS,
    Obligation.MUST_NOT: Force.FORBIDS,
    Obligation.MAY_NOT: Force.FORBIDS,
    Obligation.SHOULD_NOT: Force.WARNS,
}
_FREES = re.compile(
    r"\b(?:need not|(?:is|are) not (?:required|obliged|mandatory)(?: to)?|(?:do|does) not (?:need|have) to"
    r"|(?:is|are) optional|non (?:è|sono) (?:tenut[oaie] a|obbligat[oaie] a|obbligator[iao]|necessario))\b",
    re.IGNORECASE,
)
_OFTEN = {"hourly": 3600.0, "daily": 86400.0, "weekly": 604800.0, "monthly": 2629800.0, "quarterly": 7889400.0,
          "yearly": 31557600.0, "annually": 31557600.0}  # fmt: skip
_CLOCK = re.compile(r"\b([01]?\d|2[0-3])[:.]([0-5]\d)(?: ?(?P<half>[ap])\.?m\b)?")
_LITTLE = word_list("says_little_en") | word_list("everybody_en") | frozenset(_OFTEN)


def stated_facts(evidence: Evidence) -> tuple[StatedFact, ...]:
    """Every statement of the document that says enough to be compared, in reading order."""
    return evidence.once("stated facts", lambda: tuple(_stated_facts(evidence)))


def _stated_facts(evidence: Evidence) -> Iterator[StatedFact]:
    cut = {rule.sentence.span: rule.clause for rule in rules(evidence)}
    for statement in (*statements(evidence), *_in_other_languages(evidence)):
        clause = cut.get(statement.sentence.span)
        yield from _as_worded(evidence, statement, clause)
        if clause is not None:
            yield from _as_meant(evidence, statement, clause)


def _in_other_languages(evidence: Evidence) -> Iterator[Statement]:
    """Sentences in Italian, the other language whose modals are known."""
    for block in evidence.document.blocks:
        if evidence.language_of(block.id) == "it" and may_state(evidence, block):
            yield from (statement_of(evidence, block, sentence) for sentence in sentences_of(evidence, block))


def _as_meant(evidence: Evidence, statement: Statement, clause: Clause) -> Iterator[StatedFact]:
    """What the clause says, by its lemmas: the same rule in another voice, order or wording of its modal is alike."""
    subject = clause.subject.text if clause.subject else ""
    limits = _limits(masked(clause.predicate.text))
    rest = _CLOCK.sub(" ", _without(clause.predicate.text, [(limit.begin, limit.end) for limit in limits]))
    force = Force.FREES if _FREES.search(statement.sentence.text) else _FORCES[clause.modality]
    amounts = (*(_amount(limit) for limit in limits), *_other_amounts(clause.predicate.text))
    words = tuple(sorted(content_lemmas(f"{subject} {rest}", "en") - _LITTLE))
    fewest = FEWEST_OF_LIMIT if amounts and force is not Force.STATES else FEWEST_WORDS
    says_nothing_to_compare = force is Force.STATES and not amounts
    if len(words) < fewest or clause.is_double or clause.is_denied or says_nothing_to_compare:
        return
    under = " ".join(part.text for part in (clause.opening, clause.condition, clause.exception) if part)
    scope = tuple(sorted(content_lemmas(under, "en")))
    yield StatedFact(
        evidence.cite(statement.sentence.span), words, scope, _headings(evidence, statement), force, amounts
    )


def _as_worded(evidence: Evidence, statement: Statement, clause: Clause | None) -> Iterator[StatedFact]:
    """The sentence word for word but for one modal or one number of what it says, once for each of them.

    It needs no cut: a sentence of any length that is said again with another value or modal is found.
    """
    sentence = statement.sentence
    text, language = sentence.text, sentence.language or "en"
    if len(content_lemmas(text, language)) < FEWEST_WORDS:
        return
    bound = obligations(text, language)
    slots: list[tuple[int, int, Force, tuple[Amount, ...]]] = []
    slots += [(*one.span, _OBLIGATIONS[one.modality], ()) for one in bound]
    slots += [(*freed.span(), Force.FREES, ()) for freed in _FREES.finditer(text)]
    forbids = _FORBIDDING_ORDER.match(text)
    if not bound and (forbids or (clause is not None and clause.modality is Modality.ORDER)):
        slots.append((0, forbids.end() if forbids else 0, Force.FORBIDS if forbids else Force.BINDS, ()))
    told = _predicate_begins(sentence, clause)
    for one in quantities(text, language):
        if one.unit and told is not None and one.span.start >= told:
            limiter = limiter_before(text, one.span.start)
            kind = _BOUNDS.get(limiter[0]) if limiter else None
            slots.append((*one.number_span, Force.STATES, (Amount(kind, one.value, one.unit),)))
    for begin, end, force, amounts in slots:
        frame = f"{text[:begin]} {'#' if amounts else '~'} {text[end:]}"
        key = " ".join(frame.lower().split()).strip(" .!")
        yield StatedFact(evidence.cite(sentence.span), (key,), (), _headings(evidence, statement), force, amounts)


_FORBIDDING_ORDER = re.compile(r"(?:please )?(?:do not|don['’]t|never|non) ", re.IGNORECASE)
_BOUNDS = {Limiter.MINIMUM: Bound.MINIMUM, Limiter.MAXIMUM: Bound.MAXIMUM, Limiter.PERIOD: Bound.EVERY}


def _predicate_begins(sentence: Sentence, clause: Clause | None) -> int | None:
    """Where the sentence begins to say something of its subject: a number before belongs to the case it speaks of."""
    if clause is not None:
        return clause.whole.span.start - sentence.span.start
    modals = [one.span.end for one in obligations(sentence.text, sentence.language or "en")]
    colon = sentence.text.find(": ")
    return min([*modals, *([colon] if colon > 0 else [])], default=None)


def _without(text: str, spans: Sequence[tuple[int, ...]]) -> str:
    for begin, end in sorted(spans, reverse=True):
        text = f"{text[:begin]} {text[end:]}"
    return text


def _limits(flat: str) -> list[Limit]:
    """The limits of a text and the amounts that nothing limits, in order; the latter are taken for exact."""
    found = list(find_limits(flat))
    for start in (match.start() for match in re.finditer(r"(?<![\w.,:-])(?=[\da-z])", flat)):
        amount = read_amount(flat, start, Bound.EVERY)
        if (
            amount
            and amount.number == start
            and not any(amount.begin < other.end and other.begin < amount.end for other in found)
        ):
            found.append(amount)
    return sorted(found, key=lambda limit: limit.begin)


def _amount(limit: Limit) -> Amount:
    is_exact = limit.bound is Bound.EVERY and limit.begin == limit.number
    return Amount(None if is_exact else limit.bound, *_sized(limit.value, limit.unit))


def _sized(value: float, unit: str | None) -> tuple[float, str]:
    duration = seconds(value, (unit or "").removesuffix("s"))
    return (value, unit or "") if duration is None else (duration, "second")


def _other_amounts(text: str) -> Iterator[Amount]:
    """How often in one word, and times of the day."""
    for word in re.findall(r"[a-z]+", text.lower()):
        if word in _OFTEN:
            yield Amount(Bound.EVERY, _OFTEN[word], "second")
    for match in _CLOCK.finditer(text):
        yield Amount(None, int(match[1]) * 60.0 + int(match[2]) + (720 if match["half"] == "p" else 0), "o'clock")


def _headings(evidence: Evidence, statement: Statement) -> tuple[str, ...]:
    """Title, headings and the lead-in of the list that the sentence stands in."""
    lead_in = evidence.lead_in(statement.block.id)
    led = (lead_in.text[-120:],) if lead_in is not None and lead_in.text.rstrip().endswith(":") else ()
    return (evidence.document.title, *statement.headings, *led)
