"""Questions for why, how, when and unless what: the part that hangs on the rule is the answer."""

from __future__ import annotations

import re
from collections.abc import Iterator

from authoring.extractive.clause_parts import Kind
from authoring.extractive.clauses import Clause, Part
from authoring.extractive.evidence import Evidence
from authoring.extractive.frames import Rule, sentences_of
from authoring.extractive.modals import Modality
from authoring.extractive.narrow.question import NOT_SO, Asks, Narrow, narrow
from authoring.extractive.narrow.situations import is_idle
from authoring.extractive.narrow.wording import is_requirement, opening, question, stated
from authoring.extractive.pieces import Piece, shown
from authoring.linguistics import content_lemmas
from authoring.types import Span

MAX_NEXT_WORDS = 35
MIN_CUE = 2  # content words that a question says of what it asks about
_TELLS_WHY = re.compile(
    r"(?:this|it|that|doing so) (?:also |will |can |only |further )?(?:ensures?|prevents?|allows?|helps?|makes? it"
    r"|reduces?"
    r"|avoids?|gives|protects?|facilitates?|enables?|keeps|saves|is (?:to|because|done to|important (?:because|as)"
    r"|necessary (?:because|to)|so that)|means that|guarantees|minimi[sz]es|discourages)\b",
    re.IGNORECASE,
)
_WORDS = {Asks.REASON: "why", Asks.MEANS: "how", Asks.SITUATION: "when"}
_MARKED = {"provided": "on what condition", "until": "until when"}
_ASKED = {
    Kind.PURPOSE: Asks.REASON,
    Kind.REASON: Asks.REASON,
    Kind.MEANS: Asks.MEANS,
    Kind.CONDITION: Asks.SITUATION,
    Kind.TIME: Asks.SITUATION,
    Kind.EXCEPTION: Asks.EXCEPTION,
}
_FINITE = re.compile(r" (?:is|are|has|have|does|do|can|must|[a-z]+s) ")
_NO_TIME = re.compile(r"^(?:in|within|during the|following)\b|^(?:before|after|when) (?:that|then|it)\b", re.IGNORECASE)
_LOOSE = re.compile(r"^(?:as|since) (?:it|they|this|that)\b", re.IGNORECASE)
_NO_DEED = re.compile(r"^(?:only |be )?(?:include|mean|contain|consist|depend|be only|only)\b", re.IGNORECASE)
_ERRAND = re.compile(
    r"(?:in order )?to (?:request|report|apply|book|claim|cancel|order|change|return|join|leave|enter|start|register"
    r"|get|use|obtain|access|open|do|become|submit|file|swap|install|set up)\b",
    re.IGNORECASE,
)
_BY_THING = re.compile(r"^by (?!(?:[a-z]+ly )?(?:either )?\w+ing\b)", re.IGNORECASE)
_USER = re.compile(r"\b(?:for|by|of) (?:each|every|an?|the|all|any) [a-z]+(?:s|er|or|ee|ant|ent)$", re.IGNORECASE)
_SINCE_THEN = re.compile(r"^since (?:the (?:beginning|start|last)|\d)", re.IGNORECASE)


def why_how_when(evidence: Evidence, rule: Rule, part: Part) -> Iterator[Narrow]:
    """The question that `part` answers."""
    clause = rule.clause
    asks = _ASKED.get(part.kind)
    if asks is None or not part.rest or is_idle(part):
        return
    if not _says_enough(clause, part) or _is_ambiguous(clause, part):
        return
    text = part.piece.text
    if asks is Asks.SITUATION and clause.modality is Modality.NONE and not is_requirement(rule):
        return  # "When does the lead hold a talk?": what is usual is no rule
    if _NO_TIME.search(text) or _SINCE_THEN.search(text) or _BY_THING.search(text):
        return
    before = opening(evidence, clause, without=part)
    if asks is Asks.EXCEPTION:
        stem = f"{before}{stated(evidence, rule, part.rest)}{NOT_SO}"
    else:
        word = _MARKED.get(part.marker, _WORDS[asks])
        asked = question(evidence, rule, word, part.rest)
        if asked is None:
            return
        stem = f"{before}{asked}?"
    yield from narrow(evidence, rule, asks, stem, _without_marker(part), cue=part.rest)


def _without_marker(part: Part) -> Piece:
    """A reason or exception without "as", "since" or "unless", which tie it to its clause."""
    word = re.match(r"(?:as|since|unless) ", part.piece.text)
    if word is None or part.kind not in {Kind.REASON, Kind.EXCEPTION} or not _FINITE.search(part.piece.text):
        return part.piece
    span = part.piece.span
    return Piece(part.piece.text[word.end() :], Span(span.start + word.end(), span.end))


def why_as_told_next(evidence: Evidence, rule: Rule) -> Iterator[Narrow]:
    """Why, where the sentence behind the rule says so: "This prevents …"."""
    clause, sentence = rule.clause, rule.sentence
    if not (clause.modality.obliges or clause.modality.forbids or is_requirement(rule)) or clause.reason is not None:
        return
    following = next(
        (one for one in sentences_of(evidence, rule.statement.block) if one.span.start >= sentence.span.end), None
    )
    if following is None or not _TELLS_WHY.match(following.text) or len(following.text.split()) > MAX_NEXT_WORDS:
        return
    asked = question(evidence, rule, "why", clause.whole.text)
    if asked is None or len(content_lemmas(clause.whole.text, "en")) < MIN_CUE:
        return
    stem = f"{opening(evidence, clause)}{asked}?"
    answer = Piece(shown(following.text).rstrip("."), following.span)
    yield from narrow(evidence, rule, Asks.REASON, stem, answer, cue=clause.whole.text)


def _says_enough(clause: Clause, part: Part) -> bool:
    """Whether what is left of the rule is more than a bare verb: "How is it done?" could be asked of anything."""
    rest = content_lemmas(part.rest, "en")
    told = rest | content_lemmas(clause.subject.text if clause.subject else "", "en")
    # "Why must the gate be set?": set how? A purpose belongs to more than a bare verb.
    is_told = len(rest) >= MIN_CUE or (len(rest) == 1 and len(told) > MIN_CUE and part.kind is not Kind.PURPOSE)
    return is_told and not _NO_DEED.search(part.rest)


def _is_ambiguous(clause: Clause, part: Part) -> bool:
    """ "Do not wait because …": the reason may be of the waiting or of the ban."""
    if part.kind is Kind.PURPOSE and part.is_opening and _ERRAND.match(part.piece.text):
        return True  # "To request leave, …" says when, not why
    if clause.modality is Modality.MAY and part.kind in {Kind.PURPOSE, Kind.REASON}:
        return True  # what somebody may do has reasons of its own
    if part.kind is Kind.REASON and _LOOSE.match(part.piece.text):
        return True  # "as it describes …": it is the thing asked about, or something else
    if part.marker == "as" and not _FINITE.search(part.piece.text):
        return True  # "described as mechanisms for …"
    if part.marker == "using" and _USER.search(part.rest):
        return True  # "for each subscriber using …"
    return clause.modality.forbids and part.marker in {"because", "to"}
