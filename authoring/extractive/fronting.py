"""Asks for one word of a clause: it moves to the front with the verb's helper, everything else stays in its order."""

from __future__ import annotations

import re
from dataclasses import dataclass

from authoring.linguistics import base_form, can_be_verb
from authoring.linguistics.syntax import Tree

PLACEHOLDER = "this"  # stands where a sentence breaks off
IN_CASE = "in"  # what stands for "if" before a placeholder while the sentence is parsed
VAGUE_COUNT = re.compile(
    r"^(?:(?:a )?(?:few|number of|couple of|variety of)|several|multiple|many|some|various|different|extra) ", re.I
)
MAX_SUBJECT_WORDS = 14
_WEAK = re.compile(r"\b(?:it|they|this|that|these|those|we|us|our|i|my|he|she|them|here|there|above|below)\b", re.I)
# Pointing words with what they point at beside them.
_OWN = re.compile(
    r"\b(?:why|reasons?|situations?) (?:it['’]s|it is)\b|\b(?:that|those) (?:is|are|the|an?|you)\b|\bs that\b", re.I
)
_THAT_CASE = re.compile(
    r"^(?:once|if|when|after|before|until|unless|for|in|at|with) (?:that|this|these|those|it)\b", re.I
)
_BECAUSE = re.compile(r"^(?:because|since|as)\b[^,]*$", re.IGNORECASE)  # a reason tells no case
_SUBORDINATE = frozenset({"advcl", "relcl", "ccomp", "acl", "csubj", "parataxis"})


