"""Cuts an English sentence at its clause borders: opening, subject, modal, predicate, trailing parts.

The borders are those of the dependency tree; what the tree cannot tell (whether the sentence hangs on its neighbours,
what a learner should read of it) is decided here by words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from authoring.extractive.clause_parts import FoundPart, Kind, parts_of
from authoring.extractive.modals import Modal, Modality, modal_of
from authoring.extractive.pieces import Piece, masked, piece
from authoring.linguistics.syntax import Tree, parse

MAX_SUBJECT_WORDS = 22  # a longer one leaves no room for a question in 35 words


class Voice(StrEnum):
    """What the predicate is: done by the subject, done to it, or said of it."""

    ACTIVE = "active"
    PASSIVE = "passive"
    BEING = "being"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a clause. `rest` is what the predicate says without it, "" where it cannot be taken out."""

    kind: Kind
    piece: Piece
    marker: str
    is_opening: bool
    rest: str


@dataclass(frozen=True, slots=True)
class Clause:
    """A sentence with one main clause.

    `opening` is what precedes the main clause ("If …", "At night"), without its comma; `subject` is None for an order;
    `modal` is the modal as written. `whole` is the predicate to its end, `predicate` ends before the trailing
    condition, exception and reason, each of which keeps its first word. `parts` are opening and trailing parts in
    order, `object` is what a single verb acts on. `which_subject` and `which_object` are what narrows a noun
    ("obtained from strangers"), with the noun as their `rest`. `is_double` says that a second modal or subject follows,
    so that this is only the first of two clauses; `verbs` counts the verbs that share the subject; `is_denied`: "is
    not" or "are not" of a requirement.
    """

    main: Piece
    predicate: Piece
    whole: Piece
    modality: Modality
    opening: Piece | None = None
    subject: Piece | None = None
    modal: Piece | None = None
    condition: Piece | None = None
    exception: Piece | None = None
    reason: Piece | None = None
    is_double: bool = False
    parts: tuple[Part, ...] = ()
    object: Part | None = None
    which_subject: Part | None = None
    which_object: Part | None = None
    voice: Voice = Voice.ACTIVE
    verbs: int = 1
    is_denied: bool = False


def parse_clauses(texts: Sequence[str], starts: Sequence[int]) -> tuple[Clause | None, ...]:
    """The clause of every sentence; `starts` are the sentences' places in the document text.

    None for a sentence that hangs on its neighbours, tells the past or has no verb. Of "Verify that the log is kept"
    it is the clause of what is to be verified.
    """
    wanted = [index for index, text in enumerate(texts) if _may_stand_alone(text)]
    trees = dict(zip(wanted, parse([texts[index] for index in wanted]), strict=True))
    found = [_of_tree(trees.get(index), starts[index]) for index in range(len(texts))]
    return tuple(_unwrapped(found, texts, starts))


def parse_clause(text: str, start: int) -> Clause | None:
    """As `parse_clauses`, for one sentence."""
    return parse_clauses([text], [start])[0]


def wrapped_start(text: str) -> int:
    """Where the rule begins inside "Verify that …", the words of who checks it; 0 where nothing is wrapped round it."""
    found = _WRAPPED.match(text)
    return found.end() if found else 0


_WRAPPED = re.compile(r"(?:verify|ensure|make sure|check) that,? (?=\S)", re.IGNORECASE)


def _unwrapped(found: list[Clause | None], texts: Sequence[str], starts: Sequence[int]) -> Iterator[Clause | None]:
    """The clauses, with a second try on what stands behind "Verify that" where its clause was not seen."""
    missed = [index for index, text in enumerate(texts) if found[index] is None and wrapped_start(text)]
    begins = [wrapped_start(texts[index]) for index in missed]
    inner = [texts[index][begin:] for index, begin in zip(missed, begins, strict=True)]
    trees = parse([text[:1].upper() + text[1:] for text in inner])
    again = {
        index: _clause(tree, starts[index] + begin) if tree else None
        for index, begin, tree in zip(missed, begins, trees, strict=True)
    }
    return (clause or again.get(index) for index, clause in enumerate(found))


