"""Enrolments: what a learner or a cohort is to learn, until when, and whether they must."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import DocumentId, MicroModuleId, PrincipalId, Repository, TenantRow


class EnrolmentRow(TenantRow, kw_only=True):
    """`external_id` is the integrator's own. Either `principal_id` or `cohort` is None, and either `document_id` is,
    or `micro_modules` is empty. `due_at` None: at any time."""

    __tablename__ = "enrolments"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "principal_id"], ["principals.tenant_id", "principals.id"]),
        ForeignKeyConstraint(["tenant_id", "document_id"], ["documents.tenant_id", "documents.id"]),
        CheckConstraint("(principal_id IS NULL) <> (cohort IS NULL)", name="whom"),
        Index(None, "tenant_id", "principal_id"),
        Index(None, "tenant_id", "cohort"),
    )

    external_id: Mapped[str] = mapped_column(primary_key=True)
    principal_id: Mapped[PrincipalId | None] = mapped_column(default=None)
    cohort: Mapped[str | None] = mapped_column(default=None)
    document_id: Mapped[DocumentId | None] = mapped_column(default=None)
    micro_modules: Mapped[list[str]] = mapped_column(default_factory=list)
    due_at: Mapped[datetime | None] = mapped_column(default=None)
    mandatory: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class NewEnrolment:
    """As in the row: for a learner or a cohort, of a document's micro-modules or of those named."""

    principal_id: PrincipalId | None
    cohort: str | None
    document_id: DocumentId | None
    micro_modules: tuple[MicroModuleId, ...]
    due_at: datetime | None
    mandatory: bool


class Enrolments(Repository):
    """The enrolments of one tenant."""

    def put(self, external_id: str, new: NewEnrolment) -> tuple[EnrolmentRow, bool]:
        """The enrolment under the integrator's id as it is now, and whether it is new."""
        row = self._session.get(EnrolmentRow, (self._tenant, external_id))
        is_new = row is None
        if row is None:
            row = EnrolmentRow(
                tenant_id=self._tenant,
                external_id=external_id,
                principal_id=new.principal_id,
                cohort=new.cohort,
                created_at=self._now,
                updated_at=self._now,
            )
            self._session.add(row)
        row.principal_id, row.cohort = new.principal_id, new.cohort
        row.document_id, row.micro_modules = new.document_id, list(new.micro_modules)
        row.due_at, row.mandatory, row.updated_at = new.due_at, new.mandatory, self._now
        self._session.flush()
        return row, is_new

    def page(self, *, after: str | None, limit: int) -> Sequence[EnrolmentRow]:
        """Up to `limit` enrolments in order of the integrator's id, those after `after`."""
        statement = select(EnrolmentRow).where(EnrolmentRow.tenant_id == self._tenant)
        if after is not None:
            statement = statement.where(EnrolmentRow.external_id > after)
        return self._session.scalars(statement.order_by(EnrolmentRow.external_id).limit(limit)).all()

    def of(self, principal_id: PrincipalId, cohorts: frozenset[str]) -> Sequence[EnrolmentRow]:
        """Those that ask something of the learner, by themselves or in a cohort."""
        statement = select(EnrolmentRow).where(
            EnrolmentRow.tenant_id == self._tenant,
            or_(EnrolmentRow.principal_id == principal_id, EnrolmentRow.cohort.in_(cohorts)),
        )
        return self._session.scalars(statement.order_by(EnrolmentRow.external_id)).all()
