"""Generations: one row for every call of a language model, kept so that no answer is paid for twice.

`begin` writes a call down before it is made and says no when the budget is spent or too many are under way.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKeyConstraint, Index, and_, func, select, text, update
from sqlalchemy.orm import Mapped, mapped_column

from authoring.generative.errors import BudgetSpent, TooManyCalls
from authoring.generative.generations import Call, Generation
from authoring.generative.language_model import Tokens
from service.db.base import GenerationId, Json, Repository, TenantRow, VersionId, closed_set, new_id

_SUCCEEDED = "state = 'succeeded'"
_FORGOTTEN = "its source is gone or changed"
_BUSY_SECONDS = 5.0  # after which a call that found others under way asks again


class CallState(StrEnum):
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


class GenerationRow(TenantRow, kw_only=True):
    """One call. `key` is what equal calls share; `output` None: it gave nothing (yet).

    `most_micros`: what it may cost at most, in millionths of the currency. `owner` names the claim it is made under.
    `lease_until`: after that its worker is taken for lost. `document_version_id` None: on no document's behalf.
    """

    __tablename__ = "generations"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "document_version_id"], ["document_versions.tenant_id", "document_versions.id"]
        ),
        Index(
            "uq_generations_succeeded_key",
            "tenant_id",
            "key",
            unique=True,
            sqlite_where=text(_SUCCEEDED),
            postgresql_where=text(_SUCCEEDED),
        ),
        Index(None, "tenant_id", "created_at"),
    )

    id: Mapped[GenerationId] = mapped_column(primary_key=True)
    document_version_id: Mapped[VersionId | None]
    owner: Mapped[str]
    key: Mapped[str]
    prompt: Mapped[str]
    prompt_version: Mapped[int]
    prompt_digest: Mapped[str]
    model: Mapped[str]
    parameters: Mapped[Json]
    input_digest: Mapped[str]
    state: Mapped[CallState] = mapped_column(closed_set(CallState, "state"), default=CallState.RUNNING)
    output: Mapped[str | None] = mapped_column(default=None)
    is_cut: Mapped[bool] = mapped_column(default=False)
    input_tokens: Mapped[int] = mapped_column(default=0)
    output_tokens: Mapped[int] = mapped_column(default=0)
    cost_micros: Mapped[int] = mapped_column(BigInteger, default=0)
    most_micros: Mapped[int] = mapped_column(BigInteger, default=0)
    duration_seconds: Mapped[float | None] = mapped_column(default=None)
    failure: Mapped[str | None] = mapped_column(default=None)
    lease_until: Mapped[datetime]
    created_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class CallLimits:
    """What a tenant may; `budget_micros` None: no budget. `lease`: longest time that a call takes."""

    concurrency: int
    budget_micros: int | None
    lease: timedelta


@dataclass(frozen=True, slots=True)
class Behalf:
    """For whom a call is made: `job` and `claim` name a unit and the claim on it, newer claims being greater."""

    job: str
    claim: int
    document_version_id: VersionId | None = None

    @property
    def owner(self) -> str:
        """Both in one."""
        return f"{self.job}#{self.claim}"


class Generations(Repository):
    """The generations of one tenant."""

    def find(self, key: str) -> Generation | None:
        """What an equal call gave."""
        row = self._session.scalar(
            select(GenerationRow).where(
                GenerationRow.tenant_id == self._tenant,
                GenerationRow.key == key,
                GenerationRow.state == CallState.SUCCEEDED,
            )
        )
        if row is None or row.output is None:
            return None
        tokens = Tokens(row.input_tokens, row.output_tokens)
        return Generation(row.output, row.is_cut, tokens, row.cost_micros, row.duration_seconds or 0.0)

    def begin(self, call: Call, behalf: Behalf, limits: CallLimits) -> GenerationId:
        """The id of the new call; lock the tenant before. Raises TooManyCalls, BudgetSpent."""
        self._give_up_lost(behalf)
        running = self._running()
        if len(running) >= limits.concurrency or any(row.key == call.key for row in running):
            raise TooManyCalls(
                call.model, reason="as many calls as allowed are under way", retry_after_seconds=_BUSY_SECONDS
            )
        if limits.budget_micros is not None:
            spent = self.spent_micros() + sum(row.most_micros for row in running)
            if spent + call.most_micros > limits.budget_micros or spent >= limits.budget_micros:
                raise BudgetSpent(spent_micros=spent, budget_micros=limits.budget_micros)
        row = GenerationRow(
            tenant_id=self._tenant,
            id=GenerationId(new_id("gen")),
            document_version_id=behalf.document_version_id,
            owner=behalf.owner,
            key=call.key,
            prompt=call.prompt,
            prompt_version=call.prompt_version,
            prompt_digest=call.prompt_digest,
            model=call.model,
            parameters=dict(call.parameters),
            input_digest=call.input_digest,
            most_micros=call.most_micros,
            lease_until=self._now + limits.lease,
            created_at=self._now,
        )
        self._session.add(row)
        self._session.flush()
        return row.id

    def finish(self, generation_id: GenerationId, generation: Generation) -> None:
        """Keep what the call gave; an equal call that another worker finished before stays the one that is found."""
        row = self._session.get_one(GenerationRow, (self._tenant, generation_id))
        is_forgotten = row.failure == _FORGOTTEN
        row.output = None if is_forgotten else generation.output.replace("\0", "")  # which PostgreSQL cannot keep
        row.is_cut = generation.is_cut
        row.input_tokens, row.output_tokens = generation.tokens.input, generation.tokens.output
        row.cost_micros = generation.cost_micros
        row.duration_seconds = generation.duration_seconds
        if is_forgotten:
            return
        is_second = self.find(row.key) is not None
        row.state = CallState.FAILED if is_second else CallState.SUCCEEDED
        row.failure = "an equal call was faster" if is_second else None
        self._session.flush()

    def fail(self, generation_id: GenerationId, reason: str, *, duration_seconds: float) -> None:
        """Keep that the call gave nothing."""
        row = self._session.get_one(GenerationRow, (self._tenant, generation_id))
        row.state = CallState.FAILED
        row.failure = reason
        row.duration_seconds = duration_seconds
        self._session.flush()

    def forget(self, job: str) -> None:
        """Keep no words of what was given on behalf of `job`, nor of what is under way; what it cost stays."""
        gone = {"state": CallState.FAILED, "output": None, "failure": _FORGOTTEN}
        own = GenerationRow.owner.startswith(f"{job}#", autoescape=True)
        kept = GenerationRow.state != CallState.FAILED
        self._session.execute(
            update(GenerationRow).where(GenerationRow.tenant_id == self._tenant, own, kept).values(gone)
        )

    def spent_micros(self) -> int:
        """What this calendar month's calls cost, UTC."""
        month = self._now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        statement = select(func.coalesce(func.sum(GenerationRow.cost_micros), 0)).where(
            GenerationRow.tenant_id == self._tenant, GenerationRow.created_at >= month
        )
        return int(self._session.scalar(statement) or 0)

    def all(self) -> list[GenerationRow]:
        """Every call, oldest first."""
        statement = select(GenerationRow).where(GenerationRow.tenant_id == self._tenant).order_by(GenerationRow.id)
        return list(self._session.scalars(statement))

    def _running(self) -> list[GenerationRow]:
        statement = select(GenerationRow).where(
            GenerationRow.tenant_id == self._tenant,
            GenerationRow.state == CallState.RUNNING,
            GenerationRow.lease_until > self._now,
        )
        return list(self._session.scalars(statement))

    def _give_up_lost(self, behalf: Behalf) -> None:
        """Calls of workers that are gone: beyond their lease, or made under an earlier claim of this unit."""
        running = and_(GenerationRow.tenant_id == self._tenant, GenerationRow.state == CallState.RUNNING)
        lost = {"state": CallState.FAILED, "failure": "its worker was lost"}
        self._session.execute(update(GenerationRow).where(running, GenerationRow.lease_until <= self._now).values(lost))
        earlier = and_(
            GenerationRow.owner.startswith(f"{behalf.job}#", autoescape=True), GenerationRow.owner != behalf.owner
        )
        self._session.execute(update(GenerationRow).where(running, earlier).values(lost))
