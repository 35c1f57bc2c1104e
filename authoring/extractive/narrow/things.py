"""Questions for what a rule is about: what is done with a thing, what is acted on, who must act."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from authoring.extractive.actors import is_person
from authoring.extractive.clauses import Clause, Part, Voice
from authoring.extractive.evidence import Evidence
from authoring.extractive.frames import Rule, common_words, rules
from authoring.extractive.modals import Modality
from authoring.extractive.narrow.question import ONE_OF_MANY, Asks, Narrow, narrow
from authoring.extractive.narrow.wording import (
    fronted,
    in_base_form,
    is_plural,
    is_requirement,
    opening,
    question,
    subject,
    to_predicate,
    with_pronoun,
    without_adverb,
)
from authoring.extractive.pieces import Piece
from authoring.extractive.wording import lowered
from authoring.linguistics import base_form, content_lemmas, head_of
from authoring.linguistics.lemmas import can_be_verb
from authoring.types import Span

MIN_CUE = 3  # content words that set a thing or an act apart from its neighbours
COMMON_SUBJECT = 4  # rules about one subject, beyond which its name answers no question
_BINDING = frozenset({Modality.MUST, Modality.SHOULD, Modality.MUST_NOT, Modality.SHOULD_NOT, Modality.MAY})
_REQUIRED = {Modality.MUST: "must", Modality.SHOULD: "should"}
_DESCRIBED = re.compile(r"\b(?:that|which|who|whose|where|having|containing|used|chosen|with|without|for|from)\b")
_ACT = re.compile(r"^(?:the |all |any )?(?:[\w-]+ )?(?:use|[a-z]+ing|[a-z]+[st]ion)\b", re.IGNORECASE)
_OF_PART = re.compile(r"^(?:the|its|their|your|you|this|each|every|one|only)\b", re.IGNORECASE)
_COMMA = re.compile(r"[,(—]")


def what_is_done_with(evidence: Evidence, rule: Rule) -> Iterator[Narrow]:
    """What must be done with a thing that few rules are about, or that its own words set apart."""
    clause = rule.clause
    is_stated = is_requirement(rule) and clause.modality is Modality.NONE and not clause.is_denied
    modality = Modality.MUST if is_stated else clause.modality
    if clause.subject is None or clause.exception is not None or modality not in _REQUIRED or clause.is_double:
        return  # of two clauses the answer would be the first
    if clause.voice is not Voice.PASSIVE or is_person(evidence, clause.subject.text):
        return
    if not _is_set_apart(evidence, clause) or len(content_lemmas(clause.predicate.text, "en")) < 2:
        return
    condition = f" {clause.condition.text}" if clause.condition else ""
    asked = f"what {_REQUIRED[modality]} be done with {subject(evidence, clause)}{condition}"
    stem = f"{opening(evidence, clause)}{asked}?"
    yield from narrow(evidence, rule, Asks.REQUIREMENT, stem, _done_with(evidence, clause), cue=clause.subject.text)


_BY_SOMEBODY = re.compile(r"(?:^| )by (?!(?:[a-z]+ly )?\w+ing\b)", re.IGNORECASE)


def _done_with(evidence: Evidence, clause: Clause) -> Piece:
    """What is done with the thing: "scan them with two engines", "it must be signed and dated" for two verbs,
    "they are opened by two clerks".

    The modal stays the source's: for "Verify that files are scanned" it has none, and "must" would not be cited.
    """
    verb, _, rest = without_adverb(clause.predicate.text).removeprefix("be ").partition(" ")
    base = base_form(verb)
    if clause.verbs > 1 or base == verb or not can_be_verb(base) or clause.is_denied or _BY_SOMEBODY.search(rest):
        return with_pronoun(evidence, clause, to_predicate(clause))
    begin = clause.predicate.span.end - len(clause.predicate.text)
    told = f"{base} {'them' if is_plural(clause) else 'it'} {rest}".strip()
    return Piece(told, Span(max(begin, clause.predicate.span.start), clause.predicate.span.end))


def _is_set_apart(evidence: Evidence, clause: Clause) -> bool:
    """Whether no other rule is about a thing of this kind, or the subject's own words tell which one is meant."""
    text = clause.subject.text if clause.subject else ""
    head = head_of(text, "en")
    if head is None or _COMMA.search(text) or _OF_PART.match(text) or _ACT.match(text) or _ABSTRACT.search(head.text):
        return False
    if clause.voice is Voice.BEING or _SAYS_AGAIN.match(clause.predicate.text):
        return False
    is_narrowed = clause.which_subject is not None or _DESCRIBED.search(text) is not None
    return _heads(evidence)[head.lemma] == 1 or (is_narrowed and len(name_of(clause)) >= MIN_NAME)