def _of_tree(tree: Tree | None, start: int) -> Clause | None:
    if tree is None:
        return None
    if not _WRAPPED.match(tree.text):
        clause = _clause(tree, start)
        return None if clause and clause.is_denied else clause
    inner = tree.child(tree.root, "ccomp")
    if inner is None:
        return None
    wrapped = tree.clause(inner)
    if wrapped.words[wrapped.root].text.lower() in {"ensures", "ensure"}:  # "that the service ensures that …"
        deeper = wrapped.child(wrapped.root, "ccomp")
        wrapped = wrapped.clause(deeper) if deeper is not None else wrapped
    return _clause(wrapped, start)


_DEPENDENT = re.compile(
    r"(?:however|instead|otherwise|but|and|or|so|thus|therefore|hence|for example|for instance|conversely|similarly"
    r"|in contrast|in fact|in this case|in these cases|in this way|as a result|as such|then|rather|yet|still|that said"
    r"|in such|in the same way|for this reason|because of this|if so|if not|if this|if that|if these|this|these|those"
    r"|it|they|such|he|she|e\.g\.|i\.e\.|here|there|both(?! the)|neither|nor|which|who|that|in other words)\b"
)
_DISCOURSE = re.compile(
    r"(?:also|likewise|of course|in general|generally|additionally|furthermore|moreover|in addition|finally|note that"
    r"|please note that|remember that|ideally|then|,| )+$",
)
_BAD_SUBJECT = re.compile(
    r"^(?:it|they|this|these|those|that|he|she|we|i|there|which|who|what|such|one|some|others?|here|no|nothing|nobody"
    r"|many|most|and|or|but)\b|\b(?:we|i)\b|[;:?!]"
)
_CROSS_REFERENCE = re.compile(
    r",? (?:also )?(?:as )?(?:described|specified|defined|discussed|provided|outlined|listed|stated|shown|detailed"
    r"|set out|explained|noted|mentioned|covered) "
    r"(?:above|below|earlier|previously|(?:in|by|under) (?:the )?(?:section|chapter|table|figure"
    r"|appendix|annex|part|clause|§|above|below|\[|\d)[^,;]*)$"
)
_BREAK = re.compile(
    r";|:(?!\d)| [-–—] |—|, (?:so|but|which|whereas|while|although|though|as opposed|rather than|even|and then)\b"
)
_DANGLING_END = re.compile(
    r"(?:^|\b(?:and|or|but|to|of|the|a|an|with|for|by|as|in|that|which|not|be|is|are|except|than"
    r"|from|unless|such as|on|at|into|per|if|when|who|their|its|your|our))$"
)


def _may_stand_alone(text: str) -> bool:
    flat = masked(text).lstrip(" •*-–")
    return len(flat) >= 12 and not _DEPENDENT.match(flat)


def _clause(tree: Tree, start: int) -> Clause | None:
    modal = modal_of(tree)
    subject = tree.child(tree.root, "nsubj", "nsubjpass")
    if modal is None or (subject is not None and subject > min(modal.begin, tree.root)):
        return None
    begin = tree.words[subject].first if subject is not None else min(modal.first, modal.begin)
    end, is_double = _end(tree, modal)
    found = [part for part in parts_of(tree, modal.verb, subject, modal.begin) if _fits(tree, part, end)]
    if not _is_opening_clear(tree, found, begin) or not _is_subject(tree, subject, modal):
        return None
    cutter = _Cutter(tree, start, modal, found, end)
    predicate = cutter.predicate()
    if _DANGLING_END.search(predicate.text.lower()):
        return None
    return Clause(
        main=cutter.cut(tree.words[begin].span.start, end),
        predicate=predicate,
        whole=cutter.cut(cutter.begin, end),
        modality=modal.modality,
        opening=cutter.opening(),
        subject=_subject(tree, subject, modal, start),
        modal=_modal(tree, modal, start),
        condition=cutter.first(Kind.CONDITION, Kind.TIME),
        exception=cutter.first(Kind.EXCEPTION),
        reason=cutter.first(Kind.REASON),
        is_double=is_double,
        parts=tuple(cutter.parts()),
        object=cutter.object(),
        which_subject=cutter.limit(subject),
        which_object=cutter.limit(tree.child(modal.verb, "dobj")),
        voice=_voice(tree, modal),
        is_denied=modal.is_denied,
        verbs=1 + sum(tree.words[place].tag.startswith("VB") for place in tree.children(modal.verb, "conj")),
    )


