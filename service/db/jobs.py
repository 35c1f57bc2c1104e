"""Jobs, their units of work and kept outputs. The database owns a job; a broker's message is only a nudge.

A job runs through stages; a stage has one or more units, each at most a minute of work. A unit is claimed with a lease,
an attempt count and a fencing token (service/db/job_board.py); its output is saved once under a unique key.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, ForeignKeyConstraint, Index, UniqueConstraint, and_, delete, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import DocumentId, JobId, Json, Repository, TenantId, TenantRow, VersionId, closed_set, new_id
from service.errors import LeaseLost, NotFound, WrongState

# How every job begins, whatever the pipeline; a test holds them against authoring.pipeline.
FIRST_STAGE = "read"
WHOLE = "document"


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    PARTLY_SUCCEEDED = "partly_succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


OPEN_STATES = (JobState.QUEUED, JobState.RUNNING)


class UnitState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


class Job(TenantRow, kw_only=True):
    """Work on one document version; `done` of `total` units of `stage` are saved.

    `problem` None: none; else `{"reason": ..., "detail": ...}`. `served_at` None: no unit was ever claimed."""

    __tablename__ = "jobs"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "document_version_id"], ["document_versions.tenant_id", "document_versions.id"]
        ),
        UniqueConstraint("id"),
        UniqueConstraint("tenant_id", "document_version_id"),
        Index(None, "state"),
        Index(None, "tenant_id", "served_at"),
    )

    id: Mapped[JobId] = mapped_column(primary_key=True)
    document_id: Mapped[DocumentId]
    document_version_id: Mapped[VersionId]
    document_digest: Mapped[str]
    state: Mapped[JobState] = mapped_column(closed_set(JobState, "state"), default=JobState.QUEUED)
    stage: Mapped[str | None] = mapped_column(default=None)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    problem: Mapped[Json | None] = mapped_column(default=None)
    served_at: Mapped[datetime | None] = mapped_column(default=None)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class UnitRow(TenantRow, kw_only=True):
    """One unit of one stage of a job. `token` grows with every claim: a write with an older one is refused.

    `available_at`: not to be claimed before. `lease_owner` and `lease_until` None: nobody works on it.
    """

    __tablename__ = "job_units"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "job_id"], ["jobs.tenant_id", "jobs.id"]),
        Index(None, "state", "lease_until"),
    )

    job_id: Mapped[JobId] = mapped_column(primary_key=True)
    stage: Mapped[str] = mapped_column(primary_key=True)
    unit: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    state: Mapped[UnitState] = mapped_column(closed_set(UnitState, "state"), default=UnitState.QUEUED)
    attempts: Mapped[int] = mapped_column(default=0)
    token: Mapped[int] = mapped_column(default=0)
    available_at: Mapped[datetime]
    lease_owner: Mapped[str | None] = mapped_column(default=None)
    lease_until: Mapped[datetime | None] = mapped_column(default=None)
    claimed_at: Mapped[datetime | None] = mapped_column(default=None)
    saved_at: Mapped[datetime | None] = mapped_column(default=None)
    problem: Mapped[Json | None] = mapped_column(default=None)


class OutputRow(TenantRow, kw_only=True):
    """What a unit gave, kept once: equal keys mean equal outputs. `digest` is SHA-256, hexadecimal, of `output`."""

    __tablename__ = "stage_outputs"

    document_digest: Mapped[str] = mapped_column(primary_key=True)
    stage: Mapped[str] = mapped_column(primary_key=True)
    unit: Mapped[str] = mapped_column(primary_key=True)
    stage_version: Mapped[str] = mapped_column(primary_key=True)
    parameters_digest: Mapped[str] = mapped_column(primary_key=True)
    output: Mapped[bytes]
    digest: Mapped[str]
    created_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to work on one unit until the lease ends; `attempt` counts from 1."""

    tenant_id: TenantId
    job_id: JobId
    stage: str
    unit: str
    token: int
    attempt: int


@dataclass(frozen=True, slots=True)
class OutputKey:
    """What makes an output unique within a tenant."""

    document_digest: str
    stage: str
    unit: str
    stage_version: str
    parameters_digest: str


@dataclass(frozen=True, slots=True)
class NewJob:
    """A job for a document version."""

    document_id: DocumentId
    document_version_id: VersionId
    document_digest: str


