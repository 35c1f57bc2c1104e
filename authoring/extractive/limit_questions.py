"""Asks for a limit: one of a few fixed questions, chosen by where the limit stands in its clause."""

from __future__ import annotations

import re
from dataclasses import dataclass

from authoring.extractive.clauses import Clause
from authoring.extractive.imperatives import SECOND_VERB
from authoring.extractive.limits import Bound, Limit, find_limits, is_time
from authoring.extractive.modals import Modality
from authoring.extractive.pieces import Piece, masked, piece
from authoring.linguistics import base_form, can_be_verb


@dataclass(frozen=True, slots=True)
class LimitQuestion:
    """`stem` without topic, opening and condition, beginning small and without question mark; `key` is number and unit
    as written."""

    stem: str
    key: Piece


@dataclass(frozen=True, slots=True)
class _Parts:
    subject: str
    asking: str  # the modal, which moves before the subject; "" where "do" has to
    before: str
    after: str


_MEASURES = {
    "long": "length", "length": "length", "wide": "width", "width": "width", "high": "height", "height": "height",
    "deep": "depth", "depth": "depth", "tall": "height", "thick": "thickness", "thickness": "thickness", "size": "size",
    "old": "age", "duration": "duration", "weight": "weight", "diameter": "diameter",
}  # fmt: skip
_MEASURE = re.compile(r"^(?:in )?(?P<word>" + "|".join(_MEASURES) + r")\b(?P<rest>.*)$", re.IGNORECASE)
_VERB_GROUP = re.compile(
    r"^(?:be |also |be able to |only |first |then )*(?:[a-z]+)(?: (?:over|up|out|in|of|through|away|off))?$",
    re.IGNORECASE,
)
_NOT_A_VERB = frozenset(["be", "is", "are", "being", "the", "a", "an", "any", "all", "each", "every", "from", "per"])
_OF_PHRASE = re.compile(
    r"^of (?:(?!(?:in|on|for|to|per|from|during|into|at|by|with|and|or|when|if|as|using|that|which"
    r"|before|after|within|[a-z]+ing)\b)"
    r"[^\s,;()]+ ?){1,6}"
)
_PARTICIPLE = re.compile(
    r"^[a-z]+(?:ed|ing)\b.*$|^(?:built|chosen|drawn|given|held|kept|made|sent|set|shown|taken|written)\b.*$"
)
_SECOND_PREDICATE = re.compile(
    r"(?:^|,? )(?:and|but|or|then) (?:also |then )?(?:be|not|been|[a-z]+ly|[a-z]+ed|kept|sent|held"
    r"|made|written|stored)\b.*$"
    r"|(?:^(?!after|before|when|until)[^,]*|, ?)and (?:[a-z-]+ ){1,4}(?:is|are|has|have|must|should"
    r"|may|can|[a-z]{3,}s)\b.*$"
)
_SECOND_MODAL = re.compile(r"(?:^|,? )(?:and|but|or) (?:must|should|shall|may|can)\b.*$")
_EQUIVALENT = re.compile(r"^ ?\([^()]*\) ?")  # "13 days (104 hours)"
_OTHER_NUMBER = re.compile(r"\b(?:or|and|to|plus) \d|\d+[^,;]* (?:and|or) \d")
_PRONOUN = re.compile(r"\b(?:it|its|they|them|their)\b")
_AGO = re.compile(r"^(?:before|prior to|in advance|ahead|apart|away|after|from|between|behind|above)\b")
_SOON = re.compile(r"^(?:of|after|from|following|before)\b")
_LIMITER_WORDS = {Bound.MINIMUM: "at least", Bound.MAXIMUM: "at most"}


def ask_for_limit(text: str, start: int, clause: Clause, limit: Limit, subject: str) -> LimitQuestion | None:
    """The question whose answer is `limit`, found in the sentence `text` that begins at `start`; None where none fits.

    `subject` is the clause's as it stands inside a sentence.
    """
    begin, end = clause.predicate.span.start - start, clause.predicate.span.end - start
    if not (begin <= limit.begin and limit.end <= end) or (clause.is_double and limit.begin > end):
        return None
    if len(find_limits(masked(text[begin:end]))) != 1:
        return None
    parts = _parts(text, start, clause, limit, subject)
    # Two verbs cannot both move to the front, and an inserted clause would lose its second comma.
    is_one = not (clause.verbs > 1 and " and " in parts.before) and ", " not in subject
    stem = _stem(parts, limit) if is_one and (parts.asking or _with_do(parts)) else None
    if stem is None or _OTHER_NUMBER.search(parts.after) or (limit.value == 1 and not is_time(limit.unit)):
        return None
    first = limit.begin if limit.bound is Bound.EVERY else limit.number
    return LimitQuestion(" ".join(stem.split()).replace(" ,", ","), piece(text, first, _number_end(text, limit), start))


def _number_end(text: str, limit: Limit) -> int:
    trailing = re.search(r" or \w+$", text[limit.number : limit.end])
    return limit.number + trailing.start() if trailing else limit.end


def _parts(text: str, start: int, clause: Clause, limit: Limit, subject: str) -> _Parts:
    begin, end = clause.predicate.span.start - start, clause.predicate.span.end - start
    cut = limit.begin - (len(limit.preposition) + 1 if limit.preposition else 0)
    modal = clause.modal.text if clause.modal else ""
    after = _SECOND_MODAL.sub("", text[limit.end : end].lstrip())
    after = _SECOND_PREDICATE.sub("", _EQUIVALENT.sub("", after))
    return _Parts(
        subject=subject,
        asking=_auxiliary(clause.modality, modal),
        before=_uncapitalised(piece(text, begin, max(begin, cut), start).text),
        after=piece(after, 0, len(after), 0).text,
    )


