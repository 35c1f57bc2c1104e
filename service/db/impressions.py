"""Impressions: what was shown to whom, why and by what chance; and what came of each thing that was shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, func, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import ItemId, Json, MicroModuleId, PrincipalId, Repository, TenantRow
from service.errors import NotFound


class ImpressionRow(TenantRow, kw_only=True):
    """`terms` add up to `rank_score`; `generators` proposed it; `propensity` was its chance to stand in this `slot`.

    `object_id` is what the learner's word about it counts for: a review's is its micro-module. `item_id` None: it asks
    nothing. `…_at` None: that did not happen; `is_helpful` None: the learner did not say.
    """

    __tablename__ = "impressions"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "principal_id"], ["principals.tenant_id", "principals.id"]),
        Index(None, "tenant_id", "principal_id", "shown_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    principal_id: Mapped[PrincipalId]
    kind: Mapped[str]
    object_id: Mapped[str]
    micro_module_id: Mapped[MicroModuleId | None] = mapped_column(default=None)
    item_id: Mapped[ItemId | None] = mapped_column(default=None)
    surface: Mapped[str]
    slot: Mapped[int]
    rank_score: Mapped[float]
    terms: Mapped[Json]
    generators: Mapped[list[str]]
    propensity: Mapped[float]
    shown_at: Mapped[datetime]
    launched_at: Mapped[datetime | None] = mapped_column(default=None)
    completed_at: Mapped[datetime | None] = mapped_column(default=None)
    dismissed_at: Mapped[datetime | None] = mapped_column(default=None)
    is_helpful: Mapped[bool | None] = mapped_column(default=None)


class UptakeRow(TenantRow, kw_only=True):
    """What a learner made of a thing, whenever and however often it was shown. `…_at` None: that did not happen."""

    __tablename__ = "uptakes"
    __table_args__ = (ForeignKeyConstraint(["tenant_id", "principal_id"], ["principals.tenant_id", "principals.id"]),)

    principal_id: Mapped[PrincipalId] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    object_id: Mapped[str] = mapped_column(primary_key=True)
    launched_at: Mapped[datetime | None] = mapped_column(default=None)
    completed_at: Mapped[datetime | None] = mapped_column(default=None)
    dismissed_at: Mapped[datetime | None] = mapped_column(default=None)
    is_helpful: Mapped[bool | None] = mapped_column(default=None)


class Impressions(Repository):
    """What one tenant's learners were shown."""

    def add_all(self, impressions: Iterable[Json]) -> None:
        """Keep impressions, each the columns of a row without its tenant."""
        rows = [{"tenant_id": self._tenant, **impression} for impression in impressions]
        if rows:
            self._session.execute(insert(ImpressionRow), rows)

    def get(self, impression_id: str, *, of: PrincipalId) -> ImpressionRow:
        """Raises NotFound, also for what was shown to somebody else."""
        row = self._session.get(ImpressionRow, (self._tenant, impression_id))
        if row is None or row.principal_id != of:
            raise NotFound("impression", impression_id)
        return row

    def between(self, principal_id: PrincipalId, start: datetime, end: datetime) -> Sequence[ImpressionRow]:
        """What the learner was shown from `start` until before `end`, oldest first."""
        statement = (
            select(ImpressionRow)
            .where(
                ImpressionRow.tenant_id == self._tenant,
                ImpressionRow.principal_id == principal_id,
                ImpressionRow.shown_at >= start,
                ImpressionRow.shown_at < end,
            )
            .order_by(ImpressionRow.shown_at)
        )
        return self._session.scalars(statement).all()

    def latest(self, principal_id: PrincipalId, *, surface: str, since: datetime) -> Sequence[ImpressionRow]:
        """What stood on this surface when the learner was last shown it, since then, in order; none: nothing did."""
        of_learner = (
            ImpressionRow.tenant_id == self._tenant,
            ImpressionRow.principal_id == principal_id,
            ImpressionRow.surface == surface,
        )
        last = select(func.max(ImpressionRow.shown_at)).where(*of_learner, ImpressionRow.shown_at >= since)
        statement = select(ImpressionRow).where(*of_learner, ImpressionRow.shown_at == last.scalar_subquery())
        return self._session.scalars(statement.order_by(ImpressionRow.slot)).all()

    def uptake(self, principal_id: PrincipalId, *, kind: str, object_id: str) -> UptakeRow:
        """The learner's row of the thing, made when it is the first."""
        row = self._session.get(UptakeRow, (self._tenant, principal_id, kind, object_id))
        if row is None:
            row = UptakeRow(tenant_id=self._tenant, principal_id=principal_id, kind=kind, object_id=object_id)
            self._session.add(row)
        return row

    def uptakes(self, principal_id: PrincipalId) -> Sequence[UptakeRow]:
        """What the learner made of everything that was ever shown."""
        statement = select(UptakeRow).where(UptakeRow.tenant_id == self._tenant, UptakeRow.principal_id == principal_id)
        return self._session.scalars(statement).all()
