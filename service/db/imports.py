"""Imports that are too large for a request: what was asked for, who works on it, and what became of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKeyConstraint, Index, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Json, PrincipalId, Repository, TenantRow, closed_set, new_id, open_set
from service.errors import NotFound


class ImportKind(StrEnum):
    """What is taken in, and so how its file is read."""

    SLACK = "slack"
    DISCOURSE = "discourse"
    ITEMS = "items"


class ImportState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


OPEN_STATES = (ImportState.QUEUED, ImportState.RUNNING)


class DueImport(TenantRow, kw_only=True):
    """An import that waits, or whose worker was lost, from `due_at` on; gone when it is over.

    Schedulers see these rows of all tenants, and nothing else of the import.
    """

    __tablename__ = "due_imports"
    __table_args__ = (Index(None, "due_at"),)

    import_id: Mapped[str] = mapped_column(primary_key=True)
    due_at: Mapped[datetime]


class ImportRow(TenantRow, kw_only=True):
    """`sha256` names its file, which goes when the import is over. `token` counts claims: an older one may not write.

    `result` None: it has none yet; `problem` None: none, else `{reason, detail}`.
    """

    __tablename__ = "imports"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "principal_id"], ["principals.tenant_id", "principals.id"]),
        Index(None, "tenant_id", "state"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[ImportKind] = mapped_column(open_set(ImportKind))
    principal_id: Mapped[PrincipalId]
    sha256: Mapped[str]
    options: Mapped[Json]
    state: Mapped[ImportState] = mapped_column(closed_set(ImportState, "state"), default=ImportState.QUEUED)
    attempts: Mapped[int] = mapped_column(default=0)
    token: Mapped[int] = mapped_column(default=0)
    result: Mapped[Json | None] = mapped_column(default=None)
    problem: Mapped[Json | None] = mapped_column(default=None)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class Imports(Repository):
    """The imports of one tenant."""

    def add(self, kind: ImportKind, sha256: str, options: Json, *, by: PrincipalId) -> ImportRow:
        """A queued one, due at once."""
        row = ImportRow(
            tenant_id=self._tenant,
            id=new_id("imt"),
            kind=kind,
            principal_id=by,
            sha256=sha256,
            options=options,
            created_at=self._now,
            updated_at=self._now,
        )
        self._session.add_all([row, DueImport(tenant_id=self._tenant, import_id=row.id, due_at=self._now)])
        self._session.flush()
        return row

    def get(self, import_id: str) -> ImportRow:
        """Raises NotFound."""
        row = self._session.get(ImportRow, (self._tenant, import_id))
        if row is None:
            raise NotFound("import", import_id)
        return row

    def find_open(self, kind: ImportKind, sha256: str, options: Json) -> ImportRow | None:
        """The same import while it is under way; None: there is none."""
        statement = select(ImportRow).where(
            ImportRow.tenant_id == self._tenant,
            ImportRow.kind == kind,
            ImportRow.sha256 == sha256,
            ImportRow.state.in_(OPEN_STATES),
        )
        return next((row for row in self._session.scalars(statement) if row.options == options), None)

    def count_open(self) -> int:
        """Those that are under way."""
        statement = select(func.count()).select_from(ImportRow)
        is_open = ImportRow.state.in_(OPEN_STATES)
        return self._session.scalar(statement.where(ImportRow.tenant_id == self._tenant, is_open)) or 0

    def needs(self, sha256: str) -> bool:
        """Whether one that is under way will read that file."""
        statement = select(ImportRow.id).where(
            ImportRow.tenant_id == self._tenant, ImportRow.sha256 == sha256, ImportRow.state.in_(OPEN_STATES)
        )
        return self._session.scalar(statement.limit(1)) is not None

    def claim(self, import_id: str, *, lease: timedelta) -> ImportRow | None:
        """Take it until the lease ends; None: it is over, another was quicker, or one ordered before is not over.

        A company's imports follow one another: what an older one brings must not stand over what a newer one brought.
        """
        due = self._due(import_id)
        if due is None or due.due_at > self._now or self._has_earlier(import_id):
            return None
        due.due_at = self._now + lease
        row = self.get(import_id)
        row.state, row.updated_at = ImportState.RUNNING, self._now
        row.attempts += 1
        row.token += 1
        self._session.flush()
        return row

    def held(self, import_id: str, token: int) -> ImportRow | None:
        """The import, locked, while the claim holds; None: it holds no longer."""
        due = self._due(import_id)
        row = self.get(import_id)
        return row if due is not None and row.token == token else None

    def postpone(self, row: ImportRow, *, until: datetime) -> None:
        """Let it be claimed from then on; also how a claim is prolonged."""
        due = self._due(row.id)
        if due is not None:
            due.due_at = until
            self._session.flush()

    def end(self, row: ImportRow, *, result: Json | None = None, problem: Json | None = None) -> None:
        """It is over, with what became of it or why it failed."""
        row.state = ImportState.SUCCEEDED if problem is None else ImportState.FAILED
        row.result, row.problem, row.updated_at = result, problem, self._now
        gone = delete(DueImport).where(DueImport.tenant_id == self._tenant, DueImport.import_id == row.id)
        self._session.execute(gone)
        self._session.flush()

    def _has_earlier(self, import_id: str) -> bool:
        earlier = select(DueImport.import_id).where(
            DueImport.tenant_id == self._tenant, DueImport.import_id < import_id
        )
        return self._session.scalar(earlier.limit(1)) is not None

    def _due(self, import_id: str) -> DueImport | None:
        return self._session.get(DueImport, (self._tenant, import_id), with_for_update=True, populate_existing=True)