def is_only_one(evidence: Evidence, rule: Rule) -> bool:
    """Whether no other rule is about a thing of this name: in all, or under the heading that "the" points to."""
    name = name_of(rule.clause)
    if _counts(evidence)[name] == 1:
        return len(name) >= MIN_NAME
    who = rule.clause.subject.text if rule.clause.subject else ""
    return ONE_OF_MANY.match(who) is not None and _counts_by_heading(evidence)[rule.statement.headings, name] == 1


def _counts_by_heading(evidence: Evidence) -> Counter[tuple[tuple[str, ...], frozenset[str]]]:
    return evidence.once(
        "subject counts by heading",
        lambda: Counter((rule.statement.headings, name_of(rule.clause)) for rule in rules(evidence)),
    )


_ABSTRACT = re.compile(
    r"(?:ity|ness|ance|ence|sis|[st]ion|ing|cy|ship|use)s?$", re.IGNORECASE
)  # nothing is done with it
_SAYS_AGAIN = re.compile(r"requires?\b", re.IGNORECASE)


def _heads(evidence: Evidence) -> Counter[str]:
    """How many rules are about a thing of a kind, by its noun."""

    def count() -> Counter[str]:
        subjects = (rule.clause.subject for rule in rules(evidence))
        found = (head_of(subject.text, "en") for subject in subjects if subject)
        return Counter(head.lemma for head in found if head)

    return evidence.once("subject heads", count)


def what_is_acted_on(evidence: Evidence, rule: Rule) -> Iterator[Narrow]:
    """What the actor acts on, where the rest of the rule sets the act apart."""
    clause = rule.clause
    thing = clause.object
    if thing is None or clause.verbs > 1 or clause.exception is not None or _IN_PLACE.match(thing.piece.text):
        return
    cue = content_lemmas(thing.rest, "en") | content_lemmas(opening(evidence, clause), "en")
    if len(cue) < MIN_CUE:
        return
    if clause.modality is Modality.NONE and not is_requirement(rule):
        return
    asked = question(evidence, rule, "what", thing.rest)
    if asked is None or _LOOSE_END.search(thing.rest):
        return
    stem = f"{opening(evidence, clause)}{asked}?"
    yield from narrow(evidence, rule, Asks.OBJECT, stem, thing.piece, cue=thing.rest, form="thing")


_IN_PLACE = re.compile(r"(?:inside|outside|in|on|at|under|over|near|behind|between|within|to|from)\b", re.IGNORECASE)
_HAVING = re.compile(
    r"^(?:have|contain|include|require|need|define|specify|state|name|list|describe|document|identify|cover|record|show"
    r"|provide|use|carry|bear|support|consider|consist of|comprise|enforce|set|display|offer) ?",
    re.IGNORECASE,
)
_ANY_THING = re.compile(r"^(?:you|we|they|it|people|everyone|everybody)$", re.IGNORECASE)


def what_it_holds(evidence: Evidence, rule: Rule) -> Iterator[Narrow]:
    """What a thing that its own words set apart must have, say, need or use: a label, a report, a header field."""
    clause = rule.clause
    thing = clause.object
    if thing is None or clause.subject is None or clause.verbs > 1 or clause.exception is not None or clause.is_double:
        return
    is_bound = clause.modality in _REQUIRED or (is_requirement(rule) and clause.modality is Modality.NONE)
    who = clause.subject.text
    if (
        not is_bound
        or clause.is_denied
        or _ANY_THING.match(who)
        or is_person(evidence, who)
        or not (is_only_one(evidence, rule) or (len(name_of(clause)) >= MIN_NAME and not _is_common(evidence, clause)))
    ):
        return
    rest = _as_bound(clause) if clause.modality is Modality.NONE else without_adverb(clause.predicate.text)
    if rest is None or not _HAVING.match(rest):
        return
    asked = question(evidence, rule, "what", thing.rest)
    if asked is None:
        return
    stem = f"{opening(evidence, clause)}{asked}?"
    yield from narrow(evidence, rule, Asks.CONTENT, stem, thing.piece, cue=f"{who} {thing.rest}", form="thing")


MIN_NAME = 2  # content words that set a thing apart
_LOOSE_END = re.compile(
    r"\b(?:up|out|that|which|and|or)$|^(?:have|make|take|give|ensure|include|be|contain|provide|see|refer|consult|read|visit|follow)\b",
    re.IGNORECASE,
)


_ARTICLE = re.compile(r"^(?:the|an?|all|any|each|every|only|those) ", re.IGNORECASE)


