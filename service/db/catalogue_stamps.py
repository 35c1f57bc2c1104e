"""Stamps: whether anything that may be recommended has changed, asked before every answer and told by one statement."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select

from service.db.base import Repository
from service.db.changes import ChangeCounter
from service.db.polls import Poll
from service.db.quarantine import QuarantinedItem
from service.db.thread_links import LinkedUntil


class Stamp(NamedTuple):
    """`sequence` is the number of the latest change; 0, None: nothing of the kind yet."""

    sequence: int = 0
    linked_until: int = 0
    newest_poll: str | None = None
    quarantined: int = 0
    quarantined_last: datetime | None = None


class CatalogueStamps(Repository):
    """The stamp of one tenant."""

    def read(self) -> Stamp:
        """Equal as long as nothing was published, withdrawn, posted, linked, asked in a poll or put into quarantine."""
        statement = select(
            select(ChangeCounter.latest).where(ChangeCounter.tenant_id == self._tenant).scalar_subquery(),
            select(LinkedUntil.sequence).where(LinkedUntil.tenant_id == self._tenant).scalar_subquery(),
            select(func.max(Poll.id)).where(Poll.tenant_id == self._tenant).scalar_subquery(),
            select(func.count()).where(QuarantinedItem.tenant_id == self._tenant).scalar_subquery(),
            select(func.max(QuarantinedItem.created_at))
            .where(QuarantinedItem.tenant_id == self._tenant)
            .scalar_subquery(),
        )
        sequence, linked_until, newest_poll, quarantined, last = self._session.execute(statement).one()
        return Stamp(sequence or 0, linked_until or 0, newest_poll, quarantined or 0, last)
