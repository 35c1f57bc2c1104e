"""Find what is related to a text: candidates from the index, then ranked whole against whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from indexes.embedder import Embedder, Vectors
from indexes.errors import EmbedderUnavailable
from indexes.types import ANYWHERE
from recommender.related import Related, RelatedText
from recommender.words import WordWeights
from service.db.base import Json
from service.db.changes import Kind
from service.db.passages import PassageRow
from service.db.unit_of_work import UnitOfWork
from service.workflows.community.weigh_tenant_words import WeighedWords, weigh_tenant_words
from service.workflows.learning.find_passages import Finder, Shown
from service.workflows.platform.authenticate import Caller

CANDIDATES = 40  # for each passage, by meaning, and as many by words
ASKED_PASSAGES = 8  # of what is asked for; a micro-module has three or four
WORDS_ASKED = 60  # of them for candidates by words

Rank = Callable[[RelatedText, Sequence[RelatedText], WordWeights], list[Related]]


@dataclass(frozen=True, slots=True)
class Relater:
    """What relating works with."""

    finder: Finder
    weighed: WeighedWords = field(default_factory=WeighedWords)


@dataclass(frozen=True, slots=True)
class Asked:
    """A text as passages, each with what it is embedded as; `without` it and what else is not looked for."""

    object_id: str
    passages: Sequence[str]
    without: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class RelatedThing:
    """A related thing with the passage that matched, and which of the asked ones (from 0) it matched."""

    kind: Kind
    object_id: str
    title: str
    related: Related
    asked_passage: int
    passage: str
    source: Json


def relate(
    asked: Asked, to: Kind, *, rank: Rank, limit: int, caller: Caller, relater: Relater
) -> Sequence[RelatedThing]:
    """Up to `limit` things that the caller may see, best first, fitting or not; none where there is no such kind."""
    finder = relater.finder
    if to not in finder.kinds or not asked.passages:
        return []
    text = RelatedText(asked.object_id, tuple(asked.passages), _embed(asked.passages, finder.embedder))
    weights = weigh_tenant_words(caller.tenant, database=finder.database, weighed=relater.weighed)
    with finder.database.reading(caller.tenant) as work:
        shown, rows = _candidates(text, asked.without, to, caller, finder, work)
        others = _texts(rows, finder, work)
    return [_thing(to, one, shown[one.id], rows[one.id]) for one in rank(text, others, weights)[:limit]]


def _embed(passages: Sequence[str], embedder: Embedder) -> Vectors:
    """Without an embedder nothing is near in meaning, and words must do."""
    try:
        return embedder.embed(passages)
    except EmbedderUnavailable:
        return np.zeros((len(passages), embedder.dimensions), dtype=np.float32)


def _candidates(
    text: RelatedText, without: frozenset[str], to: Kind, caller: Caller, finder: Finder, work: UnitOfWork
) -> tuple[Mapping[str, Shown], Mapping[str, Sequence[PassageRow]]]:
    """Things near any of the passages, or that share words, as the database shows them to the caller now."""
    index, findable = finder.indexes.get(caller.tenant, to.value), finder.kinds[to]
    where = replace(ANYWHERE, without=without)
    if findable.narrow is not None:
        where = findable.narrow(where, caller=caller, work=work)
    found = [near.place for vector in text.vectors[:ASKED_PASSAGES] for near in index.near(vector, CANDIDATES, where)]
    words = " ".join(text.text.split()[:WORDS_ASKED])
    found += [one.place for one in index.matching(words, CANDIDATES, where).found]
    shown = findable.show(sorted({place.owner for place in found}), caller=caller, work=work)
    rows = work.passages.of_many(to, sorted(shown))
    current = {owner: passages for owner, passages in rows.items() if passages[0].revision == shown[owner].revision}
    return shown, current


def _texts(rows: Mapping[str, Sequence[PassageRow]], finder: Finder, work: UnitOfWork) -> list[RelatedText]:
    digests = sorted({row.text_digest for passages in rows.values() for row in passages})
    vectors = work.vectors.of(finder.embedder.identity, digests)
    nothing = np.zeros(finder.embedder.dimensions, dtype=np.float32)  # still being made: words alone count

    def vector(row: PassageRow) -> Vectors:
        kept = vectors.get(row.text_digest)
        return nothing if kept is None else np.frombuffer(kept, dtype=np.float32)

    return [
        RelatedText(owner, tuple(row.searched for row in passages), np.stack([vector(row) for row in passages]))
        for owner, passages in rows.items()
    ]


def _thing(kind: Kind, related: Related, shown: Shown, rows: Sequence[PassageRow]) -> RelatedThing:
    row = rows[related.match.theirs]
    return RelatedThing(kind, related.id, shown.title, related, related.match.ours, row.text, row.source)
