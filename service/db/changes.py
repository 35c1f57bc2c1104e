"""Changes: every object that was published, posted, withdrawn or erased, numbered in the order of its commit.

Whoever remembers a number asks what came after it: search, snapshots, integrators. The number comes from a counter
row that stays locked until commit, so that nobody ever sees a number before all smaller ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, select, update
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Repository, TenantRow, closed_set, new_id


class Kind(StrEnum):
    """What can be found, and what can change."""

    MICRO_MODULE = "micro_module"
    THREAD = "thread"
    PERSON = "person"


class Action(StrEnum):
    """What happened to it."""

    PUBLISHED = "published"
    POSTED = "posted"
    EDITED = "edited"
    STALE = "stale"
    WITHDRAWN = "withdrawn"
    COMPLETED = "completed"
    ERASED = "erased"


class ChangeCounter(TenantRow, kw_only=True):
    """The number of a tenant's latest change; all that anybody sees of other tenants' changes."""

    __tablename__ = "change_counters"

    latest: Mapped[int] = mapped_column(default=0)


class Change(TenantRow, kw_only=True):
    """`id` tells this change from one of the same number in another copy of the database."""

    __tablename__ = "changes"
    __table_args__ = (Index(None, "tenant_id", "kind", "sequence"),)

    sequence: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str]
    kind: Mapped[Kind] = mapped_column(closed_set(Kind, "kind"))
    object_id: Mapped[str]
    action: Mapped[Action] = mapped_column(closed_set(Action, "action"))
    created_at: Mapped[datetime]


class Changes(Repository):
    """What changed for one tenant."""

    def record(self, kind: Kind, object_id: str, action: Action) -> Change:
        """Number the change; call it late: other changes of the tenant wait until this unit of work ends."""
        change = Change(
            tenant_id=self._tenant,
            sequence=self._next(),
            id=new_id("chg"),
            kind=kind,
            object_id=object_id,
            action=action,
            created_at=self._now,
        )
        self._session.add(change)
        self._session.flush()
        return change

    def latest(self) -> int:
        """The number of the latest change; 0: nothing changed ever."""
        statement = select(ChangeCounter.latest).where(ChangeCounter.tenant_id == self._tenant)
        return self._session.scalar(statement) or 0

    def find(self, sequence: int) -> Change | None:
        """The change with this number; None: not made yet, or forgotten."""
        return self._session.get(Change, (self._tenant, sequence))

    def objects_since(self, kind: Kind, sequence: int) -> set[str]:
        """The objects of a kind that changed after the change `sequence`."""
        statement = select(Change.object_id).where(
            Change.tenant_id == self._tenant, Change.kind == kind, Change.sequence > sequence
        )
        return set(self._session.scalars(statement))

    def has_erased(self, sequence: int) -> bool:
        """Whether anything was erased after the change `sequence`: of a person, it may have been words of any kind."""
        statement = select(Change.sequence).where(
            Change.tenant_id == self._tenant, Change.sequence > sequence, Change.action == Action.ERASED
        )
        return self._session.scalar(statement.limit(1)) is not None

    def since(self, sequence: int, *, limit: int) -> Sequence[Change]:
        """Up to `limit` changes after `sequence`, in order."""
        statement = select(Change).where(Change.tenant_id == self._tenant, Change.sequence > sequence)
        return self._session.scalars(statement.order_by(Change.sequence).limit(limit)).all()

    def _next(self) -> int:
        statement = (
            update(ChangeCounter)
            .where(ChangeCounter.tenant_id == self._tenant)
            .values(latest=ChangeCounter.latest + 1)
            .returning(ChangeCounter.latest)
            .execution_options(synchronize_session=False)
        )
        return self._session.execute(statement).scalar_one()
