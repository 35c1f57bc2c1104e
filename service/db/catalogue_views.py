"""The catalogue as the recommender sees it: kept in memory, one a tenant, as new as the database when it is asked for.

What is published or withdrawn is taken in by the next request. What learners have in common and how hard items turned
out to be moves slowly, and is read again every two minutes.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np

from authoring.items.effort import answering_seconds, chance_of_guessing
from authoring.micro_module_json import item_from_json
from recommender.catalogue import Catalogue
from recommender.mastery import Mastery
from recommender.types import (
    Belief,
    Contribution,
    Item,
    ItemId,
    MicroModule,
    ObjectiveId,
    Peers,
    Probability,
    Vector,
    stacked,
)
from service.db.base import Json, MicroModuleId, TenantId
from service.db.changes import Kind as Found
from service.db.micro_module_content import items_of
from service.db.peers import read_peers
from service.db.publications import Shelved
from service.db.unit_of_work import UnitOfWork

SLOW_SECONDS = 120.0
EMBEDDING_SECONDS = 1.0  # between two looks while some have no vector
OPEN_TENANTS = 64
_MASTERY = Mastery()

Stamp = tuple[object, ...]


class ContributionSource(Protocol):
    """Where threads, questions and polls come from; given by whoever keeps them."""

    def stamp(self, work: UnitOfWork) -> Stamp:
        """Changes whenever a contribution came, went or changed; cheap, since it is asked for before every answer."""
        ...

    def read(self, work: UnitOfWork) -> Sequence[Contribution]:
        """Every contribution that somebody may be shown."""
        ...


@dataclass(frozen=True, slots=True)
class _Entry:
    """One micro-module. `version` is its publication's number and its place in its document.

    `vector` None: not all of its passages are embedded yet.
    """

    version: tuple[int, int]
    micro_module: MicroModule
    vector: Vector | None = None


@dataclass(frozen=True, slots=True)
class _Slow:
    """What moves slowly: how hard things are by their id, and what learners have in common."""

    difficulties: Mapping[str, Belief]
    peers: Peers
    read_at: float


@dataclass(frozen=True, slots=True)
class _View:
    stamp: Stamp
    entries: Mapping[MicroModuleId, _Entry]
    catalogue: Catalogue
    slow: _Slow
    read_at: float

    @property
    def waits(self) -> bool:
        """Whether anything has no vector yet."""
        return len(self.catalogue.vectors.ids) < len(self.entries)


@dataclass
class CatalogueViews:
    """The views of one process; safe to share between threads. `clock` is monotonic, in seconds."""

    sources: Sequence[ContributionSource] = ()
    clock: Callable[[], float] = time.monotonic
    _views: OrderedDict[TenantId, _View] = field(default_factory=OrderedDict, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)

    def get(self, work: UnitOfWork, embedder_id: str) -> Catalogue:
        """The tenant's catalogue with all that was committed before `work` began, and vectors of this embedder."""
        stamp = (work.publications.stamp(), work.quarantine.stamp(), *(source.stamp(work) for source in self.sources))
        view = self._views.get(work.tenant)
        known = view.catalogue if view is not None and view.stamp == stamp else None
        if known is not None and view is not None and not self._is_stale(view):
            return known
        if not self._lock.acquire(blocking=known is None) and known is not None:
            return known  # merely stale: one reads anew, the others go on
        try:
            return self._renewed(stamp, work, embedder_id).catalogue
        finally:
            self._lock.release()

    def forget(self, tenant: TenantId) -> None:
        """Read all of the tenant anew when it is next asked for."""
        with self._lock:
            self._views.pop(tenant, None)

    def _renewed(self, stamp: Stamp, work: UnitOfWork, embedder_id: str) -> _View:
        view = self._views.pop(work.tenant, None)  # somebody else may have renewed it meanwhile
        if view is None or view.stamp != stamp or self._is_stale(view):
            view = self._read(stamp, view, work, embedder_id)
        self._views[work.tenant] = view
        if len(self._views) > OPEN_TENANTS:
            self._views.popitem(last=False)
        return view

    def _is_stale(self, view: _View) -> bool:
        return self.clock() >= view.read_at + (EMBEDDING_SECONDS if view.waits else SLOW_SECONDS)

    def _read(self, stamp: Stamp, before: _View | None, work: UnitOfWork, embedder_id: str) -> _View:
        now = self.clock()
        entries = _with_vectors(_entries({} if before is None else before.entries, work), embedder_id, work)
        slow = before.slow if before is not None and now < before.slow.read_at + SLOW_SECONDS else _slow(work, now)
        contributions = [one for source in self.sources for one in source.read(work)]
        catalogue = Catalogue(
            _with_difficulties(_without(entries, work.quarantine.all()), slow.difficulties),
            {one.id: one for one in contributions},
            stacked({ObjectiveId(one): entry.vector for one, entry in entries.items() if entry.vector is not None}),
            slow.peers,
        )
        return _View(stamp, entries, catalogue, slow, now)


