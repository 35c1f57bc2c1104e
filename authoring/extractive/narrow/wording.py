"""How a rule turns into a question: its modal goes to the front, everything else stays where it is."""

from __future__ import annotations

import re

from authoring.extractive.actors import is_person
from authoring.extractive.clauses import Clause, Part, Voice, wrapped_start
from authoring.extractive.evidence import Evidence
from authoring.extractive.frames import Rule, common_words
from authoring.extractive.modals import Modality
from authoring.extractive.pieces import Piece
from authoring.extractive.wording import lowered
from authoring.linguistics import base_form, head_of
from authoring.linguistics.lemmas import can_be_verb
from authoring.types import Span

_ADVERB = re.compile(r"^(?:(?:please|then|also|always|first|therefore|thus|instead|additionally) )+", re.IGNORECASE)
# "Techniques, such as masking, must …": without its examples the subject needs no commas around it.
_EXAMPLES = re.compile(
    r", (?:such as|including|for example|e\.g\.)\b.*$|\s+\((?:e\.g|such as|including)[^()]*\)$", re.I
)


def is_requirement(rule: Rule) -> bool:
    """Whether the rule stands as "Verify that …", so that its statement binds."""
    return wrapped_start(rule.sentence.text) > 0


def subject(evidence: Evidence, clause: Clause) -> str:
    """The subject inside a question, without its examples; "you" for an order."""
    if clause.subject is None:
        return "you"
    return lowered(_EXAMPLES.sub("", clause.subject.text).rstrip(","), common_words(evidence))


def opening(evidence: Evidence, clause: Clause, *, without: Part | None = None) -> str:
    """What precedes the question: the clause's opening parts, each with its comma and a blank."""
    known = common_words(evidence)
    before = [part for part in clause.parts if part.is_opening and part is not without]
    return "".join(f"{lowered(part.piece.text, known)}, " for part in before)


def fronted(rule: Rule) -> str:
    """The word that opens the question behind "what" or "why": the class's own modal, or is and are."""
    clause = rule.clause
    if clause.subject is None:
        return "should"
    if clause.modality is Modality.NONE:
        return clause.modal.text.lower() if clause.modal else ""
    if clause.modality is Modality.MAY and clause.modal and clause.modal.text.lower() == "can":
        return "can"
    return clause.modality.value.partition(" ")[0]


def question(evidence: Evidence, rule: Rule, word: str, rest: str) -> str | None:
    """`word`, the fronted modal, the subject and `rest` of the predicate; None where the verb cannot be changed."""
    clause = rule.clause
    rest = without_adverb(rest)
    denial = "not " if clause.modality.forbids else ""
    who = subject(evidence, clause)
    if clause.subject is None:
        rest = rest[:1].lower() + rest[1:]
    if clause.modality is Modality.NONE and clause.voice is Voice.ACTIVE:
        return _with_do(rule, who, word, rest)
    if clause.modality is Modality.NONE and is_requirement(rule):
        return f"{word} must {who} {'not ' if clause.is_denied else ''}be {rest}"
    return f"{word} {fronted(rule)} {who} {denial}{rest}"


def in_base_form(clause: Clause, rest: str) -> str | None:
    """ "check the card" from "checks the card"; None for two verbs and for a verb that no dictionary has."""
    verb, _, after = rest.partition(" ")
    base = base_form(verb)
    if clause.verbs > 1 or verb.endswith("ly") or verb in {"does", "do"} or not can_be_verb(base):
        return None
    return f"{base} {after}".strip()


def without_adverb(text: str) -> str:
    """The predicate without what ties it to the sentence before: "also", "then", "please"."""
    return _ADVERB.sub("", text)


def _with_do(rule: Rule, who: str, word: str, rest: str) -> str | None:
    clause = rule.clause
    helper, _, after = rest.partition(" ")
    if helper in {"does", "do"}:
        return f"{word} {helper} {who} {after}"
    base = in_base_form(clause, rest)
    if base is None:
        return None
    if is_requirement(rule):
        return f"{word} must {who} {base}"
    return f"{word} {'do' if rest == base else 'does'} {who} {base}"


def stated(evidence: Evidence, rule: Rule, rest: str) -> str:
    """The rule as a statement with a small first letter and without what `rest` leaves out."""
    clause = rule.clause
    if clause.subject is None:
        return f"{'do not ' if clause.modality.forbids else ''}{rest[:1].lower()}{rest[1:]}"
    who = subject(evidence, clause)
    if is_requirement(rule) and clause.modality is Modality.NONE and clause.voice is not Voice.ACTIVE:
        return f"{who} must {'not ' if clause.is_denied else ''}be {rest}"
    modal = clause.modal.text if clause.modal else ""
    return " ".join(part for part in (who, modal, rest) if part)


def to_predicate(clause: Clause) -> Piece:
    """The main clause up to the end of its predicate."""
    end = clause.predicate.span.end
    cut = clause.main.text.find(clause.predicate.text)
    text = clause.main.text[: cut + len(clause.predicate.text)] if cut >= 0 else clause.main.text
    return Piece(text, Span(clause.main.span.start, end))


_BEHIND_NOUN = re.compile(r",? (?:of|with|without|in|on|at|for|from|to|by|that|who|which|whose)\b.*$")


def is_plural(clause: Clause) -> bool:
    """Whether the subject stands for several: as its verb says, else its noun."""
    who = clause.subject.text if clause.subject else ""
    verb = re.match(r"(?:is|are|was|were|has|have|does|do)\b", clause.main.text[len(who) :].lstrip(" ,"))
    if verb is not None:
        return verb.group() in {"are", "were", "have", "do"}
    name = _BEHIND_NOUN.sub("", who)
    head = head_of(name, "en")
    return " and " in name or (head is not None and head.tag.endswith("S"))


def with_pronoun(evidence: Evidence, clause: Clause, told: Piece) -> Piece:
    """`told`, which opens with the subject, with a pronoun for it: "they are scanned", "it must be signed".

    Of a person whose verb says that it is one ("is", "has") nothing is replaced: "they" would not agree, "it" is no
    person.
    """
    who = clause.subject.text if clause.subject else ""
    if not who or not told.text.lower().startswith(who.lower()):
        return told
    is_somebody = is_person(evidence, who)
    if is_somebody and clause.modality is Modality.NONE and not is_plural(clause):
        return told
    pronoun = "they" if is_somebody or is_plural(clause) else "it"
    return Piece(f"{pronoun} {told.text[len(who) :].strip(' ,')}", told.span)
