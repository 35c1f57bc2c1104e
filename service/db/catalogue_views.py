"""The catalogue as the recommender sees it: kept in memory, one a tenant, as new as the database when it is asked for.

What was published, withdrawn or posted is taken in by the next request, and takes as long as there is of it. What
learners have in common and how hard items turned out to be moves slowly: `keep_up` reads it again every two minutes.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple, Protocol

import numpy as np

from authoring.items.effort import answering_seconds, chance_of_guessing
from authoring.micro_module_json import item_from_json
from recommender.catalogue import Catalogue
from recommender.conversations import Conversations
from recommender.mastery import Mastery
from recommender.types import Belief, Item, ItemId, MicroModule, ObjectiveId, Peers, Probability, Vector
from recommender.vectors import Vectors
from service.db.base import Json, MicroModuleId, TenantId
from service.db.catalogue_stamps import Stamp
from service.db.changes import Kind
from service.db.micro_module_content import items_of
from service.db.peers import read_peers
from service.db.publications import Shelved
from service.db.unit_of_work import Database, UnitOfWork

SLOW_SECONDS = 120.0
UNKEPT = 2.0  # times as old a view may get before a request renews it: nobody keeps up then
EMBEDDING_SECONDS = 1.0  # between two looks while some have no vector
OPEN_TENANTS = 64
_MASTERY = Mastery()


class ConversationSource(Protocol):
    """Where threads, questions and polls come from; given by whoever keeps them."""

    def read(self, work: UnitOfWork) -> Conversations:
        """Every contribution that somebody may be shown, as `work` sees it; the same object where nothing changed."""
        ...

    def forget(self, tenant: TenantId) -> None:
        """Read all of the tenant anew when it is next asked for."""
        ...


class _Version(NamedTuple):
    """The number of a publication, and its place in its document."""

    number: int
    position: int


@dataclass(frozen=True, slots=True)
class _Published:
    """What the catalogue shows as it was published, and which items of it nobody is asked."""

    versions: Mapping[ObjectiveId, _Version]
    micro_modules: Mapping[ObjectiveId, MicroModule]
    put_away: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Slow:
    """What moves slowly: how hard things are by their id, and what learners have in common."""

    difficulties: Mapping[str, Belief] = field(default_factory=dict)
    peers: Peers = field(default_factory=Peers)
    read_at: float = float("-inf")


@dataclass(frozen=True, slots=True)
class _View:
    """`looked_at`: when vectors were last looked for. `waits`: whether anything has none yet."""

    stamp: Stamp
    published: _Published
    slow: _Slow
    catalogue: Catalogue
    looked_at: float

    @property
    def waits(self) -> bool:
        return len(self.catalogue.vectors.ids) < len(self.published.micro_modules)


_NOTHING = _View(Stamp(), _Published({}, {}, frozenset()), _Slow(), Catalogue(), float("-inf"))


@dataclass
class CatalogueViews:
    """The views of one process; safe to share between threads. `clock` is monotonic, in seconds."""

    conversations: ConversationSource
    clock: Callable[[], float] = time.monotonic
    _views: OrderedDict[TenantId, _View] = field(default_factory=OrderedDict, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)

    def get(self, work: UnitOfWork, embedder_id: str) -> Catalogue:
        """The tenant's catalogue with all that was committed before `work` began, and vectors of this embedder."""
        stamp = work.catalogue_stamps.read()
        view = self._views.get(work.tenant)
        known = view.catalogue if view is not None and _is_as_new(view.stamp, stamp) else None
        if known is not None and view is not None and not self._is_stale(view, patience=UNKEPT):
            return known
        if not self._lock.acquire(blocking=known is None) and known is not None:
            return known  # merely stale: one reads anew, the others go on
        try:
            return self._renewed(stamp, work, embedder_id).catalogue
        finally:
            self._lock.release()

    def keep_up(self, database: Database, embedder_id: str) -> None:
        """Renew what is stale, so that no request has to."""
        for tenant, view in list(self._views.items()):
            if self._is_stale(view):
                with database.reading(tenant) as work:
                    slow = self._slow(view, work)
                    with self._lock:
                        self._renewed(work.catalogue_stamps.read(), work, embedder_id, slow=slow)

    def forget(self, tenant: TenantId) -> None:
        """Read all of the tenant anew when it is next asked for."""
        with self._lock:
            self._views.pop(tenant, None)
        self.conversations.forget(tenant)

    def _renewed(self, stamp: Stamp, work: UnitOfWork, embedder_id: str, *, slow: _Slow | None = None) -> _View:
        """`slow` None: read here, where it is time for it."""
        view = self._views.pop(work.tenant, None)  # somebody else may have renewed it meanwhile
        if slow is not None or view is None or not _is_as_new(view.stamp, stamp) or self._is_stale(view):
            view = self._read(stamp, view or _NOTHING, slow or self._slow(view or _NOTHING, work), work, embedder_id)
        self._views[work.tenant] = view
        if len(self._views) > OPEN_TENANTS:
            tenant, _ = self._views.popitem(last=False)
            self.conversations.forget(tenant)
        return view

    def _is_stale(self, view: _View, *, patience: float = 1.0) -> bool:
        now = self.clock()
        is_awaited = view.waits and now >= view.looked_at + patience * EMBEDDING_SECONDS
        return is_awaited or now >= view.slow.read_at + patience * SLOW_SECONDS

    def _slow(self, before: _View, work: UnitOfWork) -> _Slow:
        now = self.clock()
        if now < before.slow.read_at + SLOW_SECONDS:
            return before.slow
        return _Slow(work.knowledge.beliefs(), read_peers(work), now)

    def _read(self, stamp: Stamp, before: _View, slow: _Slow, work: UnitOfWork, embedder_id: str) -> _View:
        """The view as of now: compared whole with the database when what is slow was read, else what changed since."""
        touched = _changed(before, stamp, work) if slow is before.slow else _outdated(before, work)
        published = _published(before.published, touched, work)
        vectors, looked_at = self._vectors(before, published, touched, work, embedder_id)
        asked = _asked_anew(before, published, slow, touched)
        gone = before.published.micro_modules.keys() - published.micro_modules.keys()
        fresh = [_as_asked(published.micro_modules[one], published.put_away, slow.difficulties) for one in asked]
        shelf = before.catalogue.shelf
        if gone or fresh or vectors is not shelf.goals.vectors or slow is not before.slow:
            shelf = shelf.changed(gone, fresh, vectors, slow.peers)
        return _View(stamp, published, slow, Catalogue(shelf, self.conversations.read(work)), looked_at)

    def _vectors(
        self, before: _View, published: _Published, touched: Collection[ObjectiveId], work: UnitOfWork, embedder_id: str
    ) -> tuple[Vectors, float]:
        """With the direction of each one's passages, as soon as all of them are embedded; when they were looked for."""
        vectors, now = before.catalogue.vectors.changed(touched, {}), self.clock()
        missing = published.micro_modules.keys() - vectors.rows.keys()
        if not missing or not (touched or now >= before.looked_at + EMBEDDING_SECONDS):
            return vectors, before.looked_at
        wanted = None if len(missing) == len(published.micro_modules) else sorted(missing)
        found = work.vectors.by_object(embedder_id, Kind.MICRO_MODULE, wanted)
        ready = {ObjectiveId(one): _direction(packed) for one, packed in found if one in missing and None not in packed}
        return vectors.changed((), ready), now


