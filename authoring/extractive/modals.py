"""How binding a clause is, and where its modal stands in the tree."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from authoring.linguistics import can_be_verb, lemma_of
from authoring.linguistics.syntax import Tree


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
class Modal:
    """`first` to `last`, exclusive, are the words of the modal, none where they are equal; `verb` is the verb that it
    governs and `begin` the first word of the predicate. `is_denied`: a statement in the passive says "is not".
    """

    modality: Modality
    first: int
    last: int
    verb: int
    begin: int
    is_denied: bool = False


_CLASSES = {
    "must": Modality.MUST,
    "shall": Modality.MUST,
    "should": Modality.SHOULD,
    "may": Modality.MAY,
    "can": Modality.MAY,
    "ca": Modality.MAY,  # as "can't" is cut
}
_NEGATED = {Modality.MUST: Modality.MUST_NOT, Modality.SHOULD: Modality.SHOULD_NOT, Modality.MAY: Modality.MAY_NOT}
# "is required to lock": the verb behind "to" is what counts.
_BINDING_VERBS = {
    "require": Modality.MUST,
    "oblige": Modality.MUST,
    "recommend": Modality.SHOULD,
    "advise": Modality.SHOULD,
    "encourage": Modality.SHOULD,
    "permit": Modality.MAY,
    "allow": Modality.MAY,
    "forbid": Modality.MUST_NOT,
    "prohibit": Modality.MUST_NOT,
}
_NEEDS = frozenset({"need", "have"})
_BEFORE_ORDER = frozenset(
    {"please", "always", "never", "first", "then", "also", "immediately", "only", "instead", "do"}
)
_NEGATIONS = frozenset({"not", "never", "n't"})
_ORDER_TAGS = frozenset({"VB", "VBP"})
_PRESENT = frozenset({"VBZ", "VBP"})


def modal_of(tree: Tree) -> Modal | None:
    """The modal of the main clause; None where the clause is no statement in the present and no order."""
    subject = tree.child(tree.root, "nsubj", "nsubjpass")
    if subject is None:
        return _order(tree)
    return _modal(tree) or _binding(tree) or _plain(tree)


def _modal(tree: Tree) -> Modal | None:
    for place in tree.children(tree.root, "aux"):
        word = tree.words[place]
        modality = _CLASSES.get(word.text.lower()) if word.tag == "MD" else None
        if modality is None:
            continue
        last = place + 1
        if last < len(tree.words) and tree.words[last].text.lower() in _NEGATIONS:
            last += 1
            modality = _NEGATED[modality]
        bound = _behind_to(tree)
        if bound is not None and modality is Modality.MUST:  # "shall be required to choose"
            return Modal(_CLASSES_OF_BOTH.get(bound[0], modality), place, bound[1], bound[1], bound[1])
        return Modal(modality, place, last, tree.root, last)
    return None


_CLASSES_OF_BOTH = {"require": Modality.MUST, "forbid": Modality.MUST_NOT, "allow": Modality.MAY}


def _behind_to(tree: Tree) -> tuple[str, int] | None:
    """The lemma of a binding root in the passive and the verb behind its "to"."""
    lemma = lemma_of(tree.words[tree.root].text, "en", pos="VERB")
    complement = tree.child(tree.root, "xcomp")
    if lemma not in _BINDING_VERBS or complement is None or tree.child(tree.root, "auxpass") is None:
        return None
    to = tree.child(complement, "aux")
    if to is None or tree.words[to].text.lower() != "to" or to != tree.root + 1:
        return None
    return lemma, to + 1


def _binding(tree: Tree) -> Modal | None:
    """ "is required to lock", "need to lock", "have to lock"."""
    root = tree.words[tree.root]
    lemma = lemma_of(root.text, "en", pos="VERB")
    complement = tree.child(tree.root, "xcomp")
    if complement is None or tree.children(tree.root, "neg"):
        return None
    to = tree.child(complement, "aux")
    if to is None or tree.words[to].text.lower() != "to" or to != tree.root + 1:
        return None
    if lemma in _NEEDS and root.tag in _PRESENT:
        return Modal(Modality.MUST, tree.root, to + 1, complement, to + 1)
    being = tree.child(tree.root, "auxpass")
    if lemma in _BINDING_VERBS and being is not None and tree.words[being].tag in _PRESENT:
        return Modal(_BINDING_VERBS[lemma], being, to + 1, complement, to + 1)
    return None


def _plain(tree: Tree) -> Modal | None:
    """A statement in the present: "the reader checks", "claims are paid", "the reader does not check"."""
    helpers = tree.children(tree.root, "aux", "auxpass")
    if helpers:
        return _helped(tree, helpers)
    root = tree.words[tree.root]
    if root.tag not in _PRESENT or tree.children(tree.root, "neg"):
        return None
    if lemma_of(root.text, "en", pos="VERB") == "be":
        return Modal(Modality.NONE, tree.root, tree.root + 1, tree.root, tree.root + 1)
    adverb = tree.root - 1
    begin = adverb if adverb >= 0 and tree.words[adverb].relation == "advmod" else tree.root
    return Modal(Modality.NONE, begin, begin, tree.root, begin)


def _helped(tree: Tree, helpers: tuple[int, ...]) -> Modal | None:
    """ "is kept", "is not kept", "does not keep"."""
    first = tree.words[helpers[0]]
    if first.tag not in _PRESENT or len(helpers) > 1:
        return None
    if first.text.lower() in {"do", "does"}:
        return Modal(Modality.NONE, helpers[0], helpers[0], tree.root, helpers[0])
    denials = tree.children(tree.root, "neg")
    last = max([helpers[0], *denials]) + 1
    if tree.child(tree.root, "auxpass") is None or last > tree.root or len(denials) > 1:
        return None
    return Modal(Modality.NONE, helpers[0], last, tree.root, last, is_denied=bool(denials))


_NO_ORDERS = frozenset({"are", "is", "am", "have", "need", "contain", "mean", "seem"})


def _has_another_subject(tree: Tree) -> bool:
    """ "Pull cords run along the belt and buttons stand beside it": no order, though it opens like one."""
    joined = tree.children(tree.root, "conj", "ccomp", "dep")
    return any(
        tree.words[subject].text.lower() != "you"
        for place in joined
        if place > tree.root and tree.child(place, "mark") is None
        for subject in tree.children(place, "nsubj", "nsubjpass")
    )


def _is_noun(tag: str) -> bool:
    return tag.startswith("NN")


def _order(tree: Tree) -> Modal | None:
    root = tree.words[tree.root]
    is_named = _is_noun(root.tag) and tree.root == 0 and tree.child(0, "dobj") is not None  # "Answer complaints"
    if not (root.tag in _ORDER_TAGS or is_named) or not can_be_verb(root.text.lower()):
        return None
    if root.text.lower() in _NO_ORDERS or _has_another_subject(tree):
        return None
    if tree.root and _is_noun(tree.words[tree.root - 1].tag):
        return None  # "authenticators contain": a subject that the tree put elsewhere
    if tree.children(tree.root, "aux", "auxpass", "expl", "csubj") and not _is_do_not(tree):
        return None
    begin = tree.root
    while begin > 0 and _goes_before_order(tree, begin - 1):
        begin -= 1
    negated = any(tree.words[place].text.lower() in _NEGATIONS for place in range(begin, tree.root))
    modality = Modality.ORDER_NOT if negated else Modality.ORDER
    return Modal(modality, begin, begin, tree.root, tree.root)


def _is_do_not(tree: Tree) -> bool:
    helpers = [tree.words[place].text.lower() for place in tree.children(tree.root, "aux")]
    return helpers == ["do"]


def _goes_before_order(tree: Tree, place: int) -> bool:
    word = tree.words[place]
    return word.head == tree.root and (
        word.text.lower() in _BEFORE_ORDER | _NEGATIONS
        or (word.relation == "advmod" and word.text.lower().endswith("ly"))
    )
