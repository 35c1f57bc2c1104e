"""Find the passages nearest to a text, by meaning and by words: for search, for related things, for duplicates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from indexes.embedder import Embedder
from indexes.errors import EmbedderUnavailable
from indexes.live_indexes import LiveIndexes
from indexes.types import ANYWHERE, Vector, Where
from recommender.search import Found, Query, SearchConfig, search
from service.db.changes import Kind
from service.db.passages import PassageRow
from service.db.unit_of_work import Database, UnitOfWork
from service.observability import log_for
from service.workflows.platform.authenticate import Caller

_log = log_for("search")


@dataclass(frozen=True, slots=True)
class Shown:
    """A thing that this caller may see now. `revision` is the one that its passages must be of."""

    title: str
    revision: int


class Show(Protocol):
    """Those of the things that this caller may see now, by id; asked of every hit before it leaves the house."""

    def __call__(self, object_ids: Sequence[str], *, caller: Caller, work: UnitOfWork) -> Mapping[str, Shown]: ...


class Narrow(Protocol):
    """Where this caller may find anything at all: for kinds of which most callers see little."""

    def __call__(self, where: Where, *, caller: Caller, work: UnitOfWork) -> Where: ...


@dataclass(frozen=True, slots=True)
class FindableKind:
    """What finding needs to know of one kind of thing. `narrow` None: looking at each hit is enough."""

    show: Show
    narrow: Narrow | None = None


@dataclass(frozen=True, slots=True)
class Finder:
    """What finding works with; `kinds` says which kinds of thing exist."""

    database: Database
    indexes: LiveIndexes
    embedder: Embedder
    kinds: Mapping[Kind, FindableKind]
    config: SearchConfig = field(default_factory=SearchConfig)


@dataclass(frozen=True, slots=True)
class Asked:
    """A text to find passages near to. `vector` None: made of the text."""

    text: str
    vector: Vector | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage as it may be shown now, and how near it is; `found` has the scores."""

    kind: Kind
    object_id: str
    shown: Shown
    passage: PassageRow
    found: Found


@dataclass(frozen=True, slots=True)
class Hits:
    """Passages of all kinds, best first. `corrected` maps mistyped words to those that were looked for.

    `vector` is that of what was asked; None: the embedder is away.
    """

    found: Sequence[Hit]
    corrected: Mapping[str, tuple[str, ...]]
    vector: Vector | None = None


def find_passages(
    asked: Asked, kinds: Iterable[Kind], *, limit: int, caller: Caller, finder: Finder, where: Where = ANYWHERE
) -> Hits:
    """The `limit` passages of each kind nearest to what is asked, all kinds together, best first.

    What was committed before is found; a kind that does not exist here has none. Without an embedder words must do.
    """
    query = Query(asked.text, _embed(asked.text, finder) if asked.vector is None else asked.vector, where)
    hits: list[Hit] = []
    corrected: dict[str, tuple[str, ...]] = {}
    for kind in dict.fromkeys(kinds):
        if kind not in finder.kinds:
            continue
        found = _find(kind, query, limit, caller, finder)
        hits += found.found
        corrected.update(found.corrected)
    hits.sort(key=lambda hit: (-hit.found.rank_score, hit.object_id, hit.passage.position))
    return Hits(hits, corrected, query.vector)


def _embed(text: str, finder: Finder) -> Vector | None:
    try:
        vector: Vector = finder.embedder.embed([text])[0]
    except EmbedderUnavailable as fault:
        _log.warning("search.without_embedder", reason=type(fault).__name__)
        return None
    return vector


def _find(kind: Kind, query: Query, limit: int, caller: Caller, finder: Finder) -> Hits:
    findable = finder.kinds[kind]
    index = finder.indexes.get(caller.tenant, kind.value)
    with finder.database.reading(caller.tenant) as work:
        if findable.narrow is not None:
            query = replace(query, where=findable.narrow(query.where, caller=caller, work=work))
        results = search(query, index, finder.config)
        return Hits(_checked(kind, results.found, limit, caller, findable, work), results.corrected)


def _checked(
    kind: Kind, found: Sequence[Found], limit: int, caller: Caller, findable: FindableKind, work: UnitOfWork
) -> list[Hit]:
    """What the database shows of it now: an index may be behind, and is never the word on who may see what."""
    hits: list[Hit] = []
    for start in range(0, len(found), limit):
        part = found[start : start + limit]
        shown = findable.show(sorted({one.place.owner for one in part}), caller=caller, work=work)
        rows = work.passages.at(kind, [(one.place.owner, one.place.position) for one in part])
        for one in part:
            row, thing = rows.get((one.place.owner, one.place.position)), shown.get(one.place.owner)
            if row is None or thing is None:
                continue
            if row.text_digest == one.place.digest and row.revision == thing.revision:
                hits.append(Hit(kind, one.place.owner, thing, row, one))
        if len(hits) >= limit:
            break
    return hits[:limit]
