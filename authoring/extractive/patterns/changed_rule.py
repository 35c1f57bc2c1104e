"""P21 over rules: what a document forbids or allows, as it stands or with the other modal. True or false?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from authoring.extractive.candidates import Candidate, Choice, OptionOrder, Rung
from authoring.extractive.clauses import Clause
from authoring.extractive.evidence import Evidence
from authoring.extractive.frames import Rule, rules
from authoring.extractive.modals import Modality
from authoring.extractive.narrow.wording import opening, without_adverb
from authoring.extractive.patterns.how_binding import is_permission
from authoring.extractive.stems import subject_in_stem
from authoring.extractive.wording import MAX_STEM_WORDS, raised, stands_alone
from authoring.linguistics import content_lemmas
from authoring.types import Bloom, Citation, ItemType, Segment

PATTERN = "P21"
TRUE, FALSE = "True", "False"
MIN_LEMMAS = 4
# What a rule says, and what it would say if it did not.
_OTHER = {Modality.MUST_NOT: "may", Modality.SHOULD_NOT: "should"}


@dataclass(frozen=True, slots=True)
class _Variant:
    """What the rule says, "" for an order, and the same with the other modal, "" for a permission."""

    stated: str
    changed: str


def find(evidence: Evidence, segment: Segment) -> Iterator[Candidate]:
    """One statement for every ban and permission in the segment; half of the document's are false."""
    for rule, variant, is_true in _changeable(evidence):
        if rule.statement.block.id in segment.blocks:
            yield _statement(evidence, rule, variant, is_true=is_true)


def _changeable(evidence: Evidence) -> tuple[tuple[Rule, _Variant, bool], ...]:
    """The rules that can be changed, in reading order, each with whether it is told as it stands.

    Orders can only be told changed ("You may park …"), permissions only as they stand; both are told where that leaves
    half of the statements true.
    """
    return evidence.once("changeable rules", lambda: tuple(_balanced(evidence)))


def opens_false(evidence: Evidence) -> bool:
    """Whether the document's first statement is a false one: in half of the documents, so that it tells nothing."""
    return sum(evidence.document.sha256.encode()) % 2 == 0


def _balanced(evidence: Evidence) -> Iterator[tuple[Rule, _Variant, bool]]:
    more_false = 0 if opens_false(evidence) else 1
    for rule in rules(evidence):
        variant = _variant(evidence, rule)
        if variant is None:
            continue
        # What can be told one way only is told where the other way leads.
        is_true = more_false >= 0 if not variant.changed else more_false > 0 and bool(variant.stated)
        if variant.stated if is_true else variant.changed and (variant.stated or more_false < 0):
            more_false += -1 if is_true else 1
            yield rule, variant, is_true


def _variant(evidence: Evidence, rule: Rule) -> _Variant | None:
    clause = rule.clause
    if clause.modality is Modality.ORDER_NOT:
        return _of_order(rule)
    if clause.modality not in {*_OTHER, Modality.MAY} or not _is_plain(evidence, clause):
        return None
    stated = _sentence(evidence, clause, clause.modality.value)
    other = _OTHER.get(clause.modality)  # a permission turned into a ban is nonsense as often as not
    changed = _sentence(evidence, clause, other) if other else ""
    is_short = len(stated.split()) <= MAX_STEM_WORDS and len(content_lemmas(stated, "en")) >= MIN_LEMMAS
    return _Variant(stated, changed) if is_short and stands_alone(stated) else None


def _is_plain(evidence: Evidence, clause: Clause) -> bool:
    """Whether one modal is all that decides, and nothing in the clause tells which way."""
    if clause.subject is None or clause.is_double or clause.exception or clause.reason:
        return False
    if (
        _CONTRAST.search(clause.whole.text)
        or _LOOSE.search(clause.whole.text)
        or _GIVES_AWAY.search(clause.subject.text)
    ):
        return False
    return clause.modality is not Modality.MAY or is_permission(evidence, clause)


_CONTRAST = re.compile(
    r", (?:not even|not|let alone|whatever|however|on the|just (?:like|as)|as with|unlike|like)\b"
    r"|\bleast of all\b|\bat all\b|\bwhatever\b|\bnot\b|n't\b",
    re.IGNORECASE,
)
_NO_BAN = re.compile(r"^(?:forget|hesitate|worry|panic|be|let|feel|just|assume|mind|wait|miss)\b", re.IGNORECASE)


def _of_order(rule: Rule) -> _Variant | None:
    """ "Do not park in front of the gate." told as "Parking rules: you may park in front of the gate."."""
    clause, topic = rule.clause, rule.statement.topic
    told = without_adverb(clause.predicate.text)
    is_plain = clause.verbs == 1 and not (clause.exception or clause.reason or clause.opening or clause.is_double)
    if topic is None or not is_plain or _NO_BAN.match(told) or _CONTRAST.search(clause.whole.text):
        return None
    condition = f" {clause.condition.text}" if clause.condition else ""
    changed = f"{topic}: you may {told[:1].lower()}{told[1:]}{condition}."
    if not stands_alone(changed) or _LOOSE.search(told) or len(content_lemmas(told, "en")) < MIN_LEMMAS - 1:
        return None
    return _Variant("", changed)


_EXAMPLES = re.compile(r", (?:such as|including|for example) [^,]+$")
_GIVES_AWAY = re.compile(
    r"\b(?:disallowed|forbidden|prohibited|banned|insecure|unsafe|unauthori[sz]ed|invalid|expired|deprecated)\b",
    re.IGNORECASE,
)
_LOOSE = re.compile(r"\b(?:it|they|them|this|that)\b", re.IGNORECASE)


def _sentence(evidence: Evidence, clause: Clause, modal: str) -> str:
    condition = f" {clause.condition.text}" if clause.condition else ""
    who = subject_in_stem(evidence, clause)
    stop = "," if _EXAMPLES.search(who) else ""
    told = f"{who}{stop} {modal} {without_adverb(clause.predicate.text)}{condition}"
    return raised(f"{opening(evidence, clause)}{told}.")


def _statement(evidence: Evidence, rule: Rule, variant: _Variant, *, is_true: bool) -> Candidate:
    key, wrong = (TRUE, FALSE) if is_true else (FALSE, TRUE)
    return Candidate(
        pattern=PATTERN,
        type=ItemType.TRUE_FALSE,
        stem=variant.stated if is_true else variant.changed,
        citations=tuple(_cited(evidence, rule)),
        keys=(Choice(key),),
        distractors=(Choice(wrong, None, Rung.SIBLING),),
        bloom=Bloom.UNDERSTAND,
        emphasis=rule.statement.emphasis,
        rewrites=1,
        frame=f"rule {rule.sentence.span.start}",
        option_order=OptionOrder.NATURAL,
        layout=(TRUE, FALSE),
        checked=True,
        language=rule.sentence.language,
        difficulty=0.35,
        needed_distractors=1,
    )


def _cited(evidence: Evidence, rule: Rule) -> Iterator[Citation]:
    yield evidence.cite(rule.sentence.span)
    if rule.clause.subject is None and rule.statement.topic_block is not None:
        yield evidence.cite(rule.statement.topic_block.span)
