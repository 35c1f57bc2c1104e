"""P31: names what a rule is about and asks which of four rules holds for it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from authoring.extractive.actions import MAX_WORDS, overlap, same_length
from authoring.extractive.candidates import Candidate, Choice, Rung
from authoring.extractive.clauses import Clause, Modality
from authoring.extractive.evidence import Evidence
from authoring.extractive.filters import has_loose_pronoun
from authoring.extractive.frames import Rule, rules, rules_in, wrapper_end
from authoring.extractive.patterns.how_binding import is_plural
from authoring.extractive.stems import ask, subject_in_stem
from authoring.extractive.wording import has_pronoun, stands_alone
from authoring.linguistics import content_lemmas, is_negated
from authoring.types import Bloom, ItemType, Segment

PATTERN = "P31"
MAX_POOL = 20
MIN_LEMMAS, MIN_LEMMAS_STATED = 3, 4  # a requirement without a modal must say more to be one thing's alone
MIN_SUBJECT = 2  # "systems" or "the documentation" may be any
NEAR = 200  # rules on either side that are looked at
MOST_RULES = 2  # what many rules are about has many right answers
_BINDING = frozenset({Modality.MUST, Modality.MUST_NOT, Modality.SHOULD, Modality.SHOULD_NOT})
_POINTS = re.compile(
    r"\b(?:this|these|those|such|above|below|following|here|otherwise|instead|too|again|same|section|chapter|etc|we|us"
    r"|our|as well|also|then|i\.e|e\.g|respectively|therefore|thus"
    r"|defined in|documented|additionally|in use)\b|[\"“”:;?!/*_@|]|—| - |https?",
    re.IGNORECASE,
)
_BROKEN = re.compile(
    r"(?:\b(?:and|or|including|preventing|ensuring)|,)$"
    r"|, and (?:ensure|are|is)\b|, (?:so that|meaning)\b"
)
_THIN = re.compile(
    r"^(?:be )?(?:designed|secure|an?|meant|considered|used|applied|followed|included|available"
    r"|possible|able|clear|easy|relevant|present)\b"
)
_VAGUE_SUBJECT = re.compile(
    r"^(?:any|anyone|everyone|everybody|all|you|no|nothing|nobody|what|the (?:application|system|document|section|goal|"
    r"following|first|last|next|only|same|other))$|\b(?:requirements?|section|chapter|document|guidance)\b",
    re.IGNORECASE,
)
# A subject that holds a verb or breaks off: the clause was cut in the wrong place.
_CLAUSE = re.compile(
    r"\b(?:ensures?|except|is|are|not)\b|\b(?:and|or|the)$"
    r"|^(?:only|grant type|from|between|at|in|on|with|by|for|after|before|during|to|of)\b|\bthere$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Told:
    """A rule with its subject and the words that follow it, as an option shows them."""

    rule: Rule
    text: str
    subject: frozenset[str]
    lemmas: frozenset[str]
    opens: str
    is_plural: bool


def find(evidence: Evidence, segment: Segment) -> Iterator[Candidate]:
    """A choice for every rule in the segment whose subject no other rule shares, beside three others' rules."""
    counts = _subjects(evidence)
    for rule in rules_in(evidence, segment):
        told = _told(rule)
        if (
            told is None
            or len(told.subject) < MIN_SUBJECT
            or counts[told.subject] > MOST_RULES
            or not _may_ask(rule.clause)
        ):
            continue
        stem = ask(evidence, rule, f"what is the rule for {subject_in_stem(evidence, rule.clause)}")
        others = _others(evidence, told)
        if stem is not None and len(others) >= 3:
            yield Candidate(
                pattern=PATTERN,
                type=ItemType.MULTIPLE_CHOICE,
                stem=stem.text,
                citations=stem.citations,
                keys=(Choice(told.text, rule.sentence.span),),
                distractors=tuple(_choice(evidence, told, other) for other in others),
                subject=rule.clause.subject.text if rule.clause.subject else "",
                bloom=Bloom.UNDERSTAND,
                emphasis=rule.statement.emphasis,
                rewrites=1,
                frame=f"rule {rule.sentence.span.start}",
                language=rule.sentence.language,
                difficulty=0.4,
            )


