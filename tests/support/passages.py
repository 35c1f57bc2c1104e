"""A database's passages in memory, for tests of live indexes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from indexes.passage_source import Update, Whole
from indexes.types import Passage
from tests.support.embedders import HashedWordsEmbedder


def a_passage(owner: str, text: str, position: int = 1, *, document: str = "doc", language: str = "en") -> Passage:
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Passage(owner, position, text, digest, document, language)


@dataclass
class ListedPassages:
    """Satisfies `PassageSource`; passages get their vectors at once, unless `embeds` is False. Counts what it reads."""

    embedder: HashedWordsEmbedder = field(default_factory=HashedWordsEmbedder)
    embeds: bool = True
    history: str = "a"  # of two copies of a database
    passages: dict[str, list[Passage]] = field(default_factory=dict)
    changed: list[str] = field(default_factory=list)
    made: dict[str, bytes] = field(default_factory=dict)
    wholes: int = 0

    def put(self, owner: str, *texts: str, document: str = "doc", language: str = "en") -> None:
        """Publish or edit; without texts: withdraw."""
        self.passages[owner] = [
            a_passage(owner, text, position, document=document, language=language)
            for position, text in enumerate(texts, start=1)
        ]
        self.changed.append(owner)
        if self.embeds:
            self.embed()

    def embed(self) -> None:
        """Give every passage its vector."""
        for passage in self._all():
            self.made[passage.digest] = self.embedder.embed([passage.text])[0].tobytes()

    def latest(self) -> int:
        return len(self.changed)

    @contextmanager
    def everything(self) -> Iterator[Whole]:
        self.wholes += 1
        rows = ((passage, self.made.get(passage.digest)) for passage in self._all())
        yield Whole(self.latest(), self._change_id(self.latest()), len(self._all()), rows)

    def since(self, sequence: int, change_id: str | None) -> Update | None:
        if sequence > len(self.changed) or change_id != self._change_id(sequence):
            return None
        owners = frozenset(self.changed[sequence:])
        return self._update([one for owner in sorted(owners) for one in self.passages.get(owner, [])], owners)

    def vectors(self, digests: Sequence[str]) -> Mapping[str, bytes]:
        return {digest: self.made[digest] for digest in digests if digest in self.made}

    def _all(self) -> list[Passage]:
        return [passage for owner in sorted(self.passages) for passage in self.passages[owner]]

    def _update(self, passages: Sequence[Passage], owners: frozenset[str]) -> Update:
        vectors = self.vectors([passage.digest for passage in passages])
        return Update(self.latest(), self._change_id(self.latest()), owners, passages, vectors)

    def _change_id(self, sequence: int) -> str | None:
        return f"{self.history}-{sequence}" if sequence else None
