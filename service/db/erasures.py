"""Erasures: that everything of a learner was, or is about to be, erased; the receipt names nobody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, select
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Json, PrincipalId, Repository, TenantRow, new_id
from service.errors import NotFound


class ErasureRow(TenantRow, kw_only=True):
    """`principal_id` no longer says who it was. `counts` are rows by table. `completed_at` None: it is under way."""

    __tablename__ = "erasures"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "principal_id"], ["principals.tenant_id", "principals.id"]),
        Index(None, "tenant_id", "completed_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    principal_id: Mapped[PrincipalId]
    requested_at: Mapped[datetime]
    completed_at: Mapped[datetime | None] = mapped_column(default=None)
    counts: Mapped[Json] = mapped_column(default_factory=dict)


class Erasures(Repository):
    """The erasures of one tenant."""

    def add(self, principal_id: PrincipalId) -> ErasureRow:
        """One that is under way from now on."""
        row = ErasureRow(tenant_id=self._tenant, id=new_id("ers"), principal_id=principal_id, requested_at=self._now)
        self._session.add(row)
        self._session.flush()
        return row

    def get(self, erasure_id: str) -> ErasureRow:
        """Raises NotFound."""
        row = self._session.get(ErasureRow, (self._tenant, erasure_id))
        if row is None:
            raise NotFound("erasure", erasure_id)
        return row

    def open(self) -> Sequence[str]:
        """Ids of those that are under way, oldest first."""
        statement = select(ErasureRow.id).where(ErasureRow.tenant_id == self._tenant, ErasureRow.completed_at.is_(None))
        return self._session.scalars(statement.order_by(ErasureRow.id)).all()

    def complete(self, row: ErasureRow, counts: Json) -> None:
        """It is done."""
        row.completed_at, row.counts = self._now, counts
        self._session.flush()
