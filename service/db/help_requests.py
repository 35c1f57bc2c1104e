"""Help requests: who was asked to answer which question, why, and when the next ones are asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, func, select
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Json, PrincipalId, Repository, TenantRow, ThreadId


class DueWave(TenantRow, kw_only=True):
    """The next wave of a question: `done` waves went out. Gone when the question needs no further one.

    Schedulers see these rows of all tenants, and nothing else of the question.
    """

    __tablename__ = "due_waves"
    __table_args__ = (Index(None, "due_at"),)

    thread_id: Mapped[ThreadId] = mapped_column(primary_key=True)
    due_at: Mapped[datetime]
    done: Mapped[int] = mapped_column(default=0)


class HelpRequest(TenantRow, kw_only=True):
    """`reasons` are what the choice rested on. `closed_at` None: it waits; else answered, solved, or not wanted."""

    __tablename__ = "help_requests"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "thread_id"], ["threads.tenant_id", "threads.id"]),
        ForeignKeyConstraint(["tenant_id", "principal_id"], ["principals.tenant_id", "principals.id"]),
        Index(None, "tenant_id", "principal_id", "asked_at"),
    )

    thread_id: Mapped[ThreadId] = mapped_column(primary_key=True)
    principal_id: Mapped[PrincipalId] = mapped_column(primary_key=True)
    wave: Mapped[int]
    reasons: Mapped[Json]
    asked_at: Mapped[datetime]
    closed_at: Mapped[datetime | None] = mapped_column(default=None)


class HelperChoice(TenantRow, kw_only=True):
    """A learner's own word on whether to be asked; no row: yes."""

    __tablename__ = "helper_choices"
    __table_args__ = (ForeignKeyConstraint(["tenant_id", "principal_id"], ["principals.tenant_id", "principals.id"]),)

    principal_id: Mapped[PrincipalId] = mapped_column(primary_key=True)
    is_available: Mapped[bool]
    changed_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Load:
    """How many requests wait for a person, and how many came since a time."""

    open: int = 0
    recent: int = 0


class HelpRequests(Repository):
    """The help requests of one tenant."""

    def plan(self, thread_id: ThreadId, *, due_at: datetime | None, done: int = 0) -> None:
        """When the next wave is due; None: there is no further one."""
        planned = self._session.get(DueWave, (self._tenant, thread_id))
        if due_at is None:
            if planned is not None:
                self._session.delete(planned)
        elif planned is None:
            self._session.add(DueWave(tenant_id=self._tenant, thread_id=thread_id, due_at=due_at, done=done))
        else:
            planned.due_at, planned.done = due_at, done
        self._session.flush()

    def planned(self, thread_id: ThreadId) -> DueWave | None:
        """The next wave, held against others until this unit of work ends; None: no further one."""
        statement = select(DueWave).where(DueWave.tenant_id == self._tenant, DueWave.thread_id == thread_id)
        return self._session.scalar(statement.with_for_update())

    def ask(self, thread_id: ThreadId, principal_id: PrincipalId, *, wave: int, reasons: Json) -> None:
        """Ask somebody; asking twice breaks the primary key."""
        request = HelpRequest(
            tenant_id=self._tenant,
            thread_id=thread_id,
            principal_id=principal_id,
            wave=wave,
            reasons=reasons,
            asked_at=self._now,
        )
        self._session.add(request)
        self._session.flush()

    def of(self, thread_id: ThreadId) -> Sequence[HelpRequest]:
        """Who was asked, in the order of asking."""
        statement = (
            select(HelpRequest)
            .where(HelpRequest.tenant_id == self._tenant, HelpRequest.thread_id == thread_id)
            .order_by(HelpRequest.wave, HelpRequest.principal_id)
        )
        return self._session.scalars(statement).all()

    def waiting_for(self, principal_id: PrincipalId) -> Sequence[ThreadId]:
        """The questions that wait for this person's answer, oldest first."""
        statement = select(HelpRequest.thread_id).where(
            HelpRequest.tenant_id == self._tenant,
            HelpRequest.principal_id == principal_id,
            HelpRequest.closed_at.is_(None),
        )
        return self._session.scalars(statement.order_by(HelpRequest.asked_at)).all()

    def close(self, thread_id: ThreadId, *, of: PrincipalId | None = None) -> None:
        """Nobody, or (`of`) this person, is waited for any more."""
        for request in self.of(thread_id):
            if request.closed_at is None and of in (None, request.principal_id):
                request.closed_at = self._now
        self._session.flush()

    def close_all_of(self, principal_id: PrincipalId) -> None:
        """Nothing waits for this person any more."""
        statement = select(HelpRequest).where(
            HelpRequest.tenant_id == self._tenant,
            HelpRequest.principal_id == principal_id,
            HelpRequest.closed_at.is_(None),
        )
        for request in self._session.scalars(statement):
            request.closed_at = self._now
        self._session.flush()

    def loads(self, *, since: datetime) -> Mapping[PrincipalId, Load]:
        """How much is asked of people; who is not in it: nothing."""
        waits = func.count().filter(HelpRequest.closed_at.is_(None))
        came = func.count().filter(HelpRequest.asked_at >= since)
        statement = (
            select(HelpRequest.principal_id, waits, came)
            .where(HelpRequest.tenant_id == self._tenant)
            .group_by(HelpRequest.principal_id)
        )
        return {person: Load(waiting, recent) for person, waiting, recent in self._session.execute(statement)}

    def choose(self, principal_id: PrincipalId, *, is_available: bool) -> None:
        """A learner's word on whether to be asked."""
        choice = HelperChoice(
            tenant_id=self._tenant, principal_id=principal_id, is_available=is_available, changed_at=self._now
        )
        self._session.merge(choice)
        self._session.flush()

    def may_ask(self, principal_id: PrincipalId) -> bool:
        """Whether this person did not say that they do not want to be asked."""
        choice = self._session.get(HelperChoice, (self._tenant, principal_id))
        return choice is None or choice.is_available

    def opted_out(self) -> frozenset[PrincipalId]:
        """Everybody who does not want to be asked."""
        statement = select(HelperChoice.principal_id).where(
            HelperChoice.tenant_id == self._tenant, HelperChoice.is_available.is_(False)
        )
        return frozenset(self._session.scalars(statement))
