"""Revisions: what a new version of a document did to each micro-module, sentence by sentence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from authoring.revising import Effect
from service.db.base import Json, MicroModuleId, Repository, TenantRow, VersionId, open_set


class Revision(TenantRow, kw_only=True):
    """`touched` is `{"sentences": [{"was", "now"}], "added": [text], "items": [{"id", "stem"}]}`.

    `now` null: the document says nothing of the kind any more.
    """

    __tablename__ = "revisions"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "document_version_id"], ["document_versions.tenant_id", "document_versions.id"]
        ),
        ForeignKeyConstraint(["tenant_id", "micro_module_id"], ["micro_modules.tenant_id", "micro_modules.id"]),
    )

    document_version_id: Mapped[VersionId] = mapped_column(primary_key=True)
    micro_module_id: Mapped[MicroModuleId] = mapped_column(primary_key=True)
    effect: Mapped[Effect] = mapped_column(open_set(Effect))
    touched: Mapped[Json]
    created_at: Mapped[datetime]


class Revisions(Repository):
    """What new versions did to one tenant's micro-modules."""

    def add(self, version_id: VersionId, micro_module_id: MicroModuleId, effect: Effect, touched: Json) -> None:
        """Keep what the version did to the micro-module; a second time breaks the primary key."""
        row = Revision(
            tenant_id=self._tenant,
            document_version_id=version_id,
            micro_module_id=micro_module_id,
            effect=effect,
            touched=touched,
            created_at=self._now,
        )
        self._session.add(row)
        self._session.flush()

    def of_version(self, version_id: VersionId) -> Sequence[Revision]:
        """What the version did, in order of micro-module ids; empty: it is a first version, or not drafted yet."""
        statement = (
            select(Revision)
            .where(Revision.tenant_id == self._tenant, Revision.document_version_id == version_id)
            .order_by(Revision.micro_module_id)
        )
        return self._session.scalars(statement).all()

    def find(self, version_id: VersionId, micro_module_id: MicroModuleId) -> Revision | None:
        """What the version did to the micro-module; None: there was no version before, or it is not drafted yet."""
        return self._session.get(Revision, (self._tenant, version_id, micro_module_id))