def _is_as_new(known: Stamp, stamp: Stamp) -> bool:
    """A request that began earlier than the one for which the view was read gets the newer one."""
    return known == stamp or known.sequence > stamp.sequence


def _outdated(before: _View, work: UnitOfWork) -> set[ObjectiveId]:
    """Everything of which the catalogue shows another version than is known."""
    now = {ObjectiveId(one): _Version(*version) for one, version in work.publications.numbers().items()}
    known = before.published.versions
    return {one for one in now.keys() | known.keys() if now.get(one) != known.get(one)}


def _changed(before: _View, stamp: Stamp, work: UnitOfWork) -> set[ObjectiveId]:
    if stamp.sequence <= before.stamp.sequence:
        return set()
    return {ObjectiveId(one) for one in work.changes.objects_since(Kind.MICRO_MODULE, before.stamp.sequence)}


def _published(before: _Published, touched: Collection[ObjectiveId], work: UnitOfWork) -> _Published:
    put_away = work.quarantine.all()
    if not touched:
        return before if put_away == before.put_away else replace(before, put_away=put_away)
    shelved = {ObjectiveId(one.micro_module_id): one for one in _shelved(touched, work)}
    versions = {one: version for one, version in before.versions.items() if one not in touched}
    micro_modules = {one: micro_module for one, micro_module in before.micro_modules.items() if one not in touched}
    return _Published(
        {**versions, **{one: _Version(found.number, found.position) for one, found in shelved.items()}},
        {**micro_modules, **{one: _micro_module(found) for one, found in shelved.items()}},
        put_away,
    )


def _asked_anew(
    before: _View, published: _Published, slow: _Slow, touched: Collection[ObjectiveId]
) -> Collection[ObjectiveId]:
    """What is another than before, or harder, or asks other items."""
    if published.put_away != before.published.put_away:
        return published.micro_modules.keys()
    known = before.slow.difficulties
    # Every graded response to any of its items moves the micro-module's own difficulty.
    moved = (
        () if slow is before.slow else (ObjectiveId(one) for one in slow.difficulties if _has_moved(one, known, slow))
    )
    return [one for one in {*touched, *moved} if one in published.micro_modules]


def _has_moved(subject: str, known: Mapping[str, Belief], slow: _Slow) -> bool:
    return slow.difficulties[subject] != known.get(subject)


def _as_asked(micro_module: MicroModule, put_away: Collection[str], known: Mapping[str, Belief]) -> MicroModule:
    """As hard as it turned out to be, and without the items in quarantine."""
    items = [item for item in micro_module.items if item.id not in put_away]
    if micro_module.id not in known:
        return micro_module if len(items) == len(micro_module.items) else replace(micro_module, items=tuple(items))
    harder = tuple(replace(item, difficulty=known.get(item.id, item.difficulty)) for item in items)
    return replace(micro_module, difficulty=known[micro_module.id], items=harder)


def _shelved(wanted: Iterable[ObjectiveId], work: UnitOfWork) -> Iterable[Shelved]:
    return work.publications.shelved([MicroModuleId(one) for one in sorted(wanted)])


def _micro_module(shelved: Shelved) -> MicroModule:
    content = shelved.content
    objective = content.get("objective")
    taught = str(objective.get("text", "")) if isinstance(objective, dict) else ""
    return MicroModule(
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


def _item(content: Json) -> Item:
    item = item_from_json(content)
    return Item(
        ItemId(item.id),
        answering_seconds(item),
        Probability(chance_of_guessing(item)),
        _MASTERY.new_item_difficulty(item.difficulty),
    )


def _direction(packed: Sequence[bytes | None]) -> Vector:
    mean = np.frombuffer(b"".join(one for one in packed if one), dtype=np.float32).reshape(len(packed), -1).mean(axis=0)
    direction: Vector = mean / max(float(np.linalg.norm(mean)), 1e-9)
    return direction
