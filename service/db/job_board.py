"""The job board: what a scheduler may see of all tenants: jobs, units, messages, deliveries, change counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, delete, exists, func, not_, or_, select, update
from sqlalchemy.orm import Session, aliased

from service.db.base import JobId, TenantId, ThreadId, new_id
from service.db.changes import ChangeCounter
from service.db.delivery_board import DeliveryBoard
from service.db.help_requests import DueWave
from service.db.imports import DueImport
from service.db.jobs import OPEN_STATES, Claim, Job, JobState, UnitRow, UnitState
from service.db.outbox import OutboxMessage

WORKER_LOST = "worker_lost"


@dataclass(frozen=True, slots=True)
class Nudge:
    """A message that the broker has not taken yet."""

    id: str
    tenant_id: TenantId
    job_id: JobId


class JobBoard:
    """Claims and sweeps over all tenants; every time is the database's own. Of changes it sees numbers alone."""

    def __init__(self, session: Session, *, now: datetime) -> None:
        self._session = session
        self._now = now
        self.deliveries = DeliveryBoard(session, now=now)

    def claim(self, owner: str, *, lease: timedelta, attempts: int) -> Claim | None:
        """Take one unit of the least recently served tenant and job; None: nothing waits.

        A unit whose lease ran out waits again, unless it had its `attempts`.
        """
        found = self._session.execute(self._next(attempts)).first()
        if found is None:
            return None
        job, unit = found
        unit.state = UnitState.RUNNING
        unit.attempts += 1
        unit.token += 1
        unit.lease_owner = owner
        unit.lease_until = self._now + lease
        unit.claimed_at = self._now
        job.state = JobState.RUNNING
        job.served_at = job.updated_at = self._now
        self._session.flush()
        return Claim(job.tenant_id, job.id, unit.stage, unit.unit, unit.token, unit.attempts)

    def latest_changes(self) -> dict[TenantId, int]:
        """The number of each tenant's latest change."""
        statement = select(ChangeCounter.tenant_id, ChangeCounter.latest)
        return {row.tenant_id: row.latest for row in self._session.execute(statement)}

    def due_waves(self, *, limit: int) -> Sequence[tuple[TenantId, ThreadId]]:
        """Questions of all tenants whose next helpers are to be asked, the longest due first."""
        statement = select(DueWave.tenant_id, DueWave.thread_id).where(DueWave.due_at <= self._now)
        found = self._session.execute(statement.order_by(DueWave.due_at).limit(limit))
        return [(tenant_id, thread_id) for tenant_id, thread_id in found]

    def due_imports(self, *, limit: int) -> Sequence[tuple[TenantId, str]]:
        """Imports of all tenants that wait, the longest due first."""
        statement = select(DueImport.tenant_id, DueImport.import_id).where(DueImport.due_at <= self._now)
        found = self._session.execute(statement.order_by(DueImport.due_at).limit(limit))
        return [(tenant_id, import_id) for tenant_id, import_id in found]

    def renew(self, claim: Claim, *, lease: timedelta) -> bool:
        """Prolong a lease from now on; False: the claim is gone or the job is over."""
        is_open = exists().where(_UNIT_OF_JOB, Job.state.in_(OPEN_STATES))
        statement = (
            update(UnitRow)
            .where(
                UnitRow.tenant_id == claim.tenant_id,
                UnitRow.job_id == claim.job_id,
                UnitRow.stage == claim.stage,
                UnitRow.unit == claim.unit,
                UnitRow.token == claim.token,
                UnitRow.state == UnitState.RUNNING,
                is_open,
            )
            .values(lease_until=self._now + lease)
            .returning(UnitRow.unit)
        )
        return self._session.scalar(statement) is not None

    def fail_exhausted(self, *, attempts: int) -> Sequence[JobId]:
        """End the jobs with a unit that lost its worker in each of its `attempts`; their ids."""
        statement = (
            select(Job, UnitRow)
            .join(UnitRow, _UNIT_OF_JOB)
            .where(Job.state.in_(OPEN_STATES), UnitRow.attempts >= attempts, self._is_claimable())
            .with_for_update(skip_locked=True)
        )
        failed = []
        for job, unit in self._session.execute(statement).all():
            job.problem = {"reason": WORKER_LOST, "detail": f"{unit.stage}/{unit.unit}: {attempts} attempts"}
            job.state = JobState.FAILED
            job.updated_at = self._now
            unit.state = UnitState.FAILED
            unit.problem = job.problem
            unit.lease_owner = unit.lease_until = None
            failed.append(job.id)
        self._session.flush()
        return failed

    def waiting(self, *, since: timedelta, limit: int) -> Sequence[tuple[TenantId, JobId]]:
        """Open jobs with a unit that could have been claimed for `since` and no message as young; oldest first."""
        late = self._now - since
        is_late = or_(
            and_(UnitRow.state == UnitState.QUEUED, UnitRow.available_at <= late),
            and_(UnitRow.state == UnitState.RUNNING, UnitRow.lease_until <= self._now),
        )
        has_young_message = exists().where(
            OutboxMessage.tenant_id == Job.tenant_id, OutboxMessage.job_id == Job.id, OutboxMessage.created_at > late
        )
        statement = (
            select(Job.tenant_id, Job.id)
            .join(UnitRow, _UNIT_OF_JOB)
            .where(Job.state.in_(OPEN_STATES), is_late, not_(has_young_message))
            .group_by(Job.tenant_id, Job.id, Job.created_at)
            .order_by(Job.created_at)
            .limit(limit)
        )
        return [(tenant, job) for tenant, job in self._session.execute(statement)]

    def count_waiting(self) -> int:
        """Units that could be claimed now."""
        statement = (
            select(func.count())
            .select_from(Job)
            .join(UnitRow, _UNIT_OF_JOB)
            .where(Job.state.in_(OPEN_STATES), self._is_claimable())
        )
        return self._session.scalar(statement) or 0

    def is_neglected(self, *, since: timedelta) -> bool:
        """Whether a unit could have been claimed for `since` while no worker claimed any: no worker is there."""
        late = self._now - since
        waits = or_(
            and_(UnitRow.state == UnitState.QUEUED, UnitRow.available_at <= late),
            and_(UnitRow.state == UnitState.RUNNING, UnitRow.lease_until <= late),
        )
        statement = select(Job.id).join(UnitRow, _UNIT_OF_JOB).where(Job.state.in_(OPEN_STATES), waits).limit(1)
        if self._session.scalar(statement) is None:
            return False
        last = self._session.scalar(select(func.max(Job.served_at)))
        return last is None or last <= late

    def unsent(self, *, limit: int) -> Sequence[Nudge]:
        """Messages that the broker has not taken, oldest first."""
        statement = (
            select(OutboxMessage)
            .where(OutboxMessage.sent_at.is_(None))
            .order_by(OutboxMessage.created_at, OutboxMessage.id)
            .limit(limit)
        )
        return [Nudge(row.id, row.tenant_id, row.job_id) for row in self._session.scalars(statement)]

    def mark_sent(self, nudges: Sequence[Nudge]) -> None:
        """Say that the broker took the messages."""
        ids = [nudge.id for nudge in nudges]
        statement = update(OutboxMessage).where(OutboxMessage.id.in_(ids)).values(sent_at=self._now)
        self._session.execute(statement.execution_options(synchronize_session=False))

    def forget_sent(self, *, older_than: timedelta) -> None:
        """Drop messages that were sent long ago."""
        statement = delete(OutboxMessage).where(OutboxMessage.sent_at < self._now - older_than)
        self._session.execute(statement.execution_options(synchronize_session=False))

    def nudge_again(self, tenant_id: TenantId, job_id: JobId) -> None:
        """Put a message for a late job into the outbox."""
        message = OutboxMessage(tenant_id=tenant_id, id=new_id("out"), job_id=job_id, created_at=self._now)
        self._session.add(message)

    def _next(self, attempts: int) -> Select[Job, UnitRow]:
        other = aliased(Job)
        tenant_served = select(func.max(other.served_at)).where(other.tenant_id == Job.tenant_id).scalar_subquery()
        return (
            select(Job, UnitRow)
            .join(UnitRow, _UNIT_OF_JOB)
            .where(Job.state.in_(OPEN_STATES), UnitRow.attempts < attempts, self._is_claimable())
            .order_by(
                tenant_served.asc().nulls_first(), Job.served_at.asc().nulls_first(), Job.created_at, UnitRow.position
            )
            .limit(1)
            # both rows: of an unlocked one, PostgreSQL would go on with what it read before another worker's claim
            .with_for_update(skip_locked=True)
        )

    def _is_claimable(self) -> ColumnElement[bool]:
        return or_(
            and_(UnitRow.state == UnitState.QUEUED, UnitRow.available_at <= self._now),
            and_(UnitRow.state == UnitState.RUNNING, UnitRow.lease_until <= self._now),
        )


_UNIT_OF_JOB = and_(UnitRow.tenant_id == Job.tenant_id, UnitRow.job_id == Job.id)
