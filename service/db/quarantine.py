"""Quarantine: items of published micro-modules that nobody is asked until an author has looked at them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKeyConstraint, Index, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import ItemId, MicroModuleId, Repository, TenantRow, open_set

SETTLED = "asked_again"  # what the audit trail calls an author's word that an item stands


class QuarantineReason(StrEnum):
    """Why nobody is asked: its source changed, or learners reported it."""

    STALE = "stale"
    REPORTED = "reported"


class QuarantinedItem(TenantRow, kw_only=True):
    """The row goes when the micro-module is published anew, or when the author lets the item back in."""

    __tablename__ = "quarantined_items"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "micro_module_id"], ["micro_modules.tenant_id", "micro_modules.id"]),
        Index(None, "tenant_id", "micro_module_id"),
    )

    item_id: Mapped[ItemId] = mapped_column(primary_key=True)
    micro_module_id: Mapped[MicroModuleId]
    reason: Mapped[QuarantineReason] = mapped_column(open_set(QuarantineReason))
    created_at: Mapped[datetime]


class Quarantine(Repository):
    """The items of one tenant that are asked of nobody."""

    def put(self, item_ids: Iterable[ItemId], *, of: MicroModuleId, reason: QuarantineReason) -> None:
        """Ask them of nobody; those that are in quarantine already stay there for their first reason."""
        known = self.of(of)
        rows = [
            QuarantinedItem(
                tenant_id=self._tenant, item_id=item_id, micro_module_id=of, reason=reason, created_at=self._now
            )
            for item_id in item_ids
            if item_id not in known
        ]
        self._session.add_all(rows)
        self._session.flush()

    def of(self, micro_module_id: MicroModuleId) -> Mapping[ItemId, QuarantineReason]:
        """The items of a micro-module that nobody is asked, and why."""
        statement = select(QuarantinedItem.item_id, QuarantinedItem.reason).where(
            QuarantinedItem.tenant_id == self._tenant, QuarantinedItem.micro_module_id == micro_module_id
        )
        return {item_id: reason for item_id, reason in self._session.execute(statement)}  # noqa: C416  rows are no pairs to mypy

    def all(self) -> frozenset[ItemId]:
        """Every item of the tenant that nobody is asked."""
        statement = select(QuarantinedItem.item_id).where(QuarantinedItem.tenant_id == self._tenant)
        return frozenset(self._session.scalars(statement))

    def release(self, micro_module_id: MicroModuleId, *, reasons: Collection[QuarantineReason]) -> None:
        """Ask the items of the micro-module again that were put away for one of these reasons."""
        statement = delete(QuarantinedItem).where(
            QuarantinedItem.tenant_id == self._tenant,
            QuarantinedItem.micro_module_id == micro_module_id,
            QuarantinedItem.reason.in_(reasons),
        )
        self._session.execute(statement.execution_options(synchronize_session="fetch"))
        self._session.flush()

    def release_all(self, item_ids: Collection[ItemId]) -> None:
        """Ask these again, whatever they were put away for."""
        statement = delete(QuarantinedItem).where(
            QuarantinedItem.tenant_id == self._tenant, QuarantinedItem.item_id.in_(item_ids)
        )
        self._session.execute(statement.execution_options(synchronize_session="fetch"))
        self._session.flush()