def _may_ask(clause: Clause) -> bool:
    subject = clause.subject.text if clause.subject else ""
    if _CLAUSE.search(subject) or len(subject.split()) > 12:
        return False
    return not _VAGUE_SUBJECT.search(subject) and not has_pronoun(subject)


def _all(evidence: Evidence) -> tuple[_Told, ...]:
    return evidence.once(
        "rules told", lambda: tuple(told for rule in rules(evidence) if (told := _told(rule)) is not None)
    )


def _subjects(evidence: Evidence) -> Counter[frozenset[str]]:
    return evidence.once("subjects of rules", lambda: Counter(map(_subject_lemmas, rules(evidence))))


def _subject_lemmas(rule: Rule) -> frozenset[str]:
    return content_lemmas(rule.clause.subject.text, rule.sentence.language) if rule.clause.subject else frozenset()


def _told(rule: Rule) -> _Told | None:
    clause = rule.clause
    is_wrapped = wrapper_end(rule.sentence.text) > 0
    if clause.subject is None or clause.is_double or clause.reason is not None:
        return None
    if clause.modality not in _BINDING and not (is_wrapped and clause.modality is Modality.NONE):
        return None
    modal = clause.modal.text.lower() if clause.modal else ""
    being = "be" if clause.predicate.text.startswith("be ") else ""
    text = f"{modal} {clause.predicate.text}".strip()
    language = rule.sentence.language
    subject, lemmas = _subject_lemmas(rule), content_lemmas(clause.predicate.text, language)
    if not subject or (not modal and len(lemmas) < MIN_LEMMAS_STATED):
        return None
    if not _can_be_option(text, clause.predicate.text, lemmas):
        return None
    return _Told(rule, text, subject, lemmas, f"{modal} {being}".strip(), is_plural(clause.subject.text, language))


def _can_be_option(text: str, predicate: str, lemmas: frozenset[str]) -> bool:
    if len(lemmas) < MIN_LEMMAS or len(text.split()) > MAX_WORDS or _POINTS.search(text) or _THIN.match(predicate):
        return False
    if _BROKEN.search(text):
        return False
    return stands_alone(text) and not has_loose_pronoun(text, "en") and not has_pronoun(text)


def _others(evidence: Evidence, key: _Told) -> list[_Told]:
    """Rules for other subjects in the same words of obligation: of the key's length first, then the nearest."""
    home = evidence.position(key.rule.statement.block.id)
    found: list[_Told] = []

    def distance(other: _Told) -> tuple[bool, int]:
        return not same_length(other.text, key.text), abs(evidence.position(other.rule.statement.block.id) - home)

    for other in sorted(_near(evidence, key), key=distance):
        if not _is_rival(key, other) or any(overlap(other.lemmas, earlier.lemmas) >= 0.5 for earlier in found):
            continue
        found.append(other)
        if len(found) == MAX_POOL:
            break
    return found


def _near(evidence: Evidence, key: _Told) -> tuple[_Told, ...]:
    """The rules before and after the key's: whole books have too many to compare each with all."""
    told = _all(evidence)
    starts = evidence.once("starts of rules told", lambda: tuple(one.rule.sentence.span.start for one in told))
    at = bisect_left(starts, key.rule.sentence.span.start)
    return told[max(0, at - NEAR) : at + NEAR]


def _is_rival(key: _Told, other: _Told) -> bool:
    if other.rule.sentence.span == key.rule.sentence.span or other.opens != key.opens:
        return False
    if not key.opens and other.is_plural != key.is_plural:
        return False
    if overlap(key.subject, other.subject) >= 0.5 or overlap(key.lemmas, other.lemmas) >= 0.4:
        return False
    if key.subject & other.lemmas and not key.subject & key.lemmas:
        return False
    return is_negated(key.text, "en") == is_negated(other.text, "en")


def _choice(evidence: Evidence, key: _Told, other: _Told) -> Choice:
    near = other.rule.statement.headings == key.rule.statement.headings
    subject = other.rule.clause.subject
    meaning = f"the rule for “{subject.text}”" if subject else ""
    return Choice(
        other.text,
        other.rule.sentence.span,
        Rung.SIBLING if near else Rung.ELSEWHERE,
        meaning,
        (evidence.cite(other.rule.sentence.span),),
    )
