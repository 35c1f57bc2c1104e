"""All live indexes of one process: opened when they are first asked for, and the least used put away again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from indexes.embedder import Embedder
from indexes.errors import SnapshotRefused, VectorsMissing
from indexes.live import LiveIndex
from indexes.passage_source import PassageSource
from indexes.snapshot import Identity, Snapshot
from indexes.store import SnapshotStore

OPEN_INDEXES = 64  # of small tenants each takes a megabyte or two


@dataclass(frozen=True)
class LiveIndexes:
    """`source_of` gives the database's side of an index; `on_refused` hears of every snapshot that is not used."""

    store: SnapshotStore
    embedder: Embedder
    source_of: Callable[[Identity], PassageSource]
    on_refused: Callable[[Identity, SnapshotRefused], None] = field(default=lambda _identity, _refused: None)
    most_open: int = OPEN_INDEXES
    _open: OrderedDict[tuple[str, str], LiveIndex] = field(default_factory=OrderedDict, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)

    def get(self, tenant: str, kind: str) -> LiveIndex:
        """The tenant's index of a kind, with all that was committed until now."""
        index = self._get(tenant, kind)
        index.refresh()
        return index

    def expect_vectors(self, tenant: str) -> None:
        """Say that vectors were made for the tenant."""
        with self._lock:
            indexes = [index for key, index in self._open.items() if key[0] == tenant]
        for index in indexes:
            index.expect_vectors()

    def waiting(self) -> int:
        """How many passages in the open indexes have no vector yet."""
        with self._lock:
            return sum(index.waiting for index in self._open.values() if index.is_open)

    def open(self) -> Sequence[tuple[str, str]]:
        """Tenant and kind of every index that is open here."""
        with self._lock:
            return tuple(self._open)

    def keep_snapshot(self, tenant: str, kind: str) -> bool:
        """Write a snapshot when one is due, or take up the one that another process wrote; whether anything was done.

        Raises OSError when the disk has no room; the index goes on from what it has.
        """
        identity, index = self._identity(tenant, kind), self.get(tenant, kind)
        if not (self._is_lost(identity, index) or index.is_snapshot_due):
            return False
        with self.store.building(identity) as is_mine:
            if not is_mine:
                return False
            if self._take_up(identity, index):
                return True
            if index.count == 0 and index.has_erased:
                self.store.clear(identity)
                index.stand_on(None)
                return True
            try:
                with self.source_of(identity).everything() as whole:
                    dimensions = self.embedder.dimensions
                    kept = self.store.keep(identity, whole, dimensions=dimensions, alone=index.has_erased)
            except VectorsMissing:
                return False
            index.stand_on(kept)
        return True

    def _is_lost(self, identity: Identity, index: LiveIndex) -> bool:
        """Whether the files that the index was opened from are gone or damaged; it answers on from memory."""
        if index.snapshot is None:
            return False
        try:
            return not self.store.is_intact(identity, index.snapshot)
        except SnapshotRefused as refused:
            self.on_refused(identity, refused)
            return True

    def _take_up(self, identity: Identity, index: LiveIndex) -> bool:
        """Whether another process wrote a snapshot that spares us from writing one."""
        standing, current = index.snapshot, self.store.current(identity)
        if current is None or (standing is not None and standing.name == current):
            return False
        snapshot = self._snapshot(identity)
        if snapshot is None:
            return False
        index.stand_on(snapshot)
        return not index.is_snapshot_due

    def _get(self, tenant: str, kind: str) -> LiveIndex:
        key = (tenant, kind)
        with self._lock:
            index = self._open.pop(key, None) or self._new(self._identity(tenant, kind))
            self._open[key] = index
            if len(self._open) > self.most_open:
                self._open.popitem(last=False)
        return index

    def _new(self, identity: Identity) -> LiveIndex:
        return LiveIndex(self.source_of(identity), self.embedder.dimensions, lambda: self._snapshot(identity))

    def _snapshot(self, identity: Identity) -> Snapshot | None:
        try:
            return self.store.open(identity)
        except SnapshotRefused as refused:
            self.on_refused(identity, refused)
            return None

    def _identity(self, tenant: str, kind: str) -> Identity:
        return Identity(tenant, kind, self.embedder.identity)
