"""Outlines that wait for the author: titles, objectives and what is left out, before a model writes any text."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import JobId, Json, PrincipalId, Repository, TenantRow, VersionId
from service.errors import NotFound


class OutlineRow(TenantRow, kw_only=True):
    """`proposed` and `approved` are `{"micro_modules": [...]}`; `approved` None: it waits. `estimate`: what it costs.

    `approved_by` and `approved_at` None as long as it waits.
    """

    __tablename__ = "outlines"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "document_version_id"], ["document_versions.tenant_id", "document_versions.id"]
        ),
    )

    document_version_id: Mapped[VersionId] = mapped_column(primary_key=True)
    job_id: Mapped[JobId]
    proposed: Mapped[Json]
    estimate: Mapped[Json]
    approved: Mapped[Json | None] = mapped_column(default=None)
    approved_by: Mapped[PrincipalId | None] = mapped_column(default=None)
    approved_at: Mapped[datetime | None] = mapped_column(default=None)
    created_at: Mapped[datetime]


class Outlines(Repository):
    """The outlines of one tenant."""

    def propose(self, version_id: VersionId, *, job_id: JobId, proposed: Json, estimate: Json) -> OutlineRow:
        """Keep a proposal; a new one of the same version replaces it unless it is approved."""
        row = self.find(version_id)
        if row is None:
            row = OutlineRow(
                tenant_id=self._tenant,
                document_version_id=version_id,
                job_id=job_id,
                proposed=proposed,
                estimate=estimate,
                created_at=self._now,
            )
            self._session.add(row)
        elif row.approved is None:
            row.proposed, row.estimate = proposed, estimate
        self._session.flush()
        return row

    def find(self, version_id: VersionId) -> OutlineRow | None:
        """The outline of a version; None: none was proposed to the author."""
        return self._session.get(OutlineRow, (self._tenant, version_id))

    def get(self, version_id: VersionId) -> OutlineRow:
        """Raises NotFound."""
        row = self.find(version_id)
        if row is None:
            raise NotFound("outline", version_id)
        return row

    def approve(self, version_id: VersionId, approved: Json, *, by: PrincipalId) -> OutlineRow:
        """Keep what the author made of the proposal. Raises NotFound."""
        row = self.get(version_id)
        row.approved, row.approved_by, row.approved_at = approved, by, self._now
        self._session.flush()
        return row