@dataclass(frozen=True, slots=True)
class _Cutter:
    """Cuts pieces out of one sentence; `end` is the character at which the clause ends."""

    tree: Tree
    start: int
    modal: Modal
    found: Sequence[FoundPart]
    end: int

    @property
    def begin(self) -> int:
        return self.tree.words[self.modal.begin].span.start

    def cut(self, begin: int, end: int) -> Piece:
        return piece(self.tree.text, begin, max(begin, end), self.start)

    def of(self, part: FoundPart) -> Piece:
        span = self.tree.between(part.first, part.last)
        return self.cut(span.start, min(span.end, self.end) if part.first >= self.modal.begin else span.end)

    def trailing(self) -> list[FoundPart]:
        return [part for part in self.found if part.first > self.modal.begin]

    def opening(self) -> Piece | None:
        before = [part for part in self.found if part.last <= self.modal.begin]
        if not before:
            return None
        span = self.tree.between(before[0].first, before[-1].last)
        return self.cut(span.start, span.end)

    def first(self, *kinds: Kind) -> Piece | None:
        """The first trailing part of a kind that ends the predicate."""
        part = next((part for part in self.trailing() if part.kind in kinds and _ends_predicate(part)), None)
        return self.of(part) if part else None

    def predicate(self) -> Piece:
        ends = [self.tree.words[part.first].span.start for part in self.trailing() if _ends_predicate(part)]
        return self.cut(self.begin, min([self.end, *ends]))

    def parts(self) -> Iterator[Part]:
        for part in self.found:
            is_opening = part.last <= self.modal.begin
            yield Part(part.kind, self.of(part), part.marker, is_opening, self._rest(part, is_opening=is_opening))

    def object(self) -> Part | None:
        """The one object of a single verb, with the predicate around it."""
        tree, verb = self.tree, self.modal.verb
        places = tree.children(verb, "dobj")
        if (
            len(places) != 1
            or not tree.words[places[0]].tag.startswith("NN")
            or tree.children(verb, "conj", "dative", "oprd", "ccomp")
        ):
            return None
        span = tree.subtree(places[0])
        behind = tree.words[places[0]].last
        is_clear = span.end >= self.end or self._is_part(behind)
        if span.start < self.begin or span.end > self.end or not is_clear:
            return None
        rest = f"{self.cut(self.begin, span.start).text} {self.cut(span.end, self.end).text}".strip()
        return Part(Kind.OBJECT, self.cut(span.start, span.end), "", is_opening=False, rest=rest)

    def limit(self, noun: int | None) -> Part | None:
        """The clause or participle that closes the noun's phrase and says which of its kind are meant."""
        tree = self.tree
        limits = tree.children(noun, "relcl", "acl") if noun is not None else ()
        if noun is None or len(limits) != 1 or tree.children(noun, "conj", "appos"):
            return None
        first, last = tree.words[limits[0]].first, tree.words[limits[0]].last
        if last != tree.words[noun].last or first <= noun or tree.words[first - 1].text in {",", "(", "-", "—"}:
            return None
        span, whole = tree.between(first, last), tree.subtree(noun)
        if tree.words[first].text.lower() == "to" or span.end > self.end:
            return None
        kept = self.cut(whole.start, span.start)
        return Part(
            Kind.WHICH, self.cut(span.start, span.end), tree.words[first].text.lower(), is_opening=False, rest=kept.text
        )

    def _rest(self, part: FoundPart, *, is_opening: bool) -> str:
        """The predicate without the part; "" where the part stands in the middle or may belong to one of two verbs."""
        if is_opening:
            return self.cut(self.begin, self.end).text
        span = self.tree.between(part.first, part.last)
        after = self.cut(span.end, self.end).text
        is_joint = part.kind in {Kind.PURPOSE, Kind.REASON} and not after  # at the end it is for all the verbs
        if not (part.is_sure or is_joint) or (after and not self._is_part(part.last)):
            return ""
        before = self.cut(self.begin, span.start).text
        return f"{before} {after}".strip() if before else ""

    def _is_part(self, place: int) -> bool:
        """Whether another part begins right there, after a comma at most."""
        while place < len(self.tree.words) and self.tree.words[place].text in {",", "-"}:
            place += 1
        return any(part.first == place for part in self.found)


