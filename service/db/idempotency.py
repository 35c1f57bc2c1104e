"""Idempotency records: what a principal's request under a key was, and what it was answered."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Json, PrincipalId, Repository, TenantRow
from service.errors import IdempotencyConflict


class IdempotencyRecord(TenantRow, kw_only=True):
    """`request_digest` covers method, path and body; `answer` is what is needed to say the same again."""

    __tablename__ = "idempotency_records"
    __table_args__ = (ForeignKeyConstraint(["tenant_id", "principal_id"], ["principals.tenant_id", "principals.id"]),)

    principal_id: Mapped[PrincipalId] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    request_digest: Mapped[str]
    answer: Mapped[Json]
    created_at: Mapped[datetime]


class IdempotencyRecords(Repository):
    """The records of one tenant."""

    def find_answer(self, principal_id: PrincipalId, key: str, *, request_digest: str) -> Json | None:
        """What the same request was answered; None: the key is new. Raises IdempotencyConflict for another request."""
        record = self._session.get(IdempotencyRecord, (self._tenant, principal_id, key))
        if record is None:
            return None
        if record.request_digest != request_digest:
            raise IdempotencyConflict(key)
        return record.answer

    def add(self, principal_id: PrincipalId, key: str, *, request_digest: str, answer: Json) -> None:
        """Keep the answer in the same transaction as its effect; a second row of the key breaks the primary key."""
        record = IdempotencyRecord(
            tenant_id=self._tenant,
            principal_id=principal_id,
            key=key,
            request_digest=request_digest,
            answer=answer,
            created_at=self._now,
        )
        self._session.add(record)
        self._session.flush()
