"""P16: asks whether a document requires, recommends, allows or forbids something."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator

from authoring.extractive.actions import in_gerund
from authoring.extractive.actors import is_actor
from authoring.extractive.candidates import Candidate, Choice, OptionOrder, Rung
from authoring.extractive.clauses import Clause, Voice
from authoring.extractive.evidence import Evidence
from authoring.extractive.frames import Rule, rules, rules_in
from authoring.extractive.modals import Modality
from authoring.extractive.narrow.wording import opening, subject, without_adverb
from authoring.extractive.wording import MAX_STEM_WORDS, raised, stands_alone
from authoring.linguistics import content_lemmas
from authoring.types import Bloom, ItemType, Segment

PATTERN = "P16"
QUESTION = "required, recommended, allowed or forbidden for"
MIN_CAPITALISED = 5  # a document that writes SHALL means its modals
MIN_RULES, MIN_WEAKER = 10, 4  # one in small letters must use several strengths to make them tell
MIN_LEMMAS = 3  # of subject and predicate: "a key must be used" asks nothing

WORDS = {
    Modality.MUST: "required",
    Modality.SHOULD: "recommended",
    Modality.MAY: "allowed",
    Modality.MUST_NOT: "forbidden",
}
# "…, not even in the boot": the contrast belongs to the modal that is taken away.
_CONTRAST = re.compile(r", (?:not even|not|let alone|least of all|whatever|however)\b|\bleast of all\b", re.IGNORECASE)
_NO_QUESTION = re.compile(r"^(?:be (?:able|aware|required|allowed)|meet|include|consider|refer|note)\b", re.IGNORECASE)
_ASIDE = re.compile(r" \([^()]*\)")
_PURPOSE = re.compile(
    r"(?:help |better )?(?:ensure|prevent|protect|avoid|reduce|allow|enable|maintain|improve|mitigate|minimi[sz]e)\b"
)
_LIMIT = re.compile(r"\b(?:at least|at most|no more than|up to|within|only|minimum|maximum)\b|\d", re.IGNORECASE)
_CAPITALS = re.compile(r"\b(?:SHALL|MUST|SHOULD|MAY|REQUIRED|RECOMMENDED)\b")
_PERMISSION = re.compile(r"\bMAY\b|\b(?:is|are) (?:permitted|allowed) to\b")


def find(evidence: Evidence, segment: Segment) -> Iterator[Candidate]:
    """A question for every rule in the segment with one modal, where the document means its modals."""
    if not is_normative(evidence):
        return
    for rule in rules_in(evidence, segment):
        word = WORDS.get(rule.clause.modality)
        stem = _stem(evidence, rule) if word and _may_ask(evidence, rule) else None
        if word is None or stem is None:
            continue
        cited = (evidence.cite(rule.sentence.span),)
        others = (other for other in WORDS.values() if other != word)
        yield Candidate(
            pattern=PATTERN,
            type=ItemType.MULTIPLE_CHOICE,
            stem=stem,
            citations=cited,
            keys=(Choice(word),),
            distractors=tuple(Choice(other, None, Rung.SIBLING, "another strength of rule", cited) for other in others),
            subject=rule.clause.subject.text if rule.clause.subject else "",
            bloom=Bloom.UNDERSTAND,
            emphasis=rule.statement.emphasis,
            rewrites=1,
            frame=f"rule {rule.sentence.span.start}",
            option_order=OptionOrder.NATURAL,
            layout=tuple(WORDS.values()),
            checked=True,
            language=rule.sentence.language,
            difficulty=0.45,
        )


def _stem(evidence: Evidence, rule: Rule) -> str | None:
    clause = rule.clause
    if clause.subject is None or clause.voice is not Voice.ACTIVE:
        return None
    if not is_actor(evidence, _ASIDE.sub("", clause.subject.text)):
        return None  # "timeouts must satisfy …": a thing keeps no rules
    doing = in_gerund(without_adverb(clause.predicate.text))
    if doing is None:
        return None
    condition = f" {clause.condition.text}" if clause.condition else ""
    who = subject(evidence, clause)
    text = raised(f"{opening(evidence, clause)}is {doing[:1].lower()}{doing[1:]}{condition} {QUESTION} {who}?")
    if not stands_alone(text.rstrip("?")) or len(text.split()) > MAX_STEM_WORDS:
        return None
    return text if len(content_lemmas(f"{doing} {who}", "en")) >= MIN_LEMMAS else None


def is_normative(evidence: Evidence) -> bool:
    """Whether the document's modals carry weight: written in capitals, or used in several strengths."""
    return evidence.once("is normative", lambda: _is_normative(evidence))


def _is_normative(evidence: Evidence) -> bool:
    if len(_CAPITALS.findall(evidence.text)) >= MIN_CAPITALISED:
        return True
    counts = Counter(rule.clause.modality for rule in rules(evidence))
    return counts[Modality.MUST] >= MIN_RULES and counts[Modality.MAY] + counts[Modality.SHOULD] >= MIN_WEAKER


def _may_ask(evidence: Evidence, rule: Rule) -> bool:
    clause = rule.clause
    if clause.subject is None or clause.is_double or clause.reason is not None or clause.exception is not None:
        return False
    if _CONTRAST.search(clause.whole.text) or _NO_QUESTION.match(without_adverb(clause.predicate.text)):
        return False
    if clause.modal and clause.modal.text.lower().endswith(" to") and _PURPOSE.match(clause.predicate.text):
        return False  # "A lamp is recommended to prevent falls": what it is good for, not what it does
    if _LIMIT.search(clause.predicate.text):
        return False  # what is at stake is the limit, and the four words do not ask for it
    if clause.modality is Modality.MAY:
        return is_permission(evidence, clause)  # "can", and "may" in small letters, state what happens as often
    return clause.modality is not Modality.MUST or _kept(rule)


def is_permission(evidence: Evidence, clause: Clause) -> bool:
    """Whether the document writes its permission so that it can be nothing else."""
    written = evidence.text[clause.modal.span.start : clause.modal.span.end] if clause.modal else ""
    return bool(_PERMISSION.search(written))


def _kept(rule: Rule) -> bool:
    """Half of the duties, by digest: most rules are duties, and the word required would be right too often."""
    return hashlib.sha256(rule.sentence.text.encode()).digest()[0] % 2 == 0