def _ends_predicate(part: FoundPart) -> bool:
    return part.kind in {Kind.CONDITION, Kind.EXCEPTION, Kind.REASON}


def _end(tree: Tree, modal: Modal) -> tuple[int, bool]:
    """The character at which the clause ends, and whether a second clause follows."""
    end = len(tree.text.rstrip(" .!:;"))
    second = next((place for place in _joined(tree, modal) if _is_clause(tree, place, modal)), None)
    if second is not None:
        before = tree.words[second].first
        joiner = tree.words[before - 1] if before else tree.words[before]
        end = min(end, joiner.span.start if joiner.relation in {"cc", "punct"} else tree.words[before].span.start)
    flat = masked(tree.text)
    begin = tree.words[modal.begin].span.start
    found = _BREAK.search(flat, begin + 1, end)
    end = found.start() if found else end
    reference = _CROSS_REFERENCE.search(flat[:end])
    return (reference.start() if reference else end), second is not None


def _joined(tree: Tree, modal: Modal) -> list[int]:
    places = {modal.verb, tree.root}
    return sorted(
        child
        for place in places
        for child in tree.children(place, "conj", "parataxis", "ccomp")
        if child > modal.verb and (tree.words[child].relation != "ccomp" or _is_apart(tree, child))
    )


def _is_apart(tree: Tree, place: int) -> bool:
    """Whether a clause stands behind a stop and not behind "that" or "whether"."""
    before = tree.words[place].first - 1
    return before >= 0 and tree.words[before].text in {";", ":", ","} and tree.child(place, "mark") is None


def _is_clause(tree: Tree, place: int, modal: Modal) -> bool:
    """Whether a joined verb has a subject or a modal of its own; the same modal said again goes on with the clause."""
    if tree.children(place, "nsubj", "nsubjpass"):
        return True
    own = {tree.words[child].text.lower() for child in tree.children(place, "aux") if tree.words[child].tag == "MD"}
    first = {word.text.lower() for word in tree.words[modal.first : modal.last]}
    return bool(own) and own != first


def _fits(tree: Tree, part: FoundPart, end: int) -> bool:
    return tree.words[part.first].span.start < end


def _is_opening_clear(tree: Tree, found: Sequence[FoundPart], begin: int) -> bool:
    """Whether nothing precedes the main clause but its parts, marks and words of discourse."""
    held = {place for part in found if part.last <= begin for place in range(part.first, part.last)}
    loose = [tree.words[place].text.lower() for place in range(begin) if place not in held]
    loose = [word for word in loose if word.strip(",•*-–")]
    return not loose or bool(_DISCOURSE.match(" ".join(loose)))


def _is_subject(tree: Tree, subject: int | None, modal: Modal) -> bool:
    if subject is None:
        return True
    first, last = _subject_words(tree, subject)
    span = tree.between(first, last)
    text = masked(tree.text)[span.start : span.end]
    return last - first <= MAX_SUBJECT_WORDS and not _BAD_SUBJECT.search(text) and last <= modal.begin + 1


def _subject_words(tree: Tree, subject: int) -> tuple[int, int]:
    """From the first to behind the last word of the subject; the tree at times takes two joined nouns for two."""
    places = tree.children(tree.root, "nsubj", "nsubjpass")
    return tree.words[subject].first, max(tree.words[place].last for place in places if place < tree.root)


def _subject(tree: Tree, subject: int | None, modal: Modal, start: int) -> Piece | None:
    if subject is None:
        return None
    span = tree.between(*_subject_words(tree, subject))
    first = tree.words[modal.first if modal.first < modal.last else modal.begin].span.start
    return piece(tree.text, span.start, min(span.end, first), start)


def _modal(tree: Tree, modal: Modal, start: int) -> Piece | None:
    if modal.first == modal.last:
        return None
    span = tree.between(modal.first, modal.last)
    return piece(tree.text, span.start, span.end, start)


def _voice(tree: Tree, modal: Modal) -> Voice:
    if tree.child(modal.verb, "auxpass") is not None:
        return Voice.PASSIVE
    return Voice.BEING if tree.words[modal.verb].text.lower() in {"be", "is", "are"} else Voice.ACTIVE
