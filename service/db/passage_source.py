"""The database's side of a live index: its passages and vectors, whole or since a change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from indexes.passage_source import Update, Whole
from indexes.snapshot import Identity
from indexes.types import Passage
from service.db.base import TenantId
from service.db.changes import Kind
from service.db.unit_of_work import Database, UnitOfWork

WHOLE_FROM = 5_000  # changed objects; reading everything is quicker than asking for so many


@dataclass(frozen=True, slots=True)
class DatabasePassages:
    """One tenant's passages of one kind, with the vectors of one embedder; satisfies `indexes.live.PassageSource`."""

    database: Database
    identity: Identity

    def latest(self) -> int:
        """The number of the tenant's latest change."""
        with self.database.reading(self._tenant) as work:
            return work.changes.latest()

    @contextmanager
    def everything(self) -> Iterator[Whole]:
        """All passages of the kind, as long as it is open."""
        with self.database.reading(self._tenant) as work:
            latest = work.changes.latest()
            change = work.changes.find(latest)
            rows = (
                (Passage(*searched), vector)
                for searched, vector in work.vectors.with_passages(self.identity.embedder, self._kind)
            )
            yield Whole(latest, None if change is None else change.id, work.passages.count(self._kind), rows)

    def since(self, sequence: int, change_id: str | None) -> Update | None:
        """What changed after that change; None when the database knows no such change."""
        with self.database.reading(self._tenant) as work:
            if not _knows(work, sequence, change_id):
                return None
            objects = work.changes.objects_since(self._kind, sequence)
            if len(objects) > WHOLE_FROM:
                return None
            passages = [Passage(*row) for row in work.passages.searched(self._kind, sorted(objects))]
            vectors = work.vectors.of(self.identity.embedder, sorted({passage.digest for passage in passages}))
            has_erased = work.changes.has_erased(sequence)
            return self._update(passages, vectors, frozenset(objects), work, has_erased=has_erased)

    def vectors(self, digests: Sequence[str]) -> Mapping[str, bytes]:
        """Those vectors that exist by now."""
        with self.database.reading(self._tenant) as work:
            return work.vectors.of(self.identity.embedder, digests)

    def _update(
        self,
        passages: Sequence[Passage],
        vectors: Mapping[str, bytes],
        owners: frozenset[str],
        work: UnitOfWork,
        *,
        has_erased: bool = False,
    ) -> Update:
        latest = work.changes.latest()
        change = work.changes.find(latest)
        return Update(latest, None if change is None else change.id, owners, passages, vectors, has_erased)

    @property
    def _tenant(self) -> TenantId:
        return TenantId(self.identity.tenant)

    @property
    def _kind(self) -> Kind:
        return Kind(self.identity.kind)


def _knows(work: UnitOfWork, sequence: int, change_id: str | None) -> bool:
    """Whether this database went through that very change: one restored from a back-up may have had others since."""
    change = work.changes.find(sequence)
    return sequence == 0 if change is None else change.id == change_id
