"""The audit trail: who did what to which thing, and when; rows are only ever added."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Index, select
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Json, PrincipalId, Repository, TenantRow, new_id


class AuditEntry(TenantRow, kw_only=True):
    """`action` is a past participle ("approved"); `kind` and `object_id` name the thing.

    `detail` holds ids, digests, numbers, and the reason that somebody gave.
    """

    __tablename__ = "audit_trail"
    __table_args__ = (Index(None, "tenant_id", "object_id", "id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    principal_id: Mapped[PrincipalId]
    action: Mapped[str]
    kind: Mapped[str]
    object_id: Mapped[str]
    detail: Mapped[Json] = mapped_column(default_factory=dict)
    created_at: Mapped[datetime]


class AuditTrail(Repository):
    """The audit trail of one tenant."""

    def add(self, action: str, kind: str, object_id: str, *, by: PrincipalId, detail: Json | None = None) -> None:
        """Record what `by` did."""
        entry = AuditEntry(
            tenant_id=self._tenant,
            id=new_id("aud"),
            principal_id=by,
            action=action,
            kind=kind,
            object_id=object_id,
            detail=detail or {},
            created_at=self._now,
        )
        self._session.add(entry)
        self._session.flush()

    def of(self, object_id: str) -> Sequence[AuditEntry]:
        """What was done to one thing, oldest first."""
        statement = (
            select(AuditEntry)
            .where(AuditEntry.tenant_id == self._tenant, AuditEntry.object_id == object_id)
            .order_by(AuditEntry.id)
        )
        return self._session.scalars(statement).all()

    def page(self, *, object_id: str | None = None, after: str | None, limit: int) -> Sequence[AuditEntry]:
        """Up to `limit` entries, newest first, those older than `after`; of one thing, or (None) of all."""
        statement = select(AuditEntry).where(AuditEntry.tenant_id == self._tenant)
        if object_id is not None:
            statement = statement.where(AuditEntry.object_id == object_id)
        if after is not None:
            statement = statement.where(AuditEntry.id < after)
        return self._session.scalars(statement.order_by(AuditEntry.id.desc()).limit(limit)).all()