class Jobs(Repository):
    """The jobs of one tenant."""

    def add(self, new: NewJob) -> Job:
        """A queued job that will first read its document; nudge a worker with `work.nudge(job.id)`."""
        job = Job(
            tenant_id=self._tenant,
            id=JobId(new_id("job")),
            document_id=new.document_id,
            document_version_id=new.document_version_id,
            document_digest=new.document_digest,
            created_at=self._now,
            updated_at=self._now,
        )
        self._session.add(job)
        self._session.flush()
        self.open_stage(job, FIRST_STAGE, (WHOLE,))
        return job

    def get(self, job_id: JobId) -> Job:
        """Raises NotFound."""
        job = self._session.get(Job, (self._tenant, job_id))
        if job is None:
            raise NotFound("job", job_id)
        return job

    def of_version(self, document_version_id: VersionId) -> Job:
        """The job of a document version. Raises NotFound."""
        statement = select(Job).where(Job.tenant_id == self._tenant, Job.document_version_id == document_version_id)
        job = self._session.scalar(statement)
        if job is None:
            raise NotFound("job of document version", document_version_id)
        return job

    def cancel(self, job_id: JobId) -> Job:
        """Stop the job: no unit is claimed any more, what is under way is refused. Raises NotFound, WrongState."""
        job = self._locked(job_id)
        if job.state is JobState.CANCELLED:
            return job
        if job.state not in OPEN_STATES:
            raise WrongState("job", job_id, state=job.state.value, action="cancelled")
        return self._move(job, JobState.CANCELLED)

    def retry(self, job_id: JobId) -> Job:
        """Give a failed or cancelled job's unfinished units new attempts; saved outputs stay. Raises WrongState."""
        job = self._locked(job_id)
        if job.state not in (JobState.FAILED, JobState.CANCELLED):
            raise WrongState("job", job_id, state=job.state.value, action="retried")
        unfinished = {"state": UnitState.QUEUED, "attempts": 0, "problem": None, "available_at": self._now}
        self._session.execute(
            update(UnitRow)
            .where(self._unit_of(job_id), UnitRow.state != UnitState.SUCCEEDED)
            .values(**unfinished, lease_owner=None, lease_until=None, token=UnitRow.token + 1)
        )
        job.problem = None
        return self._move(job, JobState.QUEUED)

    def units(self, job_id: JobId) -> Sequence[UnitRow]:
        """The units opened so far, in order."""
        return self._session.scalars(select(UnitRow).where(self._unit_of(job_id)).order_by(UnitRow.position)).all()

    def output(self, key: OutputKey) -> bytes | None:
        """A kept output; None: not computed yet."""
        row = self._session.get(OutputRow, self._output_key(key))
        return None if row is None else row.output

    def newest_outputs(self, job: Job, stage: str) -> Sequence[bytes]:
        """What the job's finished units of a stage gave, in order; for looking on, not for going on from it.

        Where the same bytes were drafted with other parameters since, theirs.
        """
        newest = (
            select(OutputRow.output)
            .where(
                OutputRow.tenant_id == self._tenant,
                OutputRow.document_digest == job.document_digest,
                OutputRow.stage == stage,
                OutputRow.unit == UnitRow.unit,
            )
            .order_by(OutputRow.created_at.desc())
            .limit(1)
            .scalar_subquery()
        )
        statement = (
            select(newest)
            .where(self._unit_of(job.id), UnitRow.stage == stage, UnitRow.state == UnitState.SUCCEEDED)
            .order_by(UnitRow.position)
        )
        return [output for output in self._session.scalars(statement) if output is not None]

    def held(self, claim: Claim) -> tuple[Job, UnitRow]:
        """The job and unit of a claim, locked, when the claim still holds. Raises LeaseLost."""
        job = self._locked(claim.job_id)
        unit = self._session.get(UnitRow, (self._tenant, claim.job_id, claim.stage, claim.unit), populate_existing=True)
        fresh = unit is not None and unit.token == claim.token and unit.state is UnitState.RUNNING
        if unit is None or not fresh or job.state not in OPEN_STATES:
            raise LeaseLost(claim.job_id, stage=claim.stage, unit=claim.unit)
        return job, unit

    def save_output(self, claim: Claim, key: OutputKey, output: bytes) -> bool:
        """Keep the unit's output and finish the unit; whether it was the last open one of its stage.

        Raises LeaseLost when the claim holds no longer; nothing is kept then.
        """
        job, unit = self.held(claim)
        if self.output(key) is None:
            self._session.add(self._output_row(key, output))
        unit.state = UnitState.SUCCEEDED
        unit.lease_owner = unit.lease_until = None
        unit.saved_at = self._now
        job.problem = None  # whatever it waited for is there
        self._session.flush()
        job.done = self._count(claim, UnitState.SUCCEEDED)
        job.updated_at = self._now
        self._session.flush()
        return job.done == job.total

    def open_stage(self, job: Job, stage: str, units: Iterable[str]) -> None:
        """Queue the units of the job's next stage; none of the job's earlier claims holds on them."""
        self._open(job, stage, tuple(units), token=self._greatest_token(job.id))

    def start_over(self, job: Job) -> None:
        """Forget the units, not the outputs: a new version of the pipeline looks again what it can use."""
        token = self._greatest_token(job.id)  # a worker of the earlier round may still come back with its claim
        self._session.execute(delete(UnitRow).where(self._unit_of(job.id)))
        self._open(job, FIRST_STAGE, (WHOLE,), token=token)

    def finish(self, job: Job, state: JobState, *, problem: Json | None = None) -> None:
        """End the job; `problem` None: there is nothing to say."""
        job.problem = problem
        self._move(job, state)

    def fail_unit(self, claim: Claim, problem: Json) -> None:
        """End the job because this unit cannot be done. Raises LeaseLost."""
        job, unit = self.held(claim)
        unit.state = UnitState.FAILED
        unit.problem = problem
        unit.lease_owner = unit.lease_until = None
        self.finish(job, JobState.FAILED, problem=problem)

    def postpone_unit(self, claim: Claim, problem: Json, *, until: datetime) -> None:
        """Give the unit back, to be claimed again from `until` on. Raises LeaseLost."""
        _, unit = self.held(claim)
        unit.state = UnitState.QUEUED
        unit.problem = problem
        unit.available_at = until
        unit.lease_owner = unit.lease_until = None
        self._session.flush()

    def give_back(self, claim: Claim, *, until: datetime) -> None:
        """Put the unit back as if it had not been claimed, to be claimed from `until` on: nothing is wrong with it.

        Raises LeaseLost.
        """
        _, unit = self.held(claim)
        unit.state = UnitState.QUEUED
        unit.attempts -= 1
        unit.available_at = until
        unit.lease_owner = unit.lease_until = None
        self._session.flush()

    def wait(self, claim: Claim, problem: Json, *, until: datetime) -> None:
        """Put the unit back for something that is away; it counts as no attempt, and the job says what it waits for.

        Raises LeaseLost.
        """
        job, _ = self.held(claim)
        self.give_back(claim, until=until)
        job.problem = problem
        self._session.flush()

    def get_locked(self, job_id: JobId) -> Job:
        """The job, nobody else's to change until the unit of work ends. Raises NotFound."""
        return self._locked(job_id)

    def go_on(self, job: Job) -> None:
        """Let a job that was held be claimed again."""
        job.problem = None
        self._move(job, JobState.QUEUED)

    def hold(self, job: Job, problem: Json) -> None:
        """Open no further stage until somebody says so; the job says what it waits for."""
        job.problem = problem
        self._move(job, JobState.QUEUED)

    def count_queued(self, job_id: JobId) -> int:
        """Units that wait for a worker."""
        statement = (
            select(func.count()).select_from(UnitRow).where(self._unit_of(job_id), UnitRow.state == UnitState.QUEUED)
        )
        return self._session.scalar(statement) or 0

    def _open(self, job: Job, stage: str, names: Sequence[str], *, token: int) -> None:
        position = self._session.scalar(select(func.count()).select_from(UnitRow).where(self._unit_of(job.id))) or 0
        for offset, unit in enumerate(names):
            row = UnitRow(
                tenant_id=self._tenant,
                job_id=job.id,
                stage=stage,
                unit=unit,
                position=position + offset,
                token=token,
                available_at=self._now,
            )
            self._session.add(row)
        job.stage, job.done, job.total = stage, 0, len(names)
        self._session.flush()

    def _greatest_token(self, job_id: JobId) -> int:
        return self._session.scalar(select(func.max(UnitRow.token)).where(self._unit_of(job_id))) or 0

    def _locked(self, job_id: JobId) -> Job:
        job = self._session.get(Job, (self._tenant, job_id), with_for_update=True, populate_existing=True)
        if job is None:
            raise NotFound("job", job_id)
        return job

    def _move(self, job: Job, state: JobState) -> Job:
        job.state = state
        job.updated_at = self._now
        self._session.flush()
        return job

    def _unit_of(self, job_id: JobId) -> ColumnElement[bool]:
        return and_(UnitRow.tenant_id == self._tenant, UnitRow.job_id == job_id)

    def _count(self, claim: Claim, state: UnitState) -> int:
        statement = (
            select(func.count())
            .select_from(UnitRow)
            .where(self._unit_of(claim.job_id), UnitRow.stage == claim.stage, UnitRow.state == state)
        )
        return self._session.scalar(statement) or 0

    def _output_key(self, key: OutputKey) -> tuple[str, ...]:
        return (self._tenant, key.document_digest, key.stage, key.unit, key.stage_version, key.parameters_digest)

    def _output_row(self, key: OutputKey, output: bytes) -> OutputRow:
        return OutputRow(
            tenant_id=self._tenant,
            document_digest=key.document_digest,
            stage=key.stage,
            unit=key.unit,
            stage_version=key.stage_version,
            parameters_digest=key.parameters_digest,
            output=output,
            digest=hashlib.sha256(output).hexdigest(),
            created_at=self._now,
        )