def _entries(before: Mapping[MicroModuleId, _Entry], work: UnitOfWork) -> dict[MicroModuleId, _Entry]:
    """What the catalogue shows now; only versions that were not known before are read."""
    numbers = work.publications.numbers()
    kept = {one: before[one] for one, number in numbers.items() if one in before and before[one].version == number}
    fresh = work.publications.shelved([one for one in numbers if one not in kept])
    return {**kept, **{one.micro_module_id: _entry(one) for one in fresh}}


def _entry(shelved: Shelved) -> _Entry:
    content = shelved.content
    objective = content.get("objective")
    taught = str(objective.get("text", "")) if isinstance(objective, dict) else ""
    micro_module = MicroModule(
        id=ObjectiveId(shelved.micro_module_id),
        document_id=shelved.document_id,
        position=shelved.position,
        title=shelved.title,
        objective=taught,
        seconds=shelved.reading_seconds,
        language=shelved.language,
        items=tuple(_item(item) for item in items_of(content, "items")),
        difficulty=_MASTERY.new_objective_difficulty(),
        published_at=shelved.published_at,
    )
    return _Entry((shelved.number, shelved.position), micro_module)


def _item(content: Json) -> Item:
    item = item_from_json(content)
    return Item(
        ItemId(item.id),
        answering_seconds(item),
        Probability(chance_of_guessing(item)),
        _MASTERY.new_item_difficulty(item.difficulty),
    )


def _with_vectors(
    entries: Mapping[MicroModuleId, _Entry], embedder_id: str, work: UnitOfWork
) -> dict[MicroModuleId, _Entry]:
    """Each with the direction of its passages, as soon as all of them have their vectors."""
    digests: defaultdict[str, list[str]] = defaultdict(list)
    for passage in work.passages.searched(Found.MICRO_MODULE, [one for one in entries if entries[one].vector is None]):
        digests[passage.object_id].append(passage.text_digest)
    packed = work.vectors.of(embedder_id, sorted({digest for found in digests.values() for digest in found}))
    ready = {one: found for one, found in digests.items() if all(digest in packed for digest in found)}
    fresh = {MicroModuleId(one): _direction([packed[digest] for digest in found]) for one, found in ready.items()}
    return {one: replace(entry, vector=fresh.get(one, entry.vector)) for one, entry in entries.items()}


def _direction(packed: Sequence[bytes]) -> Vector:
    mean = np.frombuffer(b"".join(packed), dtype=np.float32).reshape(len(packed), -1).mean(axis=0)
    direction: Vector = mean / max(float(np.linalg.norm(mean)), 1e-9)
    return direction


def _slow(work: UnitOfWork, now: float) -> _Slow:
    beliefs = {subject: row.belief for subject, row in work.knowledge.all_difficulties().items()}
    return _Slow(beliefs, read_peers(work), now)


def _without(entries: Mapping[MicroModuleId, _Entry], put_away: Collection[str]) -> Mapping[MicroModuleId, _Entry]:
    """Without the items in quarantine."""
    if not put_away:
        return entries
    return {one: replace(entry, micro_module=_asking(entry.micro_module, put_away)) for one, entry in entries.items()}


def _asking(micro_module: MicroModule, put_away: Collection[str]) -> MicroModule:
    return replace(micro_module, items=tuple(item for item in micro_module.items if item.id not in put_away))


def _with_difficulties(
    entries: Mapping[MicroModuleId, _Entry], known: Mapping[str, Belief]
) -> Mapping[ObjectiveId, MicroModule]:
    return {ObjectiveId(one): _with_difficulty(entry.micro_module, known) for one, entry in entries.items()}


def _with_difficulty(micro_module: MicroModule, known: Mapping[str, Belief]) -> MicroModule:
    if micro_module.id not in known:  # moved by every graded response to any of its items
        return micro_module
    items = tuple(replace(item, difficulty=known.get(item.id, item.difficulty)) for item in micro_module.items)
    return replace(micro_module, difficulty=known[micro_module.id], items=items)