def which_of_its_kind(evidence: Evidence, rule: Rule) -> Iterator[Narrow]:
    """Which files, keys or people the rule is about, or acts on, where a clause of their own says so."""
    clause = rule.clause
    if clause.exception is not None or not (clause.modality in _BINDING or is_requirement(rule)):
        return
    if clause.modality is Modality.MAY and not is_requirement(rule):
        return
    limit = clause.which_subject
    if limit is not None and clause.subject is not None and _is_kind(evidence, limit):
        predicate = _as_bound(clause)
        kind = _ARTICLE.sub("", limit.rest)
        if (
            predicate is not None
            and not _LOOSE.search(predicate)
            and len(content_lemmas(f"{kind} {predicate}", "en")) >= MIN_CUE
        ):
            modal = "must" if clause.modality is Modality.NONE else fronted(rule)
            denial = "not " if clause.modality.forbids or clause.is_denied else ""
            tail = f" {clause.condition.text}" if clause.condition else ""
            stem = f"{opening(evidence, clause)}which {_small(evidence, kind)} {modal} {denial}{predicate}{tail}?"
            yield from narrow(evidence, rule, Asks.WHICH, stem, clause.subject, cue=predicate)
    yield from _which_object(evidence, rule)


def _which_object(evidence: Evidence, rule: Rule) -> Iterator[Narrow]:
    clause, limit = rule.clause, rule.clause.which_object
    if limit is None or clause.object is None or clause.verbs > 1 or not _is_kind(evidence, limit):
        return
    if _HOLDS.search(clause.object.rest):
        return
    kind = _ARTICLE.sub("", limit.rest)
    rest = re.sub(r"^only ", "", clause.object.rest)
    asked = question(evidence, rule, f"which {_small(evidence, kind)}", rest)
    if asked is None or len(content_lemmas(f"{kind} {rest} {subject(evidence, clause)}", "en")) < MIN_CUE:
        return
    stem = f"{opening(evidence, clause)}{asked}?"
    yield from narrow(evidence, rule, Asks.WHICH, stem, clause.object.piece, cue=rest)


MAX_LIMIT_WORDS = 18
_NO_LIMIT = frozenset({"using", "based", "including", "regarding", "concerning", "to", "according"})
_NO_KIND = re.compile(
    r"^(?:any|some|every)(?:one|body|thing)\b|^(?:those|people|person|things?|all|both|ones?)$", re.IGNORECASE
)
_LOOSE = re.compile(r"^(?:is|are|be is|be are)\b|\b(?:it|they|them)\b", re.IGNORECASE)
_HOLDS = re.compile(r"\b(?:contain|include|have|create|define|specif)", re.IGNORECASE)


def _is_kind(evidence: Evidence, limit: Part) -> bool:
    """Whether what narrows the noun tells things of a kind apart, and the noun names a kind."""
    if limit.marker in _NO_LIMIT or len(limit.piece.text.split()) > MAX_LIMIT_WORDS:
        return False
    head = head_of(limit.rest, "en")
    if head is None or not (head.tag.endswith("S") or is_person(evidence, limit.rest)):
        return False  # "Which meaning must be stored?": one thing is no kind
    return not _NO_KIND.search(_ARTICLE.sub("", limit.rest)) and not _COMMA.search(limit.rest)


def _small(evidence: Evidence, kind: str) -> str:
    return lowered(kind, common_words(evidence))


def who_must(evidence: Evidence, rule: Rule) -> Iterator[Narrow]:
    """Who must do something, where few rules bind them.

    Things are not asked for: "What must be kept for five years?" has more answers than one document knows.
    """
    clause = rule.clause
    if clause.subject is None or clause.exception is not None or _is_common(evidence, clause):
        return
    if not is_person(evidence, clause.subject.text):
        return
    binds = clause.modality in _BINDING or (is_requirement(rule) and clause.modality is Modality.NONE)
    predicate = _as_bound(clause)
    if not binds or predicate is None or len(content_lemmas(predicate, "en")) < MIN_CUE:
        return
    modal = "must" if clause.modality is Modality.NONE else fronted(rule)
    denial = "not " if clause.modality.forbids or clause.is_denied else ""
    tail = "".join(f" {piece.text}" for piece in (clause.condition, clause.reason) if piece)
    stem = f"{opening(evidence, clause)}who {modal} {denial}{predicate}{tail}?"
    yield from narrow(evidence, rule, Asks.SUBJECT, stem, clause.subject, cue=predicate)


def _as_bound(clause: Clause) -> str | None:
    """The predicate behind "must": "be kept dry" from "are kept dry", "check the card" from "checks the card"."""
    text = without_adverb(clause.predicate.text)
    if clause.modality is not Modality.NONE:
        return text
    return in_base_form(clause, text) if clause.voice is Voice.ACTIVE else f"be {text}"


def _is_common(evidence: Evidence, clause: Clause) -> bool:
    return _counts(evidence)[name_of(clause)] >= COMMON_SUBJECT


def _counts(evidence: Evidence) -> Counter[frozenset[str]]:
    return evidence.once("subject counts", lambda: Counter(name_of(rule.clause) for rule in rules(evidence)))


def name_of(clause: Clause) -> frozenset[str]:
    """The content lemmas of the subject."""
    return content_lemmas(clause.subject.text, "en") if clause.subject else frozenset()
