"""What hangs on the verb of a clause and answers a question of its own: when, why, how, unless what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from authoring.linguistics import can_be_verb, lemma_of
from authoring.linguistics.syntax import Tree
from authoring.linguistics.words import word_list


class Kind(StrEnum):
    """The question a part answers."""

    CONDITION = "condition"  # in which case: "if the seal is broken"
    TIME = "time"  # when: "before departure"
    EXCEPTION = "exception"  # when not: "unless it is a letter"
    REASON = "reason"  # why: "because the belt has a limit"
    PURPOSE = "purpose"  # what for: "to keep the aisle free"
    MEANS = "means"  # how: "by proving possession of the device"
    SCOPE = "scope"  # where, for what, with whom: "for every delivery"
    OBJECT = "object"  # what: "the lashing points"
    WHICH = "which"  # which of its kind: "obtained from strangers"


@dataclass(frozen=True, slots=True)
class FoundPart:
    """`first` to `last`, exclusive, are its words in the tree; `marker` is the word that opens it, in small letters.

    `is_sure` says that the part belongs to the whole predicate and not to the last of two verbs.
    """

    kind: Kind
    first: int
    last: int
    marker: str
    is_sure: bool = True


_ADVERBIAL = ("advcl", "prep", "xcomp", "agent", "npadvmod", "advmod", "mark", "pcomp")
_CONDITIONS = frozenset({"if", "provided", "where", "when", "whenever", "once", "assuming"})
_TIMES = frozenset({"before", "after", "until", "during", "upon", "within", "throughout", "following", "till", "prior"})
_EXCEPTIONS = frozenset({"unless", "except"})
_REASONS = frozenset({"because", "since", "due"})
_MEANS = frozenset({"using", "via", "through"})
_IN_CASE = frozenset({"in case", "in the event", "in cases", "in the case"})
# An infinitive completes these and states no purpose.
_TAKES_INFINITIVE = word_list("takes_infinitive_en")


def parts_of(tree: Tree, verb: int, subject: int | None, begin: int) -> tuple[FoundPart, ...]:
    """The parts of the clause in order. `begin` is the first word of its predicate."""
    verbs = [verb, *(tree.root,) * (verb != tree.root)]
    joined = [place for place in tree.children(verb, "conj") if tree.words[place].tag.startswith("VB")]
    found = [part for place in verbs for part in _parts(tree, place, begin, is_sure=not joined)]
    found += [part for place in joined for part in _parts(tree, place, begin, is_sure=False)]
    found += _misplaced(tree, verb, begin, is_sure=not joined)
    distinct = {(part.first, part.last): part for part in found if subject is None or not _holds(part, subject)}
    return tuple(sorted(distinct.values(), key=lambda part: part.first))


def _parts(tree: Tree, verb: int, begin: int, *, is_sure: bool) -> Iterator[FoundPart]:
    for place in tree.children(verb, *_ADVERBIAL):
        first, last = _first(tree, place), tree.words[place].last
        kind = _kind(tree, verb, place, first)
        if kind is not None and (first >= begin or last <= begin):
            yield FoundPart(kind, first, last, tree.words[first].text.lower(), is_sure or last <= begin)


def _first(tree: Tree, place: int) -> int:
    """Where the part opens: at its "if", though the tree may hang a word before it on the part."""
    mark = tree.child(place, "mark")
    first = tree.words[place].first
    return mark if mark is not None and first < mark < place and tree.words[mark].text.lower() == "if" else first


def _misplaced(tree: Tree, verb: int, begin: int, *, is_sure: bool) -> Iterator[FoundPart]:
    """A condition that the tree hangs on a noun: "at least eight characters in length if chosen by the driver"."""
    for place in range(begin, len(tree.words)):
        word = tree.words[place]
        opener = tree.words[word.first].text.lower()
        if word.relation == "advcl" and opener in {"if", "unless", "because"} and word.head != verb:
            above = word.head
            while above != verb and tree.words[above].head != above and not tree.words[above].tag.startswith("VB"):
                above = tree.words[above].head
            if above == verb:
                kind = _by_marker(tree, place, opener)
                if kind is not None:
                    yield FoundPart(kind, word.first, word.last, opener, is_sure)


def _holds(part: FoundPart, place: int) -> bool:
    return part.first <= place < part.last


def _kind(tree: Tree, verb: int, place: int, first: int) -> Kind | None:
    word = tree.words[place]
    opener = tree.words[first].text.lower()
    opening = " ".join(one.text.lower() for one in tree.words[first : first + 3])
    if any(opening.startswith(phrase) for phrase in _IN_CASE):
        return Kind.CONDITION
    if opening.startswith(("in order to", "so as to")):
        return Kind.PURPOSE
    if word.relation in {"advcl", "xcomp"} and opener == "to" and word.tag == "VB" and can_be_verb(word.text.lower()):
        return _infinitive(tree, verb, place)
    if word.relation in {"xcomp", "advmod", "npadvmod", "mark", "pcomp"} and opener not in _CONDITIONS | _MEANS:
        return None
    if opener in {"only", "even"} and word.last - first > 2:
        opener = tree.words[first + 1].text.lower()
    return _by_marker(tree, place, opener)


def _by_marker(tree: Tree, place: int, opener: str) -> Kind | None:
    word = tree.words[place]
    if opener == "provided" and (word.relation != "advcl" or tree.child(place, "nsubj", "nsubjpass") is None):
        return None
    for kind, markers in (
        (Kind.CONDITION, _CONDITIONS),
        (Kind.TIME, _TIMES),
        (Kind.EXCEPTION, _EXCEPTIONS),
        (Kind.REASON, _REASONS),
        (Kind.MEANS, _MEANS),
    ):
        if opener in markers:
            return kind
    if opener == "by":
        return Kind.MEANS
    if opener == "as" and word.relation == "advcl" and tree.child(place, "nsubj", "nsubjpass") is not None:
        return Kind.REASON
    return Kind.SCOPE if word.relation == "prep" and word.last - word.first > 1 else None


def _infinitive(tree: Tree, verb: int, place: int) -> Kind | None:
    """A purpose, unless the infinitive completes the verb: "tries to open"."""
    if place < verb:
        return Kind.PURPOSE
    lemma = lemma_of(tree.words[verb].text, "en", pos="VERB")
    is_bare = tree.words[place].relation == "xcomp" and lemma in _TAKES_INFINITIVE
    return None if is_bare else Kind.PURPOSE