def _uncapitalised(before: str) -> str:
    """A predicate with a small first letter and without "also", which points at the sentence before."""
    return re.sub(r"(?:^| )also\b", "", before[:1].lower() + before[1:]).strip()


def _auxiliary(modality: Modality, modal: str) -> str:
    """The verb that moves before the subject; "should" for an order ("Keep 3 metres away"), "" where there is none."""
    word = {Modality.MUST: "must", Modality.SHOULD: "should", Modality.ORDER: "should", Modality.NONE: modal}
    return word.get(modality, "can" if modal == "can" else "may")


def _stem(parts: _Parts, limit: Limit) -> str | None:
    if limit.bound is Bound.EVERY:
        if SECOND_VERB.search(parts.before) or re.search(r"\b(?:every|after that)\b", f"{parts.before} {parts.after}"):
            return None  # it may belong to the last verb alone
        return f"how often {_inverted(parts)} {parts.after}" if _has_verb(parts.before) else None
    if limit.bound is Bound.WITHIN:
        return _within(parts, limit)
    return _bounded(parts, limit)


def _within(parts: _Parts, limit: Limit) -> str | None:
    if not is_time(limit.unit) or not _has_verb(parts.before):
        return None
    if re.search(r"^\w+ (?:it|them)$", parts.after):
        return None
    if _PRONOUN.search(parts.after):
        return f"within what time {_inverted(parts)} {parts.after}"
    if parts.after.startswith("of "):
        return f"within how many {limit.counted} {parts.after} {_inverted(parts)}"
    if _SOON.match(parts.after):
        return f"how soon {parts.after} {_inverted(parts)}"
    return f"within what time {_inverted(parts)} {parts.after}"


def _bounded(parts: _Parts, limit: Limit) -> str | None:
    word = limit.bound.value
    measure = _MEASURE.match(parts.after)
    if measure and parts.before in {"", "be"} and not limit.preposition:
        return (
            f"what is the {word} {_MEASURES[measure.group('word').lower()]} of {parts.subject} {measure.group('rest')}"
        )
    if limit.preposition == "for" and is_time(limit.unit) and _has_verb(parts.before):
        return f"for how long {_LIMITER_WORDS[limit.bound]} {_inverted(parts)} {parts.after}"
    if _AGO.match(parts.after) and _is_measure(limit.unit) and not limit.preposition and not _spans_time(parts, limit):
        return _how_many_ahead(parts, limit)
    if limit.preposition in {"", "of"} and _is_verb_group(parts, limit):
        return _number_of(parts, limit)
    return None


def _spans_time(parts: _Parts, limit: Limit) -> bool:
    """ "From one year to the next" says when, "from the wall" how far."""
    return parts.after.startswith("from ") and is_time(limit.unit)


def _how_many_ahead(parts: _Parts, limit: Limit) -> str | None:
    """The question for a distance in time or space: "at least 10 days before travel", "at least 2 metres apart"."""
    if limit.value == 1 or not _has_verb(parts.before) or re.search(r"\bor\b", parts.after.split(" that ")[0]):
        return None
    asked = _inverted(parts)
    order = f"{asked} {parts.after}" if _PRONOUN.search(parts.after) else f"{parts.after} {asked}"
    return f"{_LIMITER_WORDS[limit.bound]} how many {limit.counted} {order}"


def _number_of(parts: _Parts, limit: Limit) -> str | None:
    """The question for what is counted: "at least how many characters must a password have"."""
    of_phrase = _OF_PHRASE.match(parts.after)
    rest = parts.after[of_phrase.end() :] if of_phrase else parts.after
    made = rest if _PARTICIPLE.match(rest) else ""
    asked = f"{_inverted(parts)}{' of' if limit.preposition == 'of' else ''} {'' if made else rest}"
    share = of_phrase.group() if of_phrase else ""
    if limit.unit in {"$", "€", "£", "usd", "eur", "gbp"}:
        return f"{_LIMITER_WORDS[limit.bound]} how much {share.removeprefix('of ')} {asked}"
    if limit.unit == "percent":
        return f"{_LIMITER_WORDS[limit.bound]} what percentage {share} {asked}" if share else None
    if limit.value == 1 or not limit.counted or _MEASURE.match(parts.after):
        return None
    return f"{_LIMITER_WORDS[limit.bound]} how many {limit.counted} {share} {made} {asked}"


_LENGTHS = re.compile(r"(?:kilo|centi|milli)?met(?:re|er)|[kcm]?m|foot|inch|mile")


def _is_measure(unit: str) -> bool:
    return is_time(unit) or bool(_LENGTHS.fullmatch(unit))


def _with_do(parts: _Parts) -> str | None:
    """ "does the firm confirm each report" from "the firm confirms each report"; None where the verb is unknown."""
    verb, _, rest = parts.before.partition(" ")
    base = base_form(verb)
    if verb.endswith("ly") or not can_be_verb(base):
        return None
    return f"{'do' if base == verb else 'does'} {parts.subject} {base} {rest}"


def _inverted(parts: _Parts) -> str:
    if not parts.asking:
        return _with_do(parts) or ""
    return f"{parts.asking} {parts.subject} {parts.before}"


def _has_verb(before: str) -> bool:
    return (
        bool(before)
        and before not in {"be", "be done"}
        and "," not in before
        and not re.search(r"\b(?:that|which|who|whether)\b", before)
    )


def _is_verb_group(parts: _Parts, limit: Limit) -> bool:
    if limit.preposition == "of" and not parts.before.endswith(("consist", "consists", "made up")):
        return False
    last = parts.before.rsplit(" ", 1)[-1].lower()
    return bool(_VERB_GROUP.match(parts.before)) and last not in _NOT_A_VERB
