"""Questions for what to do: the rule's situation is told, its predicate is the answer."""

from __future__ import annotations

import re
from collections.abc import Iterator

from authoring.extractive.actors import is_actor
from authoring.extractive.clause_parts import Kind
from authoring.extractive.clauses import Part, Voice
from authoring.extractive.evidence import Evidence
from authoring.extractive.frames import Rule, common_words, rules
from authoring.extractive.imperatives import is_base_verb
from authoring.extractive.modals import Modality
from authoring.extractive.narrow.question import Asks, Narrow, narrow
from authoring.extractive.narrow.wording import (
    fronted,
    in_base_form,
    is_requirement,
    opening,
    subject,
    to_predicate,
)
from authoring.extractive.pieces import Piece
from authoring.extractive.wording import lowered
from authoring.linguistics import content_lemmas

_DEADLINE = re.compile(
    r"(?:within|no later|by|for (?:\d|one|two|three|up to|at least|[\w-]+ (?:reasons?|purposes?)\b))", re.I
)
# "when lifting to protect your back": the aim is the rule's, and the tree hangs it on the situation. It is cut off
# where its words tell where it begins.
_AIMS = re.compile(
    r"^(?:when|before|after|while) [^,]* to (?:protect|avoid|prevent|ensure|keep|reduce|make|allow)\b", re.I
)
_AIM_AT_END = re.compile(r",? (?:in order|so as) (?:not )?to\b.*$")
_LOOSE = re.compile(r"\b(?:it|they|them)\b", re.IGNORECASE)
# Named in a sentence before this one.
_UNNAMED = re.compile(
    r"\bthe (?:two|other|others|risk|same|former|latter|case|result|problem)\b(?! of\b)", re.IGNORECASE
)
_TWO_RULES = re.compile(r", (?:it|they|or,|and,) ")  # the tree took a rule before this one for its situation
MAX_SITUATION_WORDS = 20
MIN_LEMMAS = 2  # a situation of one word ("when possible") calls for no answer of its own
_SITUATIONS = frozenset({Kind.CONDITION, Kind.TIME, Kind.PURPOSE})
_SCOPES = frozenset({"for", "at", "during", "under", "within", "without", "as", "upon"})
# What a situation says of itself only, or of the reader's wish.
_IDLE = re.compile(
    r"^(?:only |even )?(?:if|when|whenever|once|after|before|where|until|in case)(?: at all)? (?:possible|necessary"
    r"|needed|applicable|relevant|appropriate|in doubt|required|available|feasible|practical|done|ready|finished|so"
    r"|not|all|both|doing|using|used|any|present)\b"
    r"|\byou (?:want|wish|would|prefer|like|need (?:to|help)|have (?:any )?questions)\b"
    r"|^for (?:example|instance|purposes|the purposes?|more|further|details|this|these)\b"
    r"|^as (?:an? extension|such|part)\b"
    r"|^(?:on|in) (?:the other|the one|one|addition|general|particular|practice|fact|short|most|many|some|all)\b",
    re.IGNORECASE,
)


def is_idle(part: Part) -> bool:
    """Whether the part says too little to be asked for or to ask by."""
    last = part.piece.text.rpartition(", ")[2] if ", " in part.piece.text else ""
    if last and is_base_verb(last.partition(" ")[0]):
        return True  # "If you find a spill, stay with it, …": an order of its own
    if _UNNAMED.search(part.piece.text):
        return True
    return bool(_IDLE.search(part.piece.text)) or len(content_lemmas(part.piece.text, "en")) < MIN_LEMMAS


def what_to_do(evidence: Evidence, rule: Rule, part: Part) -> Iterator[Narrow]:
    """What somebody must do, or what must be done, where `part` tells the situation."""
    clause = rule.clause
    is_situation = part.kind in _SITUATIONS or (part.is_opening and part.kind is Kind.SCOPE and part.marker in _SCOPES)
    if not is_situation or not part.rest or is_idle(part) or clause.exception is not None:
        return
    is_aim = part.kind is Kind.PURPOSE and not part.is_opening
    is_second = not part.is_opening and any(one.is_opening for one in clause.parts)
    if is_second or (is_aim and not _is_telling_aim(evidence, part)):
        return
    if _is_open(rule, part) or _DEADLINE.match(part.piece.text) or _AIMS.search(part.piece.text):
        return
    asked = None if _is_no_decision(rule, part) else _what(evidence, rule)
    if asked is None or _TWO_RULES.search(opening(evidence, clause)):
        return
    question, answer = asked
    if not part.is_opening:
        if not clause.whole.text.endswith(part.piece.text):
            return  # it stands in the middle of what answers
        answer = _up_to(answer, part)
    told = opening(evidence, clause) or f"{lowered(_AIM_AT_END.sub('', part.piece.text), common_words(evidence))}, "
    if is_aim:
        question, told = f"{question} {part.piece.text}", ""
    if part.kind is not Kind.CONDITION and _LOOSE.search(answer.text):
        return  # "For a more lively round, play it with …": it is named in the sentence before
    form = f"{clause.voice.value} {clause.modality.forbids} {answer.text.partition(' ')[0].endswith('s')}"
    yield from narrow(evidence, rule, Asks.ACTION, f"{told}{question}?", answer, cue=part.piece.text, form=form)


