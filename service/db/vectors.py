"""Vectors by embedder and text digest: what no index needs to be asked for, since every index can be lost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, delete, exists, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Repository, TenantRow
from service.db.changes import Kind
from service.db.passages import PassageRow, Searched

_A_QUERY = 400
_AT_ONCE = 1_000  # rows in memory: a megabyte or two


class VectorRow(TenantRow, kw_only=True):
    """`vector` holds float32 values, little-endian, of unit length."""

    __tablename__ = "vectors"

    embedder_id: Mapped[str] = mapped_column(primary_key=True)
    text_digest: Mapped[str] = mapped_column(primary_key=True)
    vector: Mapped[bytes]


class Embedded(NamedTuple):
    """An object with the vectors of its passages, in order; None: that passage has none yet."""

    object_id: str
    vectors: Sequence[bytes | None]


class Vectors(Repository):
    """The vectors of one tenant's passages."""

    def of(self, embedder_id: str, digests: Sequence[str]) -> dict[str, bytes]:
        """Those vectors that exist, by text digest."""
        found: dict[str, bytes] = {}
        for start in range(0, len(digests), _A_QUERY):
            statement = select(VectorRow.text_digest, VectorRow.vector).where(
                VectorRow.tenant_id == self._tenant,
                VectorRow.embedder_id == embedder_id,
                VectorRow.text_digest.in_(digests[start : start + _A_QUERY]),
            )
            found.update((digest, vector) for digest, vector in self._session.execute(statement))
        return found

    def with_passages(self, embedder_id: str, kind: Kind) -> Iterator[tuple[Searched, bytes | None]]:
        """Every passage of a kind in order, with its vector; None: it has none yet. Never all of them in memory."""
        searched = [getattr(PassageRow, name) for name in Searched._fields]
        statement = (
            select(*searched, VectorRow.vector)
            .outerjoin(VectorRow, _is_of_passage(embedder_id))
            .where(PassageRow.tenant_id == self._tenant, PassageRow.kind == kind)
            .order_by(PassageRow.object_id, PassageRow.position)
        )
        for row in self._session.execute(statement, execution_options={"yield_per": _AT_ONCE}):
            yield Searched(*row[:-1]), row[-1]

    def by_object(self, embedder_id: str, kind: Kind, object_ids: Sequence[str] | None = None) -> Iterator[Embedded]:
        """The vectors of all passages of each of these objects, None: of all of the kind; one object at a time."""
        if object_ids is None:
            yield from self._by_object(embedder_id, kind)
            return
        for start in range(0, len(object_ids), _A_QUERY):
            yield from self._by_object(
                embedder_id, kind, PassageRow.object_id.in_(object_ids[start : start + _A_QUERY])
            )

    def missing(self, embedder_id: str, *, limit: int) -> dict[str, str]:
        """Up to `limit` texts of passages that have no vector of this embedder, by digest."""
        statement = (
            select(PassageRow.text_digest, PassageRow.searched)
            .where(PassageRow.tenant_id == self._tenant, ~exists().where(_is_of_passage(embedder_id)))
            .limit(limit)
        )
        return {row.text_digest: row.searched for row in self._session.execute(statement)}

    def add(self, embedder_id: str, vectors: Mapping[str, bytes]) -> None:
        """Keep vectors by text digest; those that are there already stay."""
        known = self.of(embedder_id, list(vectors))
        rows = [
            {"tenant_id": self._tenant, "embedder_id": embedder_id, "text_digest": digest, "vector": vector}
            for digest, vector in vectors.items()
            if digest not in known
        ]
        if rows:
            self._session.execute(insert(VectorRow), rows)

    def forget_unused(self) -> int:
        """Remove the vectors of texts that no passage has any more; how many."""
        is_used = and_(PassageRow.tenant_id == VectorRow.tenant_id, PassageRow.text_digest == VectorRow.text_digest)
        statement = (
            delete(VectorRow)
            .where(VectorRow.tenant_id == self._tenant, ~exists().where(is_used))
            .returning(VectorRow.text_digest)
            .execution_options(synchronize_session=False)
        )
        return len(self._session.scalars(statement).all())

    def _by_object(self, embedder_id: str, kind: Kind, *of: ColumnElement[bool]) -> Iterator[Embedded]:
        statement = (
            select(PassageRow.object_id, VectorRow.vector)
            .outerjoin(VectorRow, _is_of_passage(embedder_id))
            .where(PassageRow.tenant_id == self._tenant, PassageRow.kind == kind, *of)
            .order_by(PassageRow.object_id, PassageRow.position)
        )
        rows = self._session.execute(statement, execution_options={"yield_per": _AT_ONCE})
        for object_id, of_object in groupby(rows, key=lambda row: row.object_id):
            yield Embedded(object_id, [row.vector for row in of_object])


def _is_of_passage(embedder_id: str) -> ColumnElement[bool]:
    return and_(
        VectorRow.tenant_id == PassageRow.tenant_id,
        VectorRow.embedder_id == embedder_id,
        VectorRow.text_digest == PassageRow.text_digest,
    )
