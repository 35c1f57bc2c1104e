"""Responses: what learners chose in quizzes, graded once; and what they reported about items."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, Select, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import ItemId, Json, MicroModuleId, PrincipalId, Repository, TenantRow, new_id
from service.db.micro_modules import ItemRow


class Response(TenantRow, kw_only=True):
    """`given` is what the learner sent, `grading` what was answered.

    `score` from 0 to 1; None where learners mark themselves.

    `idempotency_key` None: the client sent none; with one, a repeat finds the first grading.
    """

    __tablename__ = "responses"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "item_id"], ["items.tenant_id", "items.id"]),
        ForeignKeyConstraint(["tenant_id", "principal_id"], ["principals.tenant_id", "principals.id"]),
        UniqueConstraint("tenant_id", "principal_id", "idempotency_key"),
        Index(None, "tenant_id", "item_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    principal_id: Mapped[PrincipalId]
    micro_module_id: Mapped[MicroModuleId]
    publication_number: Mapped[int]
    item_id: Mapped[ItemId]
    given: Mapped[Json]
    score: Mapped[float | None]
    grading: Mapped[Json]
    idempotency_key: Mapped[str | None] = mapped_column(default=None)
    created_at: Mapped[datetime]


class ItemReport(TenantRow, kw_only=True):
    """A learner's word that something is wrong with an item; `text` None: only the reason was given.

    `decided_at` None: it waits for an author.
    """

    __tablename__ = "item_reports"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "item_id"], ["items.tenant_id", "items.id"]),
        ForeignKeyConstraint(["tenant_id", "principal_id"], ["principals.tenant_id", "principals.id"]),
        Index(None, "tenant_id", "item_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    item_id: Mapped[ItemId]
    principal_id: Mapped[PrincipalId]
    reason: Mapped[str]
    text: Mapped[str | None] = mapped_column(default=None)
    created_at: Mapped[datetime]
    decided_at: Mapped[datetime | None] = mapped_column(default=None)


@dataclass(frozen=True, slots=True)
class Graded:
    """A response with its grading, before it is kept."""

    micro_module_id: MicroModuleId
    publication_number: int
    item_id: ItemId
    given: Json
    score: float | None
    grading: Json


class Responses(Repository):
    """The responses and reports of one tenant."""

    def add(self, graded: Graded, *, by: PrincipalId, idempotency_key: str | None = None) -> Response:
        """Keep a graded response; the same key of the same principal twice breaks a unique constraint."""
        response = Response(
            tenant_id=self._tenant,
            id=new_id("rsp"),
            principal_id=by,
            micro_module_id=graded.micro_module_id,
            publication_number=graded.publication_number,
            item_id=graded.item_id,
            given=graded.given,
            score=graded.score,
            grading=graded.grading,
            idempotency_key=idempotency_key,
            created_at=self._now,
        )
        self._session.add(response)
        self._session.flush()
        return response

    def find(self, *, by: PrincipalId, idempotency_key: str) -> Response | None:
        """The response that this principal gave under the key; None: the first time."""
        statement = select(Response).where(
            Response.tenant_id == self._tenant,
            Response.principal_id == by,
            Response.idempotency_key == idempotency_key,
        )
        return self._session.scalar(statement)

    def of_principal(self, principal_id: PrincipalId) -> Sequence[Response]:
        """Every response of a principal, oldest first."""
        statement = (
            select(Response)
            .where(Response.tenant_id == self._tenant, Response.principal_id == principal_id)
            .order_by(Response.id)
        )
        return self._session.scalars(statement).all()

    def report(self, item_id: ItemId, *, reason: str, text: str | None, by: PrincipalId) -> ItemReport:
        """Keep a report about an item."""
        report = ItemReport(
            tenant_id=self._tenant,
            id=new_id("rep"),
            item_id=item_id,
            principal_id=by,
            reason=reason,
            text=text,
            created_at=self._now,
        )
        self._session.add(report)
        self._session.flush()
        return report

    def reports_of(self, item_id: ItemId) -> Sequence[ItemReport]:
        """Every report about an item, oldest first."""
        statement = (
            select(ItemReport)
            .where(ItemReport.tenant_id == self._tenant, ItemReport.item_id == item_id)
            .order_by(ItemReport.id)
        )
        return self._session.scalars(statement).all()

    def decide(self, item_ids: Collection[ItemId]) -> Sequence[ItemReport]:
        """The reports about these items that waited for an author, oldest first; they wait no more."""
        found = self._session.scalars(
            self._waiting().where(ItemReport.item_id.in_(item_ids)).order_by(ItemReport.id)
        ).all()
        for report in found:
            report.decided_at = self._now
        self._session.flush()
        return found

    def doubted(self, micro_module_id: MicroModuleId) -> frozenset[ItemId]:
        """The items of a micro-module with a report that waits for an author."""
        in_it = select(ItemRow.id).where(ItemRow.tenant_id == self._tenant, ItemRow.micro_module_id == micro_module_id)
        found = self._session.scalars(self._waiting().where(ItemReport.item_id.in_(in_it)))
        return frozenset(report.item_id for report in found)

    def _waiting(self) -> Select[ItemReport]:
        return select(ItemReport).where(ItemReport.tenant_id == self._tenant, ItemReport.decided_at.is_(None))
