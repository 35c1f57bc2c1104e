"""The question that a parsed key point answers, as a clause after "State" or "Explain": why, how, when.

The words are the key point's own without the part that is the answer, in their own order.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from authoring.extractive.clause_parts import Kind as PartKind
from authoring.extractive.clauses import Clause as Sentence
from authoring.extractive.clauses import Part, parse_clauses
from authoring.extractive.evidence import Evidence
from authoring.extractive.micro_modules.aspect_finders import Clause, Kind
from authoring.extractive.micro_modules.standing_alone import names_what_it_means
from authoring.extractive.micro_modules.subjects import head_of_subject, is_subject, lowered_start
from authoring.extractive.modals import Modality
from authoring.types import KeyPoint

_QUESTIONS = (
    ("why", Kind.REASON, frozenset({PartKind.REASON, PartKind.PURPOSE})),
    ("how", Kind.MANNER, frozenset({PartKind.MEANS})),
    ("when", Kind.LIMIT, frozenset({PartKind.CONDITION, PartKind.TIME})),
)
_LONGEST = 20  # words of a question
_SHORTEST_ANSWER = 3  # words with the one that opens the part
_UNFIT = re.compile(r"[:;?!]|\b(?:I|we|our|us|my|this|these|those)\b|\bnot only\b", re.IGNORECASE)
_ASKS_NOTHING = re.compile(
    r"^(?:do|be|is|are|ha(?:ve|s)|makes?|takes?|gets?|uses?|lets?|keeps?|needs?|includes?|contains?)\b", re.IGNORECASE
)
_ONLY = re.compile(r"\bonly\b", re.IGNORECASE)
_WAY = re.compile(r"^(?:by \w+ing\b|using\b|via\b|through\b)", re.IGNORECASE)  # "by the guard" tells who
_SHORTEST_REST = 2  # words of what is asked about, beside its subject: "is tilted", and not "is"
_MEASURES = re.compile(
    r"^(?:during|throughout|following|upon|within|until) ", re.IGNORECASE
)  # how long, how soon, where
_CASES = re.compile(r"\b(?:if|unless|when|because)\b", re.IGNORECASE)
_WEAK_END = re.compile(r" (?:just|only|simply|mainly|mostly|partly|also|is|are|be)$", re.IGNORECASE)


def parsed_questions(evidence: Evidence, key_points: Sequence[KeyPoint]) -> list[Clause | None]:
    """For each key point the clause that asks for its reason, its means or its case; None where it has none."""
    texts = [point.text for point in key_points]
    parsed = parse_clauses(texts, [0] * len(texts))
    return [_question(evidence, sentence) if sentence is not None else None for sentence in parsed]


def _question(evidence: Evidence, sentence: Sentence) -> Clause | None:
    for word, kind, parts in _QUESTIONS:
        part = next((one for one in sentence.parts if one.kind in parts and _answers(sentence, one, word)), None)
        words = _asked(evidence, sentence, part, word) if part is not None else None
        if words is not None:
            return Clause(kind, words, head=_head(sentence))
    found = sentence.object
    if found is None or sentence.subject is None or sentence.parts or len(found.piece.text.split()) < _SHORTEST_ANSWER:
        return None
    words = _asked(evidence, sentence, found, "what")
    return Clause(Kind.THING, words, head=_head(sentence)) if words is not None else None


def _head(sentence: Sentence) -> str:
    return head_of_subject(sentence.subject.text) if sentence.subject is not None else ""


def _answers(sentence: Sentence, part: Part, word: str) -> bool:
    """Whether the part tells enough, and the question without it still asks for one thing."""
    rest = _WEAK_END.sub("", part.rest)
    if len(part.piece.text.split()) < _SHORTEST_ANSWER or len(rest.split()) < _SHORTEST_REST or _CASES.search(rest):
        return False
    if word == "when" and (_MEASURES.match(part.piece.text) or sentence.modality.forbids):
        return False
    return word != "how" or (not sentence.modality.forbids and _WAY.match(part.piece.text) is not None)


def _asked(evidence: Evidence, sentence: Sentence, part: Part, word: str) -> str | None:
    """ "why carbon intensity varies by location"; "the reason to show the text" for an order."""
    if sentence.is_double or sentence.verbs > 1 or sentence.modality is Modality.MAY_NOT:
        return None
    if sentence.modality is Modality.MAY and (
        word != "when" or not _ONLY.search(f"{sentence.whole.text} {part.piece.text}")
    ):
        return None
    if any(one.is_opening and one is not part for one in sentence.parts):
        return None
    rest = _WEAK_END.sub("", part.rest)
    if word == "what" and (_ASKS_NOTHING.match(rest) or sentence.modality.forbids):
        return None
    if sentence.subject is not None:
        modal = f"{sentence.modal.text} " if sentence.modal is not None else ""
        words = f"{word} {lowered_start(evidence, sentence.subject.text)} {modal}{rest}"
    elif sentence.modality is Modality.ORDER:
        words = f"{'the reason' if word == 'why' else word} to {lowered_start(evidence, rest)}"
    else:
        return None
    is_clear = sentence.subject is None or is_subject(sentence.subject.text)
    fits = len(words.split()) <= _LONGEST and not _UNFIT.search(words) and words.count("(") == words.count(")")
    return words if fits and is_clear and names_what_it_means(words.partition(" ")[2]) else None
