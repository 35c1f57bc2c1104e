"""Receivers of events elsewhere, and what is owed to each: every delivery with its attempts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import DeliveryId, Json, Repository, TenantRow, WebhookId, closed_set, new_id
from service.errors import NotFound


class DeliveryState(StrEnum):
    OWED = "owed"
    DELIVERED = "delivered"
    GIVEN_UP = "given_up"


class ReceiverKind(StrEnum):
    """What a receiver is told: events, or statements."""

    WEBHOOK = "webhook"
    RECORD_STORE = "record store"


class Webhook(TenantRow, kw_only=True):
    """`events` empty: all. `secret` signs; `earlier_secret` signs beside it until `earlier_until`.

    `record_store` None: a webhook. Else a store of xAPI statements, told of nothing but these: `{username, home_page}`,
    and `secret` is its password. The secrets must be used, so they are kept as they are; no call shows them again.
    """

    __tablename__ = "webhooks"

    id: Mapped[WebhookId] = mapped_column(primary_key=True)
    url: Mapped[str]
    events: Mapped[list[str]]
    secret: Mapped[str]
    earlier_secret: Mapped[str | None] = mapped_column(default=None)
    earlier_until: Mapped[datetime | None] = mapped_column(default=None)
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    record_store: Mapped[Json | None] = mapped_column(default=None)

    @property
    def kind(self) -> ReceiverKind:
        """What it is told."""
        return ReceiverKind.WEBHOOK if self.record_store is None else ReceiverKind.RECORD_STORE

    def secrets_at(self, now: datetime) -> tuple[str, ...]:
        """What to sign with, the newest first."""
        if self.earlier_secret is None or self.earlier_until is None or self.earlier_until <= now:
            return (self.secret,)
        return (self.secret, self.earlier_secret)


class Delivery(TenantRow, kw_only=True):
    """One event owed to one receiver. `log` holds `{"attempts": [{at, status, problem}]}`, oldest first.

    Schedulers see these rows of all tenants: ids, numbers and times, no address and no word of an event. `token`
    counts claims: who holds an old one may not write.
    """

    PATIENCE: ClassVar = timedelta(hours=72)

    __tablename__ = "deliveries"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "webhook_id"], ["webhooks.tenant_id", "webhooks.id"]),
        ForeignKeyConstraint(["tenant_id", "event_sequence"], ["events.tenant_id", "events.sequence"]),
        UniqueConstraint("tenant_id", "webhook_id", "event_sequence"),
        Index(None, "state", "next_at"),
    )

    id: Mapped[DeliveryId] = mapped_column(primary_key=True)
    webhook_id: Mapped[WebhookId]
    event_sequence: Mapped[int]
    state: Mapped[DeliveryState] = mapped_column(closed_set(DeliveryState, "state"), default=DeliveryState.OWED)
    attempts: Mapped[int] = mapped_column(default=0)
    token: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    next_at: Mapped[datetime]
    give_up_at: Mapped[datetime]
    lease_until: Mapped[datetime | None] = mapped_column(default=None)
    delivered_at: Mapped[datetime | None] = mapped_column(default=None)
    log: Mapped[Json] = mapped_column(default_factory=lambda: {"attempts": []})


class Webhooks(Repository):
    """The receivers of one tenant."""

    def add(self, url: str, *, events: list[str], secret: str) -> Webhook:
        """A new receiver, owed what happens from now on."""
        row = Webhook(
            tenant_id=self._tenant,
            id=WebhookId(new_id("whk")),
            url=url,
            events=events,
            secret=secret,
            created_at=self._now,
        )
        self._session.add(row)
        self._session.flush()
        return row

    def add_record_store(self, url: str, *, username: str, password: str, home_page: str) -> Webhook:
        """A new record store, owed what learners do from now on; `home_page` is where learners' ids are issued."""
        row = self.add(url, events=[], secret=password)
        row.record_store = {"username": username, "home_page": home_page}
        self._session.flush()
        return row

    def all(self) -> Sequence[Webhook]:
        """Every active webhook, oldest first."""
        return [one for one in self.receivers() if one.kind is ReceiverKind.WEBHOOK]

    def record_stores(self) -> Sequence[Webhook]:
        """Every active record store, oldest first."""
        return [one for one in self.receivers() if one.kind is ReceiverKind.RECORD_STORE]

    def receivers(self) -> Sequence[Webhook]:
        """Every active receiver of either kind, oldest first."""
        statement = select(Webhook).where(Webhook.tenant_id == self._tenant, Webhook.is_active)
        return self._session.scalars(statement.order_by(Webhook.id)).all()

    def get(self, receiver_id: WebhookId, kind: ReceiverKind) -> Webhook:
        """Raises NotFound, also when it was removed, and for one of the other kind."""
        row = self._session.get(Webhook, (self._tenant, receiver_id))
        if row is None or not row.is_active or row.kind is not kind:
            raise NotFound(kind.value, receiver_id)
        return row

    def of(self, webhook_id: WebhookId) -> Webhook:
        """The receiver of a delivery, removed or not. Raises NotFound."""
        row = self._session.get(Webhook, (self._tenant, webhook_id))
        if row is None:
            raise NotFound("webhook", webhook_id)
        return row

    def remove(self, webhook: Webhook) -> None:
        """Nothing is owed to it any more; what was delivered stays in the log until it is old."""
        webhook.is_active = False
        webhook.secret = ""
        if webhook.record_store is not None:
            webhook.record_store = {"username": "", "home_page": ""}
        webhook.earlier_secret = webhook.earlier_until = None
        for delivery in self.owed(webhook.id):
            delivery.state = DeliveryState.GIVEN_UP
        self._session.flush()

    def owed(self, webhook_id: WebhookId) -> Sequence[Delivery]:
        """What is owed to it, oldest first."""
        statement = select(Delivery).where(
            Delivery.tenant_id == self._tenant,
            Delivery.webhook_id == webhook_id,
            Delivery.state == DeliveryState.OWED,
        )
        return self._session.scalars(statement.order_by(Delivery.event_sequence)).all()

    def due_beside(self, delivery: Delivery, *, limit: int) -> Sequence[Delivery]:
        """Up to `limit` others that are owed to the same receiver now, oldest first."""
        statement = select(Delivery).where(
            Delivery.tenant_id == self._tenant,
            Delivery.webhook_id == delivery.webhook_id,
            Delivery.state == DeliveryState.OWED,
            Delivery.id != delivery.id,
            Delivery.next_at <= self._now,
        )
        return self._session.scalars(statement.order_by(Delivery.event_sequence).limit(limit)).all()

    def deliveries(
        self, webhook_id: WebhookId, *, state: DeliveryState | None, before: str | None, limit: int
    ) -> Sequence[Delivery]:
        """Up to `limit` of its deliveries, latest first, older than `before`; `state` None: any."""
        statement = select(Delivery).where(Delivery.tenant_id == self._tenant, Delivery.webhook_id == webhook_id)
        if state is not None:
            statement = statement.where(Delivery.state == state)
        if before is not None:
            statement = statement.where(Delivery.id < before)
        return self._session.scalars(statement.order_by(Delivery.id.desc()).limit(limit)).all()

    def delivery(self, delivery_id: DeliveryId) -> Delivery:
        """Raises NotFound."""
        row = self._session.get(Delivery, (self._tenant, delivery_id))
        if row is None:
            raise NotFound("delivery", delivery_id)
        return row

    def delivery_locked(self, delivery_id: DeliveryId) -> Delivery:
        """Held against others until this unit of work ends. Raises NotFound."""
        statement = select(Delivery).where(Delivery.tenant_id == self._tenant, Delivery.id == delivery_id)
        row = self._session.scalar(statement.with_for_update())
        if row is None:
            raise NotFound("delivery", delivery_id)
        return row

    def owe_again(self, delivery: Delivery) -> None:
        """Owe it from now on, with as much patience as the first time."""
        delivery.state = DeliveryState.OWED
        delivery.next_at, delivery.give_up_at = self._now, self._now + Delivery.PATIENCE
        delivery.attempts, delivery.lease_until = 0, None
        delivery.token += 1
        self._session.flush()
