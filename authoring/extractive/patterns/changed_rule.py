"""P21 over rules: a rule as it stands, or with another actor. True or false?"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from authoring.extractive.actors import Actor, actor_of, actors, form_of
from authoring.extractive.bound_actors import MOST_BOUND, may_rival
from authoring.extractive.candidates import Candidate, Choice, OptionOrder, Rung
from authoring.extractive.clauses import Clause, Modality
from authoring.extractive.evidence import Evidence
from authoring.extractive.frames import Rule, rules
from authoring.extractive.stems import ask, subject_in_stem
from authoring.linguistics import content_lemmas
from authoring.types import Bloom, ItemType, Segment

PATTERN = "P21"
TRUE, FALSE = "True", "False"
MIN_PREDICATE_WORDS = 4
MUCH_THE_SAME = 0.75  # share of the smaller rule's words
_MODALS = {Modality.MUST: "must", Modality.SHOULD: "should"}
_HANGS = re.compile(r"(?:also|then|therefore|still|only|in turn)\b", re.IGNORECASE)
_ARTICLE = re.compile(r"^(the|an?|all|each|every|any|your|our)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Variant:
    """What the rule says of whom, as stated and with one thing changed."""

    stated: str
    changed: str
    reason: str


def find(evidence: Evidence, segment: Segment) -> Iterator[Candidate]:
    """One statement for every rule in the segment that one word makes false; half of the document's are false."""
    for number, (rule, variant) in enumerate(_changeable(evidence)):
        if rule.statement.block.id in segment.blocks:
            yield from _statement(evidence, rule, variant, is_true=number % 2 == 0)


def _changeable(evidence: Evidence) -> tuple[tuple[Rule, _Variant], ...]:
    """The rules that can be changed, in an order that tells nothing about their place."""

    def gather() -> tuple[tuple[Rule, _Variant], ...]:
        known = actors(evidence)
        plain = (rule for rule in rules(evidence) if _is_plain(rule.clause))
        variants = ((rule, _other_actor(evidence, known, rule)) for rule in plain)
        pairs = [(rule, variant) for rule, variant in variants if variant and not _is_contested(evidence, rule)]
        return tuple(sorted(pairs, key=lambda pair: hashlib.sha256(pair[0].sentence.text.encode()).digest()))

    return evidence.once("changeable rules", gather)


def _is_plain(clause: Clause) -> bool:
    thin = len(clause.predicate.text.split()) < MIN_PREDICATE_WORDS
    hangs = _HANGS.match(clause.predicate.text) is not None
    return not (clause.is_double or clause.reason or clause.exception or clause.subject is None or thin or hangs)


def _is_contested(evidence: Evidence, rule: Rule) -> bool:
    """Whether another rule binds to much the same with another force: then the scope decides, not the words."""
    wanted, by_lemma = _lemmas(rule), _rules_by_lemma(evidence)
    shared: Counter[int] = Counter(place for lemma in wanted for place in by_lemma.get(lemma, ()))
    for place, count in shared.items():
        other = rules(evidence)[place]
        alike = count >= MUCH_THE_SAME * min(len(wanted), len(_lemmas(other)))
        if other is not rule and alike and other.clause.modality is not rule.clause.modality:
            return True
    return False


def _lemmas(rule: Rule) -> frozenset[str]:
    return content_lemmas(rule.clause.predicate.text, "en")


def _rules_by_lemma(evidence: Evidence) -> dict[str, list[int]]:
    def index() -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for place, rule in enumerate(rules(evidence)):
            for lemma in _lemmas(rule):
                found.setdefault(lemma, []).append(place)
        return found

    return evidence.once("rules by lemma", index)


def _other_actor(evidence: Evidence, known: tuple[Actor, ...], rule: Rule) -> _Variant | None:
    modal, name = _MODALS.get(rule.clause.modality), actor_of(rule)
    actor = next((actor for actor in known if actor.name == name), None)
    bound = sum(len(actor.rules) for actor in known)
    if modal is None or actor is None or rule.clause.subject is None or len(actor.rules) > MOST_BOUND * bound:
        return None
    told = rule.clause.predicate.text
    written = rule.clause.subject.text
    is_plural = _ARTICLE.sub("", written).split()[-1].lower() != actor.name.split()[-1].lower()
    for other in known:
        found = form_of(evidence, other, is_plural=is_plural)
        if other is actor or not other.rules or found is None or not may_rival(evidence, other, actor, told):
            continue
        article = _ARTICLE.match(written)
        plain = (
            found[0] if any(word.isupper() or word[:-1].isupper() for word in found[0].split()) else found[0].lower()
        )
        named = f"{article[1].lower()} {plain}" if article else plain
        own = subject_in_stem(evidence, rule.clause)
        reason = f"It binds “{_ARTICLE.sub('', written)}”:"
        return _Variant(f"{own} {modal} {told}", f"{named} {modal} {told}", reason)
    return None


def _statement(evidence: Evidence, rule: Rule, variant: _Variant, *, is_true: bool) -> Iterator[Candidate]:
    stem = ask(evidence, rule, variant.stated if is_true else variant.changed, ending=".")
    if stem is None:
        return
    key, wrong = (TRUE, FALSE) if is_true else (FALSE, TRUE)
    yield Candidate(
        pattern=PATTERN,
        type=ItemType.TRUE_FALSE,
        stem=stem.text,
        citations=stem.citations,
        keys=(Choice(key),),
        distractors=(Choice(wrong, None, Rung.SIBLING),),
        bloom=Bloom.UNDERSTAND,
        emphasis=rule.statement.emphasis,
        rewrites=1,
        frame=f"rule {rule.sentence.span.start}",
        rationale="" if is_true else variant.reason,
        option_order=OptionOrder.NATURAL,
        layout=(TRUE, FALSE),
        checked=True,
        language=rule.sentence.language,
        difficulty=0.35,
        needed_distractors=1,
    )
