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
from authoring.linguistics.forms import gerund, singular
from authoring.linguistics.lemmas import can_be_noun, can_be_verb
from authoring.types import Span

MIN_CUE = 2
_DUTIES = frozenset({Modality.MUST, Modality.SHOULD})
_RULING = frozenset({Modality.MUST, Modality.MUST_NOT, Modality.SHOULD, Modality.SHOULD_NOT})
_SOME = re.compile(r"^(?:at least|at most|either|both|neither|each|any|some|one)\b", re.IGNORECASE)
_BEHIND_NOUN = re.compile(r"\b(?:of|with|without|for|from|at|under|in|on|by|who|that|which|whose|having)\b")
_SAYS_LITTLE = re.compile(
    r"^(?:use|do|make|base|consider|require|permit|allow|apply|follow|implement|perform|conduct"
    r"|maintain|accompany|employ|determine|return|protect|enable)$"
)
_AIM_ALONE = re.compile(r"^(?:in order |so as )?to (?!(?:the|an?|all|any|their|its)\b)")  # says why, not how
_WITHIN = re.compile(r"^(?:within|no later than) (?:an? |the )?[\w-]+ (?:[\w-]+ )?[a-z]+s?$", re.IGNORECASE)
_BY_ONE = re.compile(r"^by (?!(?:[a-z]+ly )?\w+ing\b)", re.IGNORECASE)  # asks who, not how
MIN_DESCRIBED = 3  # content words of a thing with what sets it apart from its kind
_ONLY = re.compile(r"^only (?=\S)", re.IGNORECASE)
_ACT = re.compile(r"^(?:the |all |any )?(?:[\w-]+ing|use|absence|lack|need|choice|decision)\b", re.IGNORECASE)
_ENDS_OPEN = re.compile(r"\b(?:and|or|as|documented|to|of|with)$", re.IGNORECASE)
_LISTS = re.compile(r"\b(?:include|comprise|consist|refer|mean)", re.IGNORECASE)


def what_the_rule_is(evidence: Evidence, rule: Rule) -> Iterator[Narrow]:
    """What the rule for a thing says, where the document has one rule for it and the question says what it rules."""
    clause = rule.clause
    is_bound = clause.modality in _RULING or (is_requirement(rule) and clause.modality is Modality.NONE)
    if clause.subject is None or not is_bound or not is_only_one(evidence, rule) or not _is_one_kind(clause):
        return
    if _LISTS.search(clause.predicate.text[:12]) or _is_misread(clause):
        return
    found = _asked(evidence, rule)
    if found is None or len(content_lemmas(found[1].text, "en") - name_of(clause)) < MIN_CUE:
        return
    asked, answer = found
    stem = f"{opening(evidence, clause)}{asked}?"
    yield from narrow(evidence, rule, Asks.RULE, stem, answer, cue=clause.subject.text, form="rule")


def _is_one_kind(clause: Clause) -> bool:
    """Whether the subject names things of one kind: "the requirement" is one of many, "either of two" none."""
    who = clause.subject.text if clause.subject else ""
    if _ACT.match(who) or _SOME.match(who):
        return False
    return not who.lower().startswith("the ") or _is_described(clause)


def _is_described(clause: Clause) -> bool:
    """Whether the subject's own words tell which things of their kind are meant."""
    who = clause.subject.text if clause.subject else ""
    narrowed = clause.which_subject is not None or _BEHIND_NOUN.search(who) is not None
    return narrowed and len(name_of(clause)) >= MIN_DESCRIBED


def _asked(evidence: Evidence, rule: Rule) -> tuple[str, Piece] | None:
    """The question for what is done to a thing, or for what people must not do; None for other rules.

    What alone names a thing asks too little: "What is the rule for passwords?" has as many answers as passwords have
    sides. What is done to it tells the side.
    """
    clause = rule.clause
    who = subject(evidence, clause)
    if clause.voice is Voice.ACTIVE:
        is_ban = clause.modality.forbids and not clause.is_double and is_person(evidence, who)
        answer = Piece(without_adverb(clause.whole.text), clause.whole.span)
        return (f"what {fronted(rule)} {who} not do", answer) if is_ban else None
    if clause.voice is Voice.BEING or is_person(evidence, who):
        return None
    verb, _, rest = without_adverb(clause.whole.text).removeprefix("be ").partition(" ")
    base = base_form(verb)
    is_one = clause.verbs == 1 or clause.is_double  # the other verb is the second clause's
    if not is_one or base == verb or not can_be_verb(base) or _SAYS_LITTLE.match(base):
        return None
    if _WITHIN.match(rest) and not clause.is_double and clause.modality in _DUTIES:
        return f"within what time {fronted(rule)} {who} be {verb}", _tail(clause, rest)
    if len(content_lemmas(rest, "en")) < MIN_CUE or _AIM_ALONE.match(rest) or _BY_ONE.match(rest):
        return None
    doing = f"{verb[:-2]}ing" if verb.endswith("lled") else gerund(base)  # "labelled" is spelt as the document does
    return f"what is the rule for {doing} {who}", _said(evidence, rule)


def _tail(clause: Clause, rest: str) -> Piece:
    return Piece(rest, Span(max(clause.whole.span.start, clause.whole.span.end - len(rest)), clause.whole.span.end))


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
