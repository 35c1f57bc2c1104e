"""The outbox: what must be said to the broker, written in the same transaction as what it speaks of.

A message is a nudge that carries a job's id. It goes out after commit; when that fails, the sweeper sends it later.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import JobId, Repository, TenantRow, new_id


class OutboxMessage(TenantRow, kw_only=True):
    """`sent_at` None: the broker has not taken it yet."""

    __tablename__ = "outbox"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "job_id"], ["jobs.tenant_id", "jobs.id"]),
        Index(None, "sent_at", "created_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    job_id: Mapped[JobId]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None] = mapped_column(default=None)


class Outbox(Repository):
    """The unsent words of one tenant."""

    def add(self, job_id: JobId) -> OutboxMessage:
        """One nudge for the job: some worker shall claim one unit."""
        message = OutboxMessage(tenant_id=self._tenant, id=new_id("out"), job_id=job_id, created_at=self._now)
        self._session.add(message)
        self._session.flush()
        return message
