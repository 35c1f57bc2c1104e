"""Cuts an English sentence at its clause borders: opening, subject, modal, predicate, condition, exception, reason."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from authoring.extractive.imperatives import opens_as_order
from authoring.types import Span

MAX_SUBJECT_WORDS = 14  # longer subjects hold a clause of their own, and stems past 35 words


class Modality(StrEnum):
    """How binding a clause is. Wording may change inside a class, never across (items.md, section 2)."""

    MUST = "must"
    MUST_NOT = "must not"
    SHOULD = "should"
    SHOULD_NOT = "should not"
    MAY = "may"
    MAY_NOT = "may not"  # forbids, or says what is not sure: nothing is asked about it
    ORDER = "order"  # an imperative addressed to the reader
    ORDER_NOT = "order not"
    NONE = "none"

    @property
    def forbids(self) -> bool:
        """Whether the clause says what not to do."""
        return self in {Modality.MUST_NOT, Modality.SHOULD_NOT, Modality.ORDER_NOT}

    @property
    def obliges(self) -> bool:
        """Whether the clause tells the reader or an actor to do something."""
        return self in {Modality.MUST, Modality.SHOULD, Modality.ORDER}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a sentence: as it is shown, and where it stands in the document text."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Clause:
    """A sentence with one main clause. `opening` is what precedes the main clause ("If …", "At night"), without its
    comma; `subject` is None for an order; `modal` is the modal as written; `predicate` ends before the trailing
    condition, exception and reason, each of which keeps its first word. `is_double` says that a second modal follows,
    so that the predicate is only the first of two.
    """

    main: Piece
    predicate: Piece
    modality: Modality
    opening: Piece | None = None
    subject: Piece | None = None
    modal: Piece | None = None
    condition: Piece | None = None
    exception: Piece | None = None
    reason: Piece | None = None
    is_double: bool = False


CONDITION_WORDS = (
    "if",
    "when",
    "whenever",
    "once",
    "in case",
    "in the event",
    "where",
    "while",
    "before",
    "after",
    "unless",
)
_DISCOURSE = re.compile(
    r"(?:also|likewise|of course|in general|generally|additionally|furthermore|moreover|in addition|finally|note that"
    r"|please note that|remember that|ideally)\b,? +",
)
_DEPENDENT = re.compile(
    r"(?:however|instead|otherwise|but|and|or|so|thus|therefore|hence|for example|for instance|conversely|similarly"
    r"|in contrast|in fact|in this case|in these cases|in this way|as a result|as such|then|rather|yet|still|that said"
    r"|in such|in the same way|for this reason|because of this|if so|if not|if this|if that|if these|this|these|those"
    r"|it|they|such|he|she|e\.g\.|i\.e\.|here|there|both|neither|nor|which|who|that)\b"
)
_OPENING = re.compile(
    r"(?:if|when|whenever|once|in case|in the event|where|while|before|after|unless|at|during|for|in"
    r"|on|upon|with|within"
    r"|under|throughout|following|until|as|by|from|without|outside|except|to|in order to)\b"
)
_MODAL = re.compile(
    r"\b(?P<word>must|shall|should|may|can|cannot|mustn't|shouldn't|can't"
    r"|(?:is|are) (?:required|obliged|recommended|advised|permitted|allowed|forbidden|prohibited)(?: not)? (?:to|from)"
    r"|(?:need|needs|has|have) to|ought to)(?P<negation> not\b| never\b)?(?=[\s,])"
)
_CLASSES = (
    (re.compile(r"forbidden|prohibited"), Modality.MUST_NOT),
    (re.compile(r"must|shall|required|obliged|need|has to|have to"), Modality.MUST),
    (re.compile(r"should|recommended|advised|ought"), Modality.SHOULD),
    (re.compile(r"may|can|permitted|allowed"), Modality.MAY),
)
_NEGATED = re.compile(r"\bnot\b|n't|cannot|\bnever\b")
_SECOND_MODAL = re.compile(
    r",?;? (?:and|but|or) (?:also )?(?:[\w-]+ ){0,7}?(?:must|shall|should|may|can|cannot"
    r"|is required to|are required to)\b"
)
_TAIL = re.compile(
    r",? (?P<kind>if|when|whenever|provided that|provided|as long as|in case|unless|except"
    r"|with the exception of|other than"
    r"|because|since|due to|as this|as it|in the event) (?=\S)"
)
_EXCEPTIONS = {"unless", "except", "with the exception of"}
_REASONS = {"because", "since", "due to", "as this", "as it"}
_BREAK = re.compile(
    r";|:(?!\d)| [-–—] |—|, (?:so|but|which|whereas|while|although|though|as opposed|rather than|even|and then)\b"
)
_CROSS_REFERENCE = re.compile(
    r",? (?:also )?(?:as )?(?:described|specified|defined|discussed|provided|outlined|listed|stated|shown|detailed"
    r"|set out|explained|noted|mentioned|covered) "
    r"(?:above|below|earlier|previously|(?:in|by|under) (?:the )?(?:section|chapter|table|figure"
    r"|appendix|annex|part|clause|§|above|below|\[|\d)[^,;]*)$"
)
_BAD_SUBJECT = re.compile(
    r"^(?:it|they|this|these|those|that|he|she|we|i|there|which|who|what|such|one|some|others?|here"
    r"|many|most|and|or|but)\b"
    r"|[,;:?!]|\b(?:we|i|if|when|because|so|then|but)\b"
)
_RELATIVE = re.compile(r"\b(?:that|which|who|whose|where)\b")
_FINITE = re.compile(r"\b(?:is|are|was|were|has|have|had|does|do|did|will|would|could|must|shall|should|may|can)\b")
_DANGLING_END = re.compile(
    r"(?:^|\b(?:and|or|but|to|of|the|a|an|with|for|by|as|in|that|which|not|be|is|are|except|than"
    r"|from|unless|such as|on|at|into|per|if|when|who|their|its|your|our))$"
)
_AFTER_ORDER = re.compile(
    r"(?:[\w-]+ly )?[\w-]+ (?:the|a|an|your|all|any|each|every|their|to|at|for|on|in|with|into|out|up|that|from)\b"
)
_NEGATIVE_ORDER = re.compile(r"(?:please |then |also )?(?:do not|don't|never)\s+")


def parse_clause(text: str, start: int) -> Clause | None:
    """The clause of a sentence that begins at `start` in the document text; None where it hangs on its neighbours."""
    flat = masked(text)
    end = _end(flat)
    begin = _begin(flat)
    if _DEPENDENT.match(flat, begin) or end - begin < 12:
        return None
    opening, main = _split_opening(flat, begin, end)
    readings = (_order, _modal_clause) if _order_comes_first(flat[main:end]) else (_modal_clause, _order)
    clause = next(filter(None, (read(text, flat, main, end, start) for read in (*readings, _being))), None)
    if clause is None or _DANGLING_END.search(clause.predicate.text):
        return None
    if opening is None:
        return clause
    return _with_opening(clause, piece(text, begin, opening, start))


def masked(text: str) -> str:
    """The sentence in lower case, as long as before, with what stands in brackets and quotation marks blotted out."""
    flat = text.lower().replace("’", "'")
    if len(flat) != len(text):  # a few letters change length in lower case
        flat = text.replace("’", "'")
    for pattern in (r"\([^()]*\)", r"\[[^\[\]]*\]", r"“[^”]*”", r'"[^"]*"'):
        flat = re.sub(pattern, lambda found: "~" * len(found.group()), flat)
    return flat


def piece(text: str, begin: int, end: int, start: int) -> Piece:
    """`text[begin:end]` without white space and stops at its ends, cleaned for showing."""
    while begin < end and text[begin] in " \t,;:•*–—-":
        begin += 1
    while end > begin and text[end - 1] in " \t,;:.!–—":
        end -= 1
    return Piece(shown(text[begin:end]), Span(start + begin, start + end))


_ASIDE = re.compile(
    r" ?\((?:e\.g\.|i\.e\.|(?:see|note|for example|also|or|aka)\b)[^()]*\)| ?\[[A-Z][^\[\]]*\](?:\([^()]*\))?",
    re.IGNORECASE,
)
_KEEP = re.compile(r"\d|\b(?:must|shall|should|may|not|never|no)\b", re.IGNORECASE)
_SHOUTED = {
    "SHALL NOT": "must not",
    "SHALL": "must",
    "MUST NOT": "must not",
    "MUST": "must",
    "SHOULD NOT": "should not",
    "SHOULD": "should",
    "MAY": "may",
    "REQUIRED": "required",
    "RECOMMENDED": "recommended",
    "NOT": "not",
}
_SHOUT = re.compile(r"\b(?:SHALL NOT|SHALL|MUST NOT|MUST|SHOULD NOT|SHOULD|MAY|REQUIRED|RECOMMENDED|NOT)\b")


def shown(text: str) -> str:
    """The words as a learner reads them: no citation tags and asides, requirement words in small letters."""
    text = _ASIDE.sub(lambda found: found.group() if _must_stay(found.group()) else "", text)
    text = _SHOUT.sub(lambda found: _SHOUTED[found.group()], text)
    text = re.sub(r"\bshall\b", "must", text)
    return re.sub(r"\s+([,;])", r"\1", " ".join(text.split()))


def _must_stay(aside: str) -> bool:
    return not aside.lstrip().startswith("[") and bool(_KEEP.search(aside.split(" ", 1)[-1]))


def _begin(flat: str) -> int:
    begin = 0
    while begin < len(flat) and flat[begin] in " •*-–":
        begin += 1
    found = _DISCOURSE.match(flat, begin)
    return found.end() if found else begin


def _end(flat: str) -> int:
    end = len(flat.rstrip(" .!:;"))
    found = _CROSS_REFERENCE.search(flat[:end])
    return found.start() if found else end


def _split_opening(flat: str, begin: int, end: int) -> tuple[int | None, int]:
    """Where the opening phrase ends and where the main clause begins; (None, begin) where there is none."""
    if not _OPENING.match(flat, begin):
        return None, begin
    for comma in re.finditer(r",\s+(?:then )?", flat[begin:end]):
        main = begin + comma.end()
        if ";" in flat[begin : begin + comma.start()]:
            return None, begin
        if _is_main(flat, main, end):
            return begin + comma.start(), main
    return None, begin


def _is_main(flat: str, main: int, end: int) -> bool:
    if re.match(r"(?:and|or|but|such as|which|who|especially|including|not|e\.g)\b", flat[main:end]):
        return False
    if opens_as_order(flat[main:end]):
        return True
    modal = _MODAL.search(flat, main, end) or _BEING.search(flat, main, end)
    return modal is not None and not _BAD_SUBJECT.search(
        flat[main : modal.start()].strip().removeprefix("they ").removeprefix("it ")
    )


def _modal_clause(text: str, flat: str, main: int, end: int, start: int) -> Clause | None:
    for modal in _MODAL.finditer(flat, main, end):
        before = flat[main : modal.start()]
        if _RELATIVE.search(before) and not re.search(r"\b(?:that|which|who)\b.* ", before.strip()):
            continue  # the modal of "the value that must …" belongs to the relative clause
        if not _is_subject(before):
            return None
        return _clause(text, flat, (main, modal.start()), modal, end, start)
    return None


_BEING = re.compile(r"\b(?:is|are)\b(?! (?:not|no|a|an|the|that|to|going)\b)")


def _being(text: str, flat: str, main: int, end: int, start: int) -> Clause | None:
    """A statement with is or are, "Claims are paid within 30 days"; its modal is the verb and it binds nobody."""
    verb = _BEING.search(flat, main, end)
    if verb is None or not _is_subject(flat[main : verb.start()]) or _RELATIVE.search(flat[main : verb.start()]):
        return None
    return replace(_clause(text, flat, (main, verb.start()), verb, end, start), modality=Modality.NONE)


def _order_comes_first(flat: str) -> bool:
    """Whether an order is the likelier reading though a modal follows somewhere ("Look at posts you should …")."""
    if not opens_as_order(flat):
        return False
    modal = _MODAL.search(flat)
    return modal is None or bool(_AFTER_ORDER.match(flat)) or len(flat[: modal.start()].split()) > 5


def _is_subject(before: str) -> bool:
    words = [word for word in before.split() if not word.startswith("~")]
    if not words or len(words) > MAX_SUBJECT_WORDS or _BAD_SUBJECT.search(before.strip()):
        return False
    finite = _FINITE.search(before)
    relative = _RELATIVE.search(before)
    return finite is None or (relative is not None and relative.start() < finite.start())


def _clause(text: str, flat: str, subject: tuple[int, int], modal: re.Match[str], end: int, start: int) -> Clause:
    tail = _tail(text, flat, modal.end(), end, start)
    return Clause(
        main=piece(text, subject[0], end, start),
        subject=_subject(text, *subject, start),
        modal=piece(text, modal.start(), modal.end(), start),
        modality=_modality(modal.group()),
        predicate=tail.predicate,
        condition=tail.condition,
        exception=tail.exception,
        reason=tail.reason,
        is_double=tail.is_double,
    )


def _order(text: str, flat: str, main: int, end: int, start: int) -> Clause | None:
    if not opens_as_order(flat[main:end]):
        return None
    negative = _NEGATIVE_ORDER.match(flat, main)
    lead = re.compile(r"(?:please|then|also) ").match(flat, main)
    verb = negative.end() if negative else (lead.end() if lead else main)
    tail = _tail(text, flat, verb, end, start)
    return Clause(
        main=piece(text, main, end, start),
        modality=Modality.ORDER_NOT if negative else Modality.ORDER,
        predicate=tail.predicate,
        condition=tail.condition,
        exception=tail.exception,
        reason=tail.reason,
        is_double=tail.is_double,
    )


_TRAILING_ADVERB = re.compile(
    r",? (?:also|therefore|thus|then|always|generally|in turn|still|only|ideally|at least)$", re.IGNORECASE
)


def _subject(text: str, begin: int, end: int, start: int) -> Piece:
    """The subject without the adverb between it and its modal."""
    whole = piece(text, begin, end, start)
    adverb = _TRAILING_ADVERB.search(whole.text)
    return Piece(whole.text[: adverb.start()], whole.span) if adverb else whole


@dataclass(frozen=True, slots=True)
class _Tail:
    predicate: Piece
    condition: Piece | None = None
    exception: Piece | None = None
    reason: Piece | None = None
    is_double: bool = False


def _tail(text: str, flat: str, begin: int, end: int, start: int) -> _Tail:
    """The predicate from `begin`, and what hangs on it: the first trailing condition, exception or reason."""
    second = _SECOND_MODAL.search(flat, begin, end)
    stop = second.start() if second else end
    found = _BREAK.search(flat, begin + 1, stop)
    stop = found.start() if found else stop
    cut = next((match for match in _TAIL.finditer(flat, begin, stop) if _is_tail(flat, match)), None)
    if cut is None:
        return _Tail(piece(text, begin, stop, start), is_double=second is not None)
    after = piece(text, cut.start("kind"), stop, start)
    kind = cut.group("kind")
    return _Tail(
        predicate=piece(text, begin, cut.start(), start),
        condition=after if kind not in _EXCEPTIONS | _REASONS and kind != "other than" else None,
        exception=after if kind in _EXCEPTIONS else None,
        reason=after if kind in _REASONS else None,
        is_double=second is not None,
    )


def _is_tail(flat: str, cut: re.Match[str]) -> bool:
    if cut.group("kind") == "other than":
        return False
    before = flat[: cut.start()]
    # "check if", "decide when", "even if", "as if", "ask whether or if" take the clause as their object
    return not re.search(
        r"\b(?:even|as|see|check|know|ask|determine|decide|tell|only|verify|unclear|and|or|what|clear)$", before
    )


def _modality(modal: str) -> Modality:
    negated = bool(_NEGATED.search(modal))
    kind = next((modality for pattern, modality in _CLASSES if pattern.search(modal)), Modality.NONE)
    if kind is Modality.NONE:
        return kind
    if modal in {"cannot", "can't"} or modal.startswith(("cannot ", "can not")):
        return Modality.NONE  # an inability more often than a ban
    if kind is Modality.MUST_NOT or not negated:
        return kind
    if kind is Modality.MUST and modal.startswith(("need", "has", "have")):
        return Modality.NONE  # "do not have to" forbids nothing
    return {Modality.MUST: Modality.MUST_NOT, Modality.SHOULD: Modality.SHOULD_NOT, Modality.MAY: Modality.MAY_NOT}[
        kind
    ]


def _with_opening(clause: Clause, opening: Piece) -> Clause:
    return replace(clause, opening=opening)
