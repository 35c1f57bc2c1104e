"""Earlier contents: what a micro-module held before each edit, so that the latest edits can be undone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Json, MicroModuleId, PrincipalId, Repository, TenantRow
from service.db.micro_modules import MicroModuleRow


class EarlierContent(TenantRow, kw_only=True):
    """What stood at `revision`, and who had edited it until then; None: nobody. The row goes when it is restored.

    `reshaped` None: an edit replaced it. Else a merge or a split did: `{"action", "draft_id", "held_back", "facts",
    "other", "other_revision"}`, what else stood, and the micro-module that was taken in or came to be.
    """

    __tablename__ = "earlier_contents"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "micro_module_id"], ["micro_modules.tenant_id", "micro_modules.id"]),
    )

    micro_module_id: Mapped[MicroModuleId] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[Json]
    edited_by: Mapped[PrincipalId | None]
    replaced_at: Mapped[datetime]
    reshaped: Mapped[Json | None] = mapped_column(default=None)


class EarlierContents(Repository):
    """The earlier contents of one tenant's micro-modules."""

    def add(self, row: MicroModuleRow, *, reshaped: Json | None = None) -> None:
        """Keep what the micro-module holds, before it is edited; `reshaped` None: it is neither merged nor split."""
        earlier = EarlierContent(
            tenant_id=self._tenant,
            micro_module_id=row.id,
            revision=row.revision,
            content=row.content,
            edited_by=row.edited_by,
            replaced_at=self._now,
            reshaped=reshaped,
        )
        self._session.add(earlier)
        self._session.flush()

    def find_latest(self, micro_module_id: MicroModuleId) -> EarlierContent | None:
        """What it held before the latest edit that stands; None: there is none."""
        statement = (
            select(EarlierContent)
            .where(EarlierContent.tenant_id == self._tenant, EarlierContent.micro_module_id == micro_module_id)
            .order_by(EarlierContent.revision.desc())
            .limit(1)
        )
        return self._session.scalar(statement)

    def remove(self, earlier: EarlierContent) -> None:
        """It stands again."""
        self._session.delete(earlier)
        self._session.flush()

    def forget(self, micro_module_id: MicroModuleId) -> None:
        """Nothing before this moment can be restored."""
        of_one = EarlierContent.tenant_id == self._tenant, EarlierContent.micro_module_id == micro_module_id
        self._session.execute(delete(EarlierContent).where(*of_one))
