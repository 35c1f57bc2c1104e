"""Principals: who acts, and in which role."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import PrincipalId, Repository, TenantRow, closed_set, new_id
from service.errors import NotFound


class PrincipalKind(StrEnum):
    ADMINISTRATOR = "administrator"
    AUTHOR = "author"
    REVIEWER = "reviewer"
    LEARNER = "learner"
    INTEGRATOR = "integrator"


class Principal(TenantRow, kw_only=True):
    """`learner_id` is the integrator's own id of a learner; None for every other kind."""

    __tablename__ = "principals"
    __table_args__ = (UniqueConstraint("tenant_id", "learner_id"),)

    id: Mapped[PrincipalId] = mapped_column(primary_key=True)
    kind: Mapped[PrincipalKind] = mapped_column(closed_set(PrincipalKind, "kind"))
    name: Mapped[str]
    learner_id: Mapped[str | None] = mapped_column(default=None)
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]


class Principals(Repository):
    """The principals of one tenant."""

    def add(self, kind: PrincipalKind, name: str, *, learner_id: str | None = None) -> Principal:
        """Create a principal; a learner needs its `learner_id`."""
        principal = Principal(
            tenant_id=self._tenant,
            id=PrincipalId(new_id("prn")),
            kind=kind,
            name=name,
            learner_id=learner_id,
            created_at=self._now,
        )
        self._session.add(principal)
        self._session.flush()
        return principal

    def get(self, principal_id: PrincipalId) -> Principal:
        """Raises NotFound."""
        principal = self._session.get(Principal, (self._tenant, principal_id))
        if principal is None:
            raise NotFound("principal", principal_id)
        return principal

    def named(self, principal_ids: Collection[PrincipalId]) -> Mapping[PrincipalId, Principal]:
        """Those of the principals that there are, by id."""
        statement = select(Principal).where(Principal.tenant_id == self._tenant, Principal.id.in_(principal_ids))
        return {principal.id: principal for principal in self._session.scalars(statement)}

    def find_learner(self, learner_id: str) -> Principal | None:
        """The learner under the integrator's id; None: not known."""
        statement = select(Principal).where(Principal.tenant_id == self._tenant, Principal.learner_id == learner_id)
        return self._session.scalar(statement)

    def all(self) -> Sequence[Principal]:
        """Every principal, oldest first."""
        statement = select(Principal).where(Principal.tenant_id == self._tenant).order_by(Principal.id)
        return self._session.scalars(statement).all()
