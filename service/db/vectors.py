"""Vectors by embedder and text digest: what no index needs to be asked for, since every index can be lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import and_, delete, exists, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Repository, TenantRow
from service.db.changes import Kind
from service.db.passages import PassageRow

_A_QUERY = 400


class VectorRow(TenantRow, kw_only=True):
    """`vector` holds float32 values, little-endian, of unit length."""

    __tablename__ = "vectors"

    embedder_id: Mapped[str] = mapped_column(primary_key=True)
    text_digest: Mapped[str] = mapped_column(primary_key=True)
    vector: Mapped[bytes]


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

    def of_kind(self, embedder_id: str, kind: Kind) -> dict[str, bytes]:
        """The vectors of all passages of a kind, by text digest; those that exist."""
        statement = (
            select(VectorRow.text_digest, VectorRow.vector)
            .join(
                PassageRow,
                and_(PassageRow.tenant_id == VectorRow.tenant_id, PassageRow.text_digest == VectorRow.text_digest),
            )
            .where(VectorRow.tenant_id == self._tenant, VectorRow.embedder_id == embedder_id, PassageRow.kind == kind)
        )
        return {row.text_digest: row.vector for row in self._session.execute(statement)}

    def missing(self, embedder_id: str, *, limit: int) -> dict[str, str]:
        """Up to `limit` texts of passages that have no vector of this embedder, by digest."""
        has_vector = and_(
            VectorRow.tenant_id == PassageRow.tenant_id,
            VectorRow.embedder_id == embedder_id,
            VectorRow.text_digest == PassageRow.text_digest,
        )
        statement = (
            select(PassageRow.text_digest, PassageRow.searched)
            .where(PassageRow.tenant_id == self._tenant, ~exists().where(has_vector))
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
