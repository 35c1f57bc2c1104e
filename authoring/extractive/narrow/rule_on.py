"""Questions for what one thing's rule says, who alone may do something, and what to use."""

from __future__ import annotations

import re
from collections.abc import Iterator

from authoring.extractive.actors import is_person
from authoring.extractive.clause_parts import Kind
from authoring.extractive.clauses import Clause, Voice
from authoring.extractive.evidence import Evidence
from authoring.extractive.frames import Rule, common_words
from authoring.extractive.modals import Modality
from authoring.extractive.narrow.question import Asks, Narrow, narrow
from authoring.extractive.narrow.situations import is_idle
from authoring.extractive.narrow.things import is_only_one, name_of
from authoring.extractive.narrow.wording import (
    fronted,
    is_requirement,
    opening,
    subject,
    with_pronoun,
    without_adverb,
)
from authoring.extractive.pieces import Piece, shown
from authoring.extractive.wording import lowered
from authoring.linguistics import base_form, content_lemmas, head_of
from authoring.linguistics.forms import singular
from authoring.linguistics.lemmas import can_be_noun
from authoring.types import Span

MIN_CUE = 2
_DUTIES = frozenset({Modality.MUST, Modality.SHOULD})
_RULING = frozenset({Modality.MUST, Modality.MUST_NOT, Modality.SHOULD, Modality.SHOULD_NOT})
_UNIVERSAL = re.compile(r"^(?:every|each|all|any)\b", re.IGNORECASE)
_ONLY = re.compile(r"^only (?=\S)", re.IGNORECASE)
_ACT = re.compile(r"^(?:the |all |any )?(?:[\w-]+ing|use|absence|lack|need|choice|decision)\b", re.IGNORECASE)
_ENDS_OPEN = re.compile(r"\b(?:and|or|as|documented|to|of|with)$", re.IGNORECASE)
_LISTS = re.compile(r"\b(?:include|comprise|consist|refer|mean)", re.IGNORECASE)


def what_the_rule_is(evidence: Evidence, rule: Rule) -> Iterator[Narrow]:
    """What the rule for a thing says, where the document has one rule for it."""
    clause = rule.clause
    if clause.subject is None or not _binds(rule) or not is_only_one(evidence, rule):
        return
    who = clause.subject.text
    if _ACT.match(who) or _LISTS.search(clause.predicate.text[:12]):
        return
    if _is_misread(clause):
        return
    asked, answer = _asked(evidence, rule)
    if len(content_lemmas(answer.text, "en") - name_of(clause)) < MIN_CUE:
        return
    stem = f"{opening(evidence, clause)}{asked}?"
    yield from narrow(evidence, rule, Asks.RULE, stem, answer, cue=who, form="rule")


def _binds(rule: Rule) -> bool:
    clause = rule.clause
    if clause.modality in _RULING or is_requirement(rule):
        return True
    is_stated = clause.modality is Modality.NONE and clause.voice is not Voice.BEING
    return is_stated and clause.subject is not None and bool(_UNIVERSAL.match(clause.subject.text))


def _asked(evidence: Evidence, rule: Rule) -> tuple[str, Piece]:
    """What somebody must do; of a thing and of a ban what its rule is."""
    clause = rule.clause
    who = subject(evidence, clause)
    acts = clause.voice is Voice.ACTIVE and clause.modality in _DUTIES and not clause.is_double
    if acts and clause.subject is not None and is_person(evidence, clause.subject.text):
        return f"what {fronted(rule)} {who} do", Piece(without_adverb(clause.whole.text), clause.whole.span)
    return f"what is the rule for {who}", _said(evidence, rule)


def _is_misread(clause: Clause) -> bool:
    """Whether the tree took the verb for the last word of the subject, or an opening stands behind the subject."""
    name = clause.subject.text.split(" that ")[0].split(" which ")[0].split(" who ")[0] if clause.subject else ""
    last = name.rpartition(" ")[2].lower()
    is_verb = last.endswith("s") and base_form(last) != last and not can_be_noun(singular(last))
    inside = any(part.is_opening and part.piece.span.start >= clause.main.span.start for part in clause.parts)
    return is_verb or inside or _ENDS_OPEN.search(name) is not None


def _said(evidence: Evidence, rule: Rule) -> Piece:
    """The sentence behind its opening, with a pronoun for its subject."""
    clause, sentence = rule.clause, rule.sentence
    if not clause.is_double:
        return with_pronoun(evidence, clause, clause.main)
    text = shown(sentence.text[clause.main.span.start - sentence.span.start :]).rstrip(" .")
    return with_pronoun(evidence, clause, Piece(text, Span(clause.main.span.start, sentence.span.end)))


def who_alone_may(evidence: Evidence, rule: Rule) -> Iterator[Narrow]:
    """Who may do what only they may do: "Only the person who fitted a padlock may remove it." has no thing to name."""
    clause = rule.clause
    if clause.subject is None or clause.modality is not Modality.MAY or clause.is_double or clause.verbs > 1:
        return
    allowed = _ONLY.sub("", clause.subject.text)
    if allowed == clause.subject.text or _LOOSE.search(clause.predicate.text):
        return
    word = "who" if is_person(evidence, allowed) else "what"
    tail = "".join(f" {one.text}" for one in (clause.condition, clause.reason) if one)
    predicate = f"{without_adverb(clause.predicate.text)}{tail}"
    if len(content_lemmas(predicate, "en")) < MIN_CUE:
        return
    answer = Piece(f"only {lowered(allowed, common_words(evidence))}", clause.subject.span)
    stem = f"{opening(evidence, clause)}{word} may {predicate}?"
    yield from narrow(evidence, rule, Asks.ALONE, stem, answer, cue=predicate, form=word)


_LOOSE = re.compile(r"\b(?:it|they|them|this|that|there)\b", re.IGNORECASE)
_USED = re.compile(r"^used ?", re.IGNORECASE)


def what_must_be_used(evidence: Evidence, rule: Rule) -> Iterator[Narrow]:
    """What must be used, where the rule says to what end or for what."""
    clause = rule.clause
    is_bound = clause.modality in {Modality.MUST, Modality.SHOULD}
    is_stated = is_requirement(rule) and clause.modality is Modality.NONE and not clause.is_denied
    if clause.subject is None or clause.voice is not Voice.PASSIVE or not (is_bound or is_stated) or clause.verbs > 1:
        return
    rest = without_adverb(clause.predicate.text).removeprefix("be ")
    if not _USED.match(rest) or not _has_end(clause) or head_of(clause.subject.text, "en") is None:
        return
    modal = "should" if clause.modality is Modality.SHOULD else "must"
    tail = "".join(f" {one.text}" for one in (clause.condition, clause.reason) if one)
    stem = f"{opening(evidence, clause)}what {modal} be {rest}{tail}?"
    yield from narrow(evidence, rule, Asks.INSTRUMENT, stem, clause.subject, cue=rest, form="thing")


def _has_end(clause: Clause) -> bool:
    ends = (part for part in clause.parts if part.kind is Kind.PURPOSE or part.marker in {"for", "when", "in"})
    return any(not is_idle(part) for part in ends)
