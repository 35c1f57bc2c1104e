"""Questions for what a rule is about: what is required of a thing, what is acted on, who must act."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from authoring.extractive.actors import is_person
from authoring.extractive.clauses import Clause, Part, Voice
from authoring.extractive.evidence import Evidence
from authoring.extractive.frames import Rule, common_words, rules
from authoring.extractive.modals import Modality
from authoring.extractive.narrow.question import Asks, Narrow, narrow
from authoring.extractive.narrow.wording import (
    fronted,
    in_base_form,
    is_requirement,
    opening,
    question,
    subject,
    to_predicate,
    without_adverb,
)
from authoring.extractive.pieces import Piece
from authoring.extractive.wording import lowered
from authoring.linguistics import content_lemmas, head_of
from authoring.types import Span

MIN_CUE = 3  # content words that set a thing or an act apart from its neighbours
COMMON_SUBJECT = 4  # rules about one subject, beyond which its name answers no question
_BINDING = frozenset({Modality.MUST, Modality.SHOULD, Modality.MUST_NOT, Modality.SHOULD_NOT, Modality.MAY})
_REQUIRED = {Modality.MUST: "is required of", Modality.SHOULD: "is recommended for"}
_DESCRIBED = re.compile(r"\b(?:that|which|who|whose|where|having|containing|used|chosen|with|without|for|from)\b")
_ACT = re.compile(r"^(?:the |all |any )?(?:[\w-]+ )?(?:use|[a-z]+ing|[a-z]+[st]ion)\b", re.IGNORECASE)
_OF_PART = re.compile(r"^(?:the|its|their|your|you|this|each|every|one|only)\b", re.IGNORECASE)
_COMMA = re.compile(r"[,(—]")


def what_is_required(evidence: Evidence, rule: Rule) -> Iterator[Narrow]:
    """What is required of a thing that few rules are about, or that its own words set apart."""
    clause = rule.clause
    is_stated = is_requirement(rule) and clause.modality is Modality.NONE and not clause.is_denied
    modality = Modality.MUST if is_stated else clause.modality
    if clause.subject is None or clause.exception is not None or modality not in _REQUIRED or clause.is_double:
        return  # of two clauses the answer would be the first
    if not _is_set_apart(evidence, clause) or len(content_lemmas(clause.predicate.text, "en")) < 2:
        return
    condition = f" {clause.condition.text}" if clause.condition else ""
    asked, answer = _required(evidence, rule, modality)
    stem = f"{opening(evidence, clause)}{asked} {subject(evidence, clause)}{condition}?"
    yield from narrow(evidence, rule, Asks.REQUIREMENT, stem, answer, cue=clause.subject.text)


def _required(evidence: Evidence, rule: Rule, modality: Modality) -> tuple[str, Piece]:
    """The question before the subject, and its answer: for what is done to a thing the whole clause."""
    clause = rule.clause
    who = clause.subject.text if clause.subject else ""
    if clause.voice is Voice.PASSIVE and not is_person(evidence, who):
        return f"what {'must' if modality is Modality.MUST else 'should'} be done with", _done_with(clause)
    if modality is clause.modality or clause.modal is None:
        return f"what {_REQUIRED[modality]}", clause.predicate
    whole = Span(clause.modal.span.start, clause.predicate.span.end)
    return f"what {_REQUIRED[modality]}", Piece(f"{clause.modal.text} {clause.predicate.text}", whole)


def _done_with(clause: Clause) -> Piece:
    """What is done with the thing, with a pronoun for it: "they are scanned", "it must be signed".

    The modal stays the source's: for "Verify that files are scanned" it has none, and "must" would not be cited.
    """
    whole = to_predicate(clause)
    who = clause.subject.text if clause.subject else ""
    head = head_of(who, "en")
    if head is None or not whole.text.startswith(who):
        return whole
    return Piece(f"{'they' if head.tag.endswith('S') else 'it'} {whole.text[len(who) :].strip()}", whole.span)


def _is_set_apart(evidence: Evidence, clause: Clause) -> bool:
    """Whether no other rule is about a thing of this kind, or the subject's own words tell which one is meant."""
    text = clause.subject.text if clause.subject else ""
    head = head_of(text, "en")
    if head is None or _COMMA.search(text) or _OF_PART.match(text) or _ACT.match(text) or _ABSTRACT.search(head.text):
        return False
    if clause.voice is Voice.BEING or _SAYS_AGAIN.match(clause.predicate.text):
        return False
    is_narrowed = clause.which_subject is not None or _DESCRIBED.search(text) is not None
    others = _heads(evidence)[head.lemma]
    return others == 1 or (is_narrowed and len(_name(clause)) >= MIN_CUE)


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
        or _is_common(evidence, clause)
    ):
        return
    rest = _as_bound(clause) if clause.modality is Modality.NONE else without_adverb(clause.predicate.text)
    if rest is None or not _HAVING.match(rest) or len(_name(clause)) < MIN_NAME:
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
    return _counts(evidence)[_name(clause)] >= COMMON_SUBJECT


def _counts(evidence: Evidence) -> Counter[frozenset[str]]:
    return evidence.once("subject counts", lambda: Counter(_name(rule.clause) for rule in rules(evidence)))


def _name(clause: Clause) -> frozenset[str]:
    return content_lemmas(clause.subject.text, "en") if clause.subject else frozenset()
