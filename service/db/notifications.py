"""Notifications: what a learner should hear of; each thing is told once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import MicroModuleId, PrincipalId, Repository, TenantRow, new_id, open_set
from service.errors import NotFound


class NotificationKind(StrEnum):
    """What happened."""

    ANSWERED = "answered"
    ACCEPTED = "accepted"
    ROUTED = "routed"
    CHANGED = "changed"
    DUE = "due"
    REPORT_UPHELD = "report_upheld"
    REPORT_STANDS = "report_stands"


class Notification(TenantRow, kw_only=True):
    """`object_id` is what it is about: a post that answered or was accepted, a thread that was routed, a version
    `MICRO_MODULE/NUMBER` that changed, a day on which something is due, a report that
    an author decided on.

    `thread_id` or `micro_module_id` is where to go; both None: to today's session. `read_at` None: not read yet.
    """

    __tablename__ = "notifications"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "principal_id"], ["principals.tenant_id", "principals.id"]),
        UniqueConstraint("tenant_id", "principal_id", "kind", "object_id"),
        Index(None, "tenant_id", "principal_id", "id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    principal_id: Mapped[PrincipalId]
    kind: Mapped[NotificationKind] = mapped_column(open_set(NotificationKind))
    object_id: Mapped[str]
    thread_id: Mapped[str | None] = mapped_column(default=None)
    micro_module_id: Mapped[MicroModuleId | None] = mapped_column(default=None)
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None] = mapped_column(default=None)


class Notifications(Repository):
    """The notifications of one tenant."""

    def tell(
        self,
        principal_id: PrincipalId,
        kind: NotificationKind,
        object_id: str,
        *,
        thread_id: str | None = None,
        micro_module_id: MicroModuleId | None = None,
    ) -> None:
        """Tell it, unless it was told before. `thread_id`, `micro_module_id` None: it does not lead there."""
        told = select(Notification.id).where(
            Notification.tenant_id == self._tenant,
            Notification.principal_id == principal_id,
            Notification.kind == kind,
            Notification.object_id == object_id,
        )
        if self._session.scalar(told) is not None:
            return
        notification = Notification(
            tenant_id=self._tenant,
            id=new_id("ntf"),
            principal_id=principal_id,
            kind=kind,
            object_id=object_id,
            thread_id=thread_id,
            micro_module_id=micro_module_id,
            created_at=self._now,
        )
        self._session.add(notification)
        self._session.flush()

    def page(
        self, principal_id: PrincipalId, *, unread_only: bool, before: str | None, limit: int
    ) -> Sequence[Notification]:
        """Up to `limit` of a principal's, newest first, those older than `before`."""
        statement = select(Notification).where(
            Notification.tenant_id == self._tenant, Notification.principal_id == principal_id
        )
        if unread_only:
            statement = statement.where(Notification.read_at.is_(None))
        if before is not None:
            statement = statement.where(Notification.id < before)
        return self._session.scalars(statement.order_by(Notification.id.desc()).limit(limit)).all()

    def mark_read(self, notification_id: str, *, of: PrincipalId) -> Notification:
        """The notification, read now or before. Raises NotFound, also for somebody else's."""
        found = self._session.get(Notification, (self._tenant, notification_id))
        if found is None or found.principal_id != of:
            raise NotFound("notification", notification_id)
        found.read_at = found.read_at or self._now
        self._session.flush()
        return found
