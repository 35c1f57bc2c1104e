"""Approvals: who said of exactly which content that learners may see it, or that they may not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKeyConstraint, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import MicroModuleId, PrincipalId, Repository, TenantRow, closed_set, new_id
from service.db.micro_modules import MicroModuleRow
from service.errors import NotFound


class Verdict(StrEnum):
    APPROVED = "approved"
    REJECTED = "rejected"


class Approval(TenantRow, kw_only=True):
    """Binds to `content_digest`; other content needs another approval. `reason` None: none was given.

    `number` counts the verdicts on one micro-module: clocks of several processes do not tell which is the latest.
    `by_outline`: its section was left out; nobody judged the content.
    """

    __tablename__ = "approvals"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "micro_module_id"], ["micro_modules.tenant_id", "micro_modules.id"]),
        ForeignKeyConstraint(["tenant_id", "principal_id"], ["principals.tenant_id", "principals.id"]),
        UniqueConstraint("tenant_id", "micro_module_id", "number"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    micro_module_id: Mapped[MicroModuleId]
    number: Mapped[int]
    content_digest: Mapped[str]
    verdict: Mapped[Verdict] = mapped_column(closed_set(Verdict, "verdict"))
    principal_id: Mapped[PrincipalId]
    reason: Mapped[str | None] = mapped_column(default=None)
    by_outline: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]


class Approvals(Repository):
    """The approvals of one tenant; rows are only ever added."""

    def add(
        self,
        micro_module: MicroModuleRow,
        verdict: Verdict,
        *,
        by: PrincipalId,
        reason: str | None = None,
        by_outline: bool = False,
    ) -> Approval:
        """Record a verdict on exactly the content that the row has."""
        approval = Approval(
            tenant_id=self._tenant,
            id=new_id("apr"),
            micro_module_id=micro_module.id,
            number=self._next_number(micro_module.id),
            content_digest=micro_module.content_digest,
            verdict=verdict,
            principal_id=by,
            reason=reason,
            by_outline=by_outline,
            created_at=self._now,
        )
        self._session.add(approval)
        self._session.flush()
        return approval

    def get(self, approval_id: str) -> Approval:
        """One verdict. Raises NotFound."""
        approval = self._session.get(Approval, (self._tenant, approval_id))
        if approval is None:
            raise NotFound("approval", approval_id)
        return approval

    def of(self, micro_module_id: MicroModuleId) -> Sequence[Approval]:
        """Every verdict on a micro-module, latest first."""
        statement = (
            select(Approval)
            .where(Approval.tenant_id == self._tenant, Approval.micro_module_id == micro_module_id)
            .order_by(Approval.number.desc())
        )
        return self._session.scalars(statement).all()

    def find_approval(self, micro_module_id: MicroModuleId, digest: str) -> Approval | None:
        """The standing approval of exactly this content; None: not approved, or rejected since."""
        verdicts = [approval for approval in self.of(micro_module_id) if approval.content_digest == digest]
        return verdicts[0] if verdicts and verdicts[0].verdict is Verdict.APPROVED else None

    def _next_number(self, micro_module_id: MicroModuleId) -> int:
        """One more than the latest; nobody else adds a verdict on the micro-module before this unit of work ends."""
        of_one = (Approval.tenant_id == self._tenant, Approval.micro_module_id == micro_module_id)
        locked = MicroModuleRow.tenant_id == self._tenant, MicroModuleRow.id == micro_module_id
        self._session.execute(select(MicroModuleRow.id).where(*locked).with_for_update(key_share=True))
        return (self._session.scalar(select(func.max(Approval.number)).where(*of_one)) or 0) + 1