_AVERTS = re.compile(
    r"^(?:in order |so as )?to (?:help )?(?:prevent|avoid|protect|mitigate|defend|guard|counter|stop) (?P<what>.+)"
)
_POINTS_BACK = re.compile(r"\b(?:it|its|they|them|their|this|that|these|those|such)\b", re.IGNORECASE)
MAX_SHARED_AIM = 0.5  # aims more alike than this are served by more than one rule
MIN_AIM = 2  # content words that tell one aim from another


def _is_telling_aim(evidence: Evidence, part: Part) -> bool:
    """Whether the aim averts something named that no other rule averts, so that one answer can be meant."""
    what = _averted(part)
    if len(what) < MIN_AIM or _POINTS_BACK.search(part.piece.text):
        return False
    return sum(len(what & other) > MAX_SHARED_AIM * len(what) for other in _averted_things(evidence)) == 1


def _averted(part: Part) -> frozenset[str]:
    found = _AVERTS.match(part.piece.text) if part.kind is Kind.PURPOSE else None
    return content_lemmas(found["what"], "en") if found else frozenset()


def _averted_things(evidence: Evidence) -> tuple[frozenset[str], ...]:
    """What the rules of the document avert, one entry a rule."""

    def find() -> tuple[frozenset[str], ...]:
        return tuple(
            frozenset().union(*map(_averted, rule.clause.parts))
            for rule in rules(evidence)
            if any(map(_averted, rule.clause.parts))
        )

    return evidence.once("averted things", find)


def _is_no_decision(rule: Rule, part: Part) -> bool:
    """A permission; and "For tokens, what must be done?", which has as many answers as the chapter has rules."""
    return rule.clause.modality is Modality.MAY or (part.kind is Kind.SCOPE and rule.clause.voice is Voice.PASSIVE)


def _is_open(rule: Rule, part: Part) -> bool:
    """Whether the situation is too long, or too wide for one answer: the reader's own aim, a time of many duties."""
    clause = rule.clause
    if len(part.piece.text.split()) > MAX_SITUATION_WORDS:
        return True
    if part.kind is Kind.PURPOSE:
        return clause.subject is None or clause.subject.text.lower() in {"you", "they", "people"}
    return part.kind is Kind.TIME and clause.voice is Voice.PASSIVE


def what_happens(evidence: Evidence, rule: Rule, part: Part) -> Iterator[Narrow]:
    """What happens when a condition holds, told of a thing and not of somebody's duty."""
    clause = rule.clause
    is_plain = clause.modality is Modality.NONE and not is_requirement(rule) and clause.voice is not Voice.BEING
    if not is_plain or part.kind is not Kind.CONDITION or part.marker not in {"if", "when"} or is_idle(part):
        return
    if clause.exception is not None or _ADDRESSED.search(part.piece.text) or len(clause.parts) > _MOST_PARTS:
        return
    asked = lowered(part.piece.text, common_words(evidence))
    yield from narrow(evidence, rule, Asks.CONSEQUENCE, f"what happens {asked}?", to_predicate(clause), cue=asked)


_ADDRESSED = re.compile(r"\b(?:you|your|it|they|this)\b", re.IGNORECASE)
_MOST_PARTS = 2


def _what(evidence: Evidence, rule: Rule) -> tuple[str, Piece] | None:
    """The question for the predicate and the piece that answers it."""
    clause = rule.clause
    denial = " not" if clause.modality.forbids else ""
    who = subject(evidence, clause)
    if clause.subject is None:
        return f"what should you{denial} do", clause.whole
    if clause.voice is Voice.BEING:
        return None
    if clause.voice is Voice.PASSIVE:
        return _what_is_done(rule)
    if not _acts(evidence, rule):
        return (f"what {fronted(rule)} happen", clause.main) if clause.modality in _DUTIES else None
    if clause.modality is Modality.NONE:
        told = Piece(_told(rule, clause.whole.text), clause.whole.span)
        return (f"what must {who} do", told) if is_requirement(rule) else None
    return f"what {fronted(rule)} {who}{denial} do", clause.whole


_DUTIES = frozenset({Modality.MUST, Modality.SHOULD})


def _up_to(answer: Piece, part: Part) -> Piece:
    """The answer without the part that closes it."""
    text = answer.text.removesuffix(part.piece.text).rstrip(" ,")
    return Piece(text, answer.span._replace(end=part.piece.span.start))


def _told(rule: Rule, predicate: str) -> str:
    """The predicate behind "must": "check the card" from "checks the card", where it can be turned."""
    is_stated = rule.clause.modality is Modality.NONE and rule.clause.voice is Voice.ACTIVE
    return (in_base_form(rule.clause, predicate) if is_stated else None) or predicate


def _what_is_done(rule: Rule) -> tuple[str, Piece] | None:
    """The question for what is done to a thing; the answer names the thing."""
    if rule.clause.modality in _DUTIES:
        return f"what {fronted(rule)} be done", rule.clause.main
    if is_requirement(rule) and rule.clause.modality is Modality.NONE:
        return "what is required", rule.clause.main
    return None


def _acts(evidence: Evidence, rule: Rule) -> bool:
    """Whether the subject is somebody or a system that acts: things do not do what happens to them."""
    who = rule.clause.subject
    return is_requirement(rule) or who is None or who.text.lower() == "you" or is_actor(evidence, who.text)