@dataclass(frozen=True, slots=True)
class Fronted:
    """A clause whose word at `place` is asked for."""

    tree: Tree
    place: int

    def question(self) -> str | None:
        """The asked words in front, then the verb's first part, the subject and the rest."""
        head = self._verb()
        if head is None:
            return None
        asked, gap = self._asked()
        subject = self.tree.child(self.tree.root, "nsubj", "nsubjpass")
        if asked is None or (subject is None and self.tree.words[self.tree.root].tag not in {"VB", "VBP"}):
            return None
        if subject is not None and self._is_within(subject):
            rest = self._text(self.tree.words[subject].last, len(self.tree.words), gap)
            opening = self._opening(self.tree.words[subject].first)
            return None if is_weak(rest) or opening is None else f"{opening}{asked} {rest}"
        return self._around(subject, asked, gap)

    def _around(self, subject: int | None, asked: str, gap: tuple[int, int]) -> str | None:
        tree, root = self.tree, self.tree.root
        first = tree.words[subject].first if subject is not None else self._verb()
        opening = self._opening(first or 0)
        if opening is None:
            return None
        if subject is None:
            rest = self._text(root, len(tree.words), gap)
            denial = "not " if tree.child(root, "neg") is not None else ""
            return f"{opening}{asked} should you {denial}{rest[:1].lower()}{rest[1:]}"
        who = _small(tree, tree.words[subject].first, tree.words[subject].last)
        if is_weak(who) or (who.lower() != "you" and len(who.split()) > 14):
            return None
        verb, rest_from = self._helper()
        if verb is None:
            return None
        rest = self._text(rest_from, len(tree.words), gap, base=verb in {"do", "does"})
        return f"{opening}{asked} {verb} {who} {rest}".rstrip() if not is_weak(rest) else None

    def _verb(self) -> int | None:
        """The first word of the verb: its helper, or itself; None where the list does not hang on the main verb."""
        tree, word = self.tree, self.place
        while word != tree.root:
            if tree.words[word].relation in _SUBORDINATE:
                return None
            word = tree.words[word].head
        helpers = tree.children(tree.root, "aux", "auxpass")
        return min((*helpers, tree.root))

    def _helper(self) -> tuple[str | None, int]:
        """The helper verb that moves to the front, and the place of the word after it."""
        tree, root = self.tree, self.tree.root
        helpers = tree.children(root, "aux", "auxpass")
        if helpers:
            return tree.words[helpers[0]].text.lower(), helpers[0] + 1
        verb = tree.words[root]
        if verb.text.lower() in {"is", "are"}:
            return verb.text.lower(), root + 1
        if verb.tag not in {"VBZ", "VBP"} or not can_be_verb(self._main_verb().lower()):
            return None, root
        return ("does" if verb.tag == "VBZ" else "do"), root

    def _main_verb(self) -> str:
        verb = self.tree.words[self.tree.root].text
        return "have" if verb.lower() == "has" else base_form(verb)

    def _asked(self) -> tuple[str | None, tuple[int, int]]:
        """The asked words and the places they leave: with their preposition where a noun is asked for."""
        tree, word = self.tree, self.tree.words[self.place]
        first, last = word.first, word.last
        if word.text in {PLACEHOLDER, "following"}:
            if word.relation == "pobj" and tree.words[word.head].text == IN_CASE and word.head == self.place - 1:
                return "in which cases", (word.head, last)
            return "what", (first, last if word.text == PLACEHOLDER else self.place + 1)
        whole = self.place
        if re.match(r"(?:one|any|some|all|either|at least one) of ", wider(tree, self.place)):
            whole = tree.words[tree.words[self.place].head].head
        place = tree.words[whole]
        noun = tree.text[slice(*tree.subtree(self.place))].rstrip(" .,")
        noun = re.sub(r"^(?:the following|these|those|the|its) ?", "", noun, flags=re.IGNORECASE)
        noun = VAGUE_COUNT.sub("", noun)
        if is_weak(noun) or not noun or ";" in noun or re.search(r"\b(?:when|if|while)\b", noun):
            return None, (0, 0)
        if place.relation == "pobj":
            before = tree.words[place.head]
            return f"{before.text.lower()} which {noun}", (place.head, place.last)
        return f"which {noun}", (place.first, place.last)

    def _opening(self, until: int) -> str | None:
        """What stands before the subject, with its comma; None where it points outside."""
        text = self.tree.text[: self.tree.words[until].span.start].strip(" ,")
        if not text:
            return ""
        if _THAT_CASE.match(text):
            return None
        if _BECAUSE.match(text):
            return ""
        return None if is_weak(re.sub(r"\bthat\b", "", text)) else f"{small_first(self.tree, text)}, "

    def _is_within(self, subject: int) -> bool:
        word = self.tree.words[subject]
        return word.first <= self.place < word.last

    def _text(self, first: int, last: int, gap: tuple[int, int], *, base: bool = False) -> str:
        """Words `first` to `last` without those in `gap`; `base`: with the main verb in its dictionary form."""
        tree = self.tree
        pieces = []
        for begin, end in ((first, min(last, gap[0])), (max(first, gap[1]), last)):
            if begin >= end:
                continue
            text = tree.text[slice(*tree.between(begin, end))]
            if base and begin <= tree.root < end:
                verb = tree.words[tree.root]
                at = verb.span.start - tree.words[begin].span.start
                text = f"{text[:at]}{self._main_verb()}{text[at + len(verb.text) :]}"
            pieces.append(text)
        return re.sub(r" ([,.])", r"\1", " ".join(pieces)).strip(" .,")


def _small(tree: Tree, first: int, last: int) -> str:
    return small_first(tree, tree.text[slice(*tree.between(first, last))])


def small_first(tree: Tree, text: str) -> str:
    """A small first letter at the start of the sentence, unless the first word is a name or written in capitals."""
    word = tree.words[0]
    is_name = word.tag in {"NNP", "NNPS"} or (not word.text[1:].islower() and len(word.text) > 1)
    return text if is_name or not tree.text.startswith(text[:1]) else text[:1].lower() + text[1:]


def is_weak(text: str) -> bool:
    """Whether a word of the text points outside of it, or speaks for the writer."""
    return bool(_WEAK.search(_OWN.sub("", text)))


def wider(tree: Tree, place: int) -> str:
    """The phrase with "one of" or "any of" before it."""
    of = tree.words[place].head
    if tree.words[of].text.lower() != "of":
        return ""
    return tree.text[slice(*tree.subtree(tree.words[of].head))].lower()
