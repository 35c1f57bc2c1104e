"""Conflicts: statements of a document that contradict each other or a published one, and the author's word on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, UniqueConstraint, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from authoring.checks.conflicts import Decision
from service.db.base import (
    ConflictId,
    DocumentId,
    Json,
    PrincipalId,
    Repository,
    TenantRow,
    VersionId,
    closed_set,
    new_id,
)
from service.errors import NotFound, VersionConflict


class ConflictRow(TenantRow, kw_only=True):
    """`draft_id` is its id in the draft, `position` its place there, from 1; `content` what the two sides say.

    `decision` None: the author has not decided. `revision` counts decisions (ETag).
    """

    __tablename__ = "conflicts"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "document_version_id"], ["document_versions.tenant_id", "document_versions.id"]
        ),
        UniqueConstraint("tenant_id", "document_version_id", "draft_id"),
    )

    id: Mapped[ConflictId] = mapped_column(primary_key=True)
    document_id: Mapped[DocumentId]
    document_version_id: Mapped[VersionId]
    draft_id: Mapped[str]
    position: Mapped[int]
    content: Mapped[Json]
    decision: Mapped[Decision | None] = mapped_column(closed_set(Decision, "decision"), default=None)
    reason: Mapped[str | None] = mapped_column(default=None)
    decided_by: Mapped[PrincipalId | None] = mapped_column(default=None)
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    revision: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class NewConflict:
    """One conflict of a fresh draft."""

    draft_id: str
    content: Json


class Conflicts(Repository):
    """The conflicts of one tenant."""

    def add_all(
        self, new: Sequence[NewConflict], *, document_id: DocumentId, document_version_id: VersionId
    ) -> Sequence[ConflictRow]:
        """Keep the conflicts of a draft, undecided."""
        rows = [
            ConflictRow(
                tenant_id=self._tenant,
                id=ConflictId(new_id("cfl")),
                document_id=document_id,
                document_version_id=document_version_id,
                draft_id=one.draft_id,
                position=position,
                content=one.content,
                created_at=self._now,
            )
            for position, one in enumerate(new, start=1)
        ]
        self._session.add_all(rows)
        self._session.flush()
        return rows

    def get(self, conflict_id: ConflictId) -> ConflictRow:
        """Raises NotFound."""
        row = self._session.get(ConflictRow, (self._tenant, conflict_id))
        if row is None:
            raise NotFound("conflict", conflict_id)
        return row

    def of_version(self, document_version_id: VersionId) -> Sequence[ConflictRow]:
        """The conflicts of a document version in reading order."""
        statement = (
            select(ConflictRow)
            .where(ConflictRow.tenant_id == self._tenant, ConflictRow.document_version_id == document_version_id)
            .order_by(ConflictRow.position)
        )
        return self._session.scalars(statement).all()

    def count_open(self, document_version_id: VersionId) -> int:
        """How many of a document version's conflicts nobody has decided."""
        statement = select(func.count()).where(
            ConflictRow.tenant_id == self._tenant,
            ConflictRow.document_version_id == document_version_id,
            ConflictRow.decision.is_(None),
        )
        return self._session.scalars(statement).one()

    def decide(
        self, conflict_id: ConflictId, decision: Decision, *, reason: str | None, expected: int, by: PrincipalId
    ) -> ConflictRow:
        """Put the author's word in place of revision `expected`; `reason` None: none was given.

        Raises NotFound, VersionConflict.
        """
        statement = (
            update(ConflictRow)
            .where(
                ConflictRow.tenant_id == self._tenant,
                ConflictRow.id == conflict_id,
                ConflictRow.revision == expected,
            )
            .values(decision=decision, reason=reason, decided_by=by, decided_at=self._now, revision=expected + 1)
            .returning(ConflictRow.id)
            .execution_options(synchronize_session=False)
        )
        if self._session.scalar(statement) is None:
            self.get(conflict_id)
            raise VersionConflict("conflict", conflict_id, expected=expected)
        return self._session.get_one(ConflictRow, (self._tenant, conflict_id), populate_existing=True)

    def inherit(self, row: ConflictRow, earlier: ConflictRow) -> None:
        """Let the word on the same conflict in an earlier version hold here too."""
        row.decision, row.reason = earlier.decision, earlier.reason
        row.decided_by, row.decided_at = earlier.decided_by, earlier.decided_at
        self._session.flush()
