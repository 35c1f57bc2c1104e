"""The delivery board: what is owed to receivers of all tenants, one at a time for each receiver."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from service.db.base import DeliveryId, TenantId
from service.db.webhooks import Delivery, DeliveryState


@dataclass(frozen=True, slots=True)
class DeliveryClaim:
    """One delivery to be made now; whoever holds an older `token` may not say how it went."""

    tenant_id: TenantId
    id: DeliveryId
    token: int


class DeliveryBoard:
    """Claims over all tenants; sees no address, no secret and no event."""

    def __init__(self, session: Session, *, now: datetime) -> None:
        self._session = session
        self._now = now

    def is_due(self) -> bool:
        """Whether any delivery could be claimed, but that its receiver may be busy."""
        statement = select(Delivery.id).where(Delivery.state == DeliveryState.OWED, Delivery.next_at <= self._now)
        is_free = or_(Delivery.lease_until.is_(None), Delivery.lease_until <= self._now)
        return self._session.scalar(statement.where(is_free).limit(1)) is not None

    def claim(self, *, lease: timedelta) -> DeliveryClaim | None:
        """Take the delivery that is due longest, of a receiver that nobody is delivering to; None: nothing is due."""
        other = aliased(Delivery)
        busy = (
            select(other.id)
            .where(
                other.tenant_id == Delivery.tenant_id,
                other.webhook_id == Delivery.webhook_id,
                other.lease_until > self._now,
            )
            .exists()
        )
        statement = (
            select(Delivery)
            .where(
                Delivery.state == DeliveryState.OWED,
                Delivery.next_at <= self._now,
                or_(Delivery.lease_until.is_(None), Delivery.lease_until <= self._now),
                ~busy,
            )
            .order_by(Delivery.next_at, Delivery.event_sequence)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        found = self._session.scalar(statement)
        if found is None:
            return None
        found.token += 1
        found.attempts += 1
        found.lease_until = self._now + lease
        self._session.flush()
        return DeliveryClaim(found.tenant_id, found.id, found.token)
