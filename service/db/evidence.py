"""Evidence: facts about learning from whatever source, each once; and the xAPI statements that were sent."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, ForeignKeyConstraint, Index, UniqueConstraint, select, text, update
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import ItemId, Json, MicroModuleId, PrincipalId, Repository, TenantRow, closed_set, new_id


class EvidenceKind(StrEnum):
    OPENED = "opened"
    ANSWERED = "answered"
    COMPLETED = "completed"


class EvidenceSource(StrEnum):
    RESPONSE = "response"
    STATEMENT = "statement"
    FEEDBACK = "feedback"


_DISCOUNTED = text("discounted_at IS NOT NULL")


class EvidenceRow(TenantRow, kw_only=True):
    """A fact in our own words. `source_id` is the id of the response, statement or impression that told it.

    `item_id` None: it is about the micro-module as a whole. `score` None: nothing was graded. `discounted_at` None: it
    counts; else an author withdrew then what the item asked, and since `recounted_at` the learner is believed to be as
    able as the other answers say; None: not yet.
    """

    __tablename__ = "evidence"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "principal_id"], ["principals.tenant_id", "principals.id"]),
        ForeignKeyConstraint(["tenant_id", "micro_module_id"], ["micro_modules.tenant_id", "micro_modules.id"]),
        UniqueConstraint("tenant_id", "source", "source_id", "kind"),
        Index(None, "tenant_id", "principal_id"),
        Index(None, "tenant_id", "recounted_at", sqlite_where=_DISCOUNTED, postgresql_where=_DISCOUNTED),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    principal_id: Mapped[PrincipalId]
    micro_module_id: Mapped[MicroModuleId]
    item_id: Mapped[ItemId | None] = mapped_column(default=None)
    kind: Mapped[EvidenceKind] = mapped_column(closed_set(EvidenceKind, "kind"))
    score: Mapped[float | None] = mapped_column(default=None)
    source: Mapped[EvidenceSource] = mapped_column(closed_set(EvidenceSource, "source"))
    source_id: Mapped[str]
    happened_at: Mapped[datetime]
    created_at: Mapped[datetime]
    discounted_at: Mapped[datetime | None] = mapped_column(default=None)
    recounted_at: Mapped[datetime | None] = mapped_column(default=None)


class StatementRow(TenantRow, kw_only=True):
    """An xAPI statement as it was sent. `principal_id` None: its actor is no learner of ours."""

    __tablename__ = "statements"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "principal_id"], ["principals.tenant_id", "principals.id"]),
        Index(None, "tenant_id", "principal_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    principal_id: Mapped[PrincipalId | None] = mapped_column(default=None)
    statement: Mapped[Json]
    stored_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Fact:
    """One piece of evidence, before it is kept. `item_id`, `score` None: as in the row."""

    principal_id: PrincipalId
    micro_module_id: MicroModuleId
    kind: EvidenceKind
    source: EvidenceSource
    source_id: str
    happened_at: datetime
    item_id: ItemId | None = None
    score: float | None = None


class Evidence(Repository):
    """The evidence of one tenant."""

    def add(self, fact: Fact) -> EvidenceRow:
        """Keep a fact; the same source telling it twice breaks a unique constraint."""
        row = EvidenceRow(
            tenant_id=self._tenant,
            id=new_id("evd"),
            principal_id=fact.principal_id,
            micro_module_id=fact.micro_module_id,
            item_id=fact.item_id,
            kind=fact.kind,
            score=fact.score,
            source=fact.source,
            source_id=fact.source_id,
            happened_at=fact.happened_at,
            created_at=self._now,
        )
        self._session.add(row)
        self._session.flush()
        return row

    def is_known(self, source: EvidenceSource, source_id: str, kind: EvidenceKind) -> bool:
        """Whether the source told this before."""
        statement = select(EvidenceRow.id).where(
            EvidenceRow.tenant_id == self._tenant,
            EvidenceRow.source == source,
            EvidenceRow.source_id == source_id,
            EvidenceRow.kind == kind,
        )
        return self._session.scalar(statement) is not None

    def of(self, principal_id: PrincipalId) -> Sequence[EvidenceRow]:
        """All of a learner, oldest first."""
        statement = (
            select(EvidenceRow)
            .where(EvidenceRow.tenant_id == self._tenant, EvidenceRow.principal_id == principal_id)
            .order_by(EvidenceRow.id)
        )
        return self._session.scalars(statement).all()

    def discount(self, item_id: ItemId) -> None:
        """Answers to the item so far count no more; whoever gave one is among the uncounted."""
        statement = (
            update(EvidenceRow)
            .where(
                EvidenceRow.tenant_id == self._tenant,
                EvidenceRow.item_id == item_id,
                EvidenceRow.discounted_at.is_(None),
            )
            .values(discounted_at=self._now)
        )
        self._session.execute(statement.execution_options(synchronize_session=False))

    def uncounted(self) -> Sequence[PrincipalId]:
        """Of whose answers some count no more since they were last reckoned; in order."""
        statement = select(EvidenceRow.principal_id).where(*self._uncounted()).distinct()
        return self._session.scalars(statement.order_by(EvidenceRow.principal_id)).all()

    def take_uncounted(self, principal_id: PrincipalId) -> Sequence[EvidenceRow]:
        """The answers of the learner that count no more since they were last reckoned, which they are from now on;
        lock the learner before."""
        statement = select(EvidenceRow).where(*self._uncounted(), EvidenceRow.principal_id == principal_id)
        taken = self._session.scalars(statement.order_by(EvidenceRow.id)).all()
        for row in taken:
            row.recounted_at = self._now
        self._session.flush()
        return taken

    def _uncounted(self) -> tuple[ColumnElement[bool], ...]:
        return (
            EvidenceRow.tenant_id == self._tenant,
            EvidenceRow.discounted_at.is_not(None),
            EvidenceRow.recounted_at.is_(None),
        )

    def graded(self, principal_id: PrincipalId) -> Sequence[EvidenceRow]:
        """A learner's graded answers to items that count, oldest first."""
        statement = select(EvidenceRow).where(
            EvidenceRow.tenant_id == self._tenant,
            EvidenceRow.principal_id == principal_id,
            EvidenceRow.kind == EvidenceKind.ANSWERED,
            EvidenceRow.item_id.is_not(None),
            EvidenceRow.score.is_not(None),
            EvidenceRow.discounted_at.is_(None),
        )
        return self._session.scalars(statement.order_by(EvidenceRow.happened_at, EvidenceRow.id)).all()

    def days_of(self, principal_id: PrincipalId, *, since: datetime) -> Sequence[date]:
        """The days, UTC, on which the learner did something since then, each once, in order."""
        statement = select(EvidenceRow.happened_at).where(
            EvidenceRow.tenant_id == self._tenant,
            EvidenceRow.principal_id == principal_id,
            EvidenceRow.happened_at >= since,
        )
        return sorted({moment.date() for moment in self._session.scalars(statement)})

    def known_statements(self, ids: Collection[str]) -> frozenset[str]:
        """Those of the ids under which a statement is kept."""
        statement = select(StatementRow.id).where(StatementRow.tenant_id == self._tenant, StatementRow.id.in_(ids))
        return frozenset(self._session.scalars(statement))

    def add_statement(self, statement_id: str, statement: Json, *, by: PrincipalId | None) -> None:
        """Keep a statement; an id that is known breaks the primary key."""
        row = StatementRow(
            tenant_id=self._tenant, id=statement_id, principal_id=by, statement=statement, stored_at=self._now
        )
        self._session.add(row)
        self._session.flush()

    def statements_of(self, principal_id: PrincipalId) -> Sequence[StatementRow]:
        """All of a learner, in order of id."""
        statement = (
            select(StatementRow)
            .where(StatementRow.tenant_id == self._tenant, StatementRow.principal_id == principal_id)
            .order_by(StatementRow.id)
        )
        return self._session.scalars(statement).all()
