"""Events: what happened, for software elsewhere, numbered in the order of commit and kept for 30 days.

An event and its deliveries are written in the transaction of what they tell of: none is lost, none is told that did
not happen. The number comes from a counter row that stays locked until commit, so that nobody who remembers a number
misses a smaller one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import DeliveryId, Json, PrincipalId, Repository, TenantRow, new_id
from service.db.webhooks import Delivery, Webhook, Webhooks

KEPT = timedelta(days=30)
STATEMENT = "xapi.statement"  # for record stores alone: nobody can subscribe to it


class EventType(StrEnum):
    """What can be subscribed to."""

    DOCUMENT_DRAFTED = "document.drafted"
    MICRO_MODULE_PUBLISHED = "micro_module.published"
    MICRO_MODULE_STALE = "micro_module.stale"
    MICRO_MODULE_WITHDRAWN = "micro_module.withdrawn"
    MICRO_MODULE_COMPLETED = "micro_module.completed"
    ENROLMENT_COMPLETED = "enrolment.completed"
    RECOMMENDATION_LAUNCHED = "recommendation.launched"
    REVIEW_DUE = "review.due"
    THREAD_CREATED = "thread.created"
    QUESTION_ROUTED = "question.routed"
    ANSWER_ACCEPTED = "answer.accepted"
    LEARNER_ERASED = "learner.erased"


class EventCounter(TenantRow, kw_only=True):
    """The number of a tenant's latest event; every tenant has one."""

    __tablename__ = "event_counters"

    latest: Mapped[int] = mapped_column(default=0)


class Event(TenantRow, kw_only=True):
    """`data` names things by id, never by what people wrote. `once` tells an event that happens once; None: any.

    `principal_id` is the learner whom it speaks of; None: it speaks of none, or of one who was erased.
    """

    __tablename__ = "events"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "principal_id"], ["principals.tenant_id", "principals.id"]),
        UniqueConstraint("tenant_id", "id"),
        UniqueConstraint("tenant_id", "once"),
        Index(None, "at"),
        Index(None, "tenant_id", "principal_id"),
    )

    sequence: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str]
    type: Mapped[str]  # grows with the product: no closed set that each new one would have to migrate
    data: Mapped[Json]
    principal_id: Mapped[PrincipalId | None] = mapped_column(default=None)
    once: Mapped[str | None] = mapped_column(default=None)
    at: Mapped[datetime]


class Events(Repository):
    """What happened at one tenant."""

    def record(
        self, kind: EventType, data: Json, *, about: PrincipalId | None = None, once: str | None = None
    ) -> Event | None:
        """Number the event and owe it to every receiver that asked for it. None: it happened before.

        Call it late: other events of the tenant wait until this unit of work ends.
        """
        return self._record(kind.value, data, about, once, self._webhooks(kind.value))

    def record_statement(self, data: Json, *, about: PrincipalId, once: str) -> None:
        """What becomes a statement, owed to every record store; nothing where there is none. Call it late, as above."""
        stores = self._stores()
        if stores:
            self._record(STATEMENT, data, about, once, stores)

    def _record(
        self, kind: str, data: Json, about: PrincipalId | None, once: str | None, receivers: Sequence[Webhook]
    ) -> Event | None:
        sequence = self._next()
        if once is not None and self._happened(once):
            return None
        event = Event(
            tenant_id=self._tenant,
            sequence=sequence,
            id=new_id("evt"),
            type=kind,
            data=data,
            principal_id=about,
            once=once,
            at=self._now,
        )
        self._session.add(event)
        self._session.flush()
        for receiver in receivers:
            self.owe(event, receiver)
        return event

    def owe(self, event: Event, webhook: Webhook) -> Delivery:
        """Owe the event to this receiver, whatever it asked for."""
        delivery = Delivery(
            tenant_id=self._tenant,
            id=DeliveryId(new_id("dlv")),
            webhook_id=webhook.id,
            event_sequence=event.sequence,
            created_at=self._now,
            give_up_at=self._now + Delivery.PATIENCE,
            next_at=self._now,
        )
        self._session.add(delivery)
        self._session.flush()
        return delivery

    def get(self, sequence: int) -> Event:
        """The event with this number, which some delivery owes."""
        return self._session.get_one(Event, (self._tenant, sequence))

    def since(self, sequence: int, *, limit: int) -> Sequence[Event]:
        """Up to `limit` events after `sequence`, in order; what record stores are told is none of them."""
        statement = select(Event).where(
            Event.tenant_id == self._tenant, Event.sequence > sequence, Event.type != STATEMENT
        )
        return self._session.scalars(statement.order_by(Event.sequence).limit(limit)).all()

    def latest(self) -> int:
        """The number of the latest event; 0: nothing happened ever."""
        statement = select(EventCounter.latest).where(EventCounter.tenant_id == self._tenant)
        return self._session.scalar(statement) or 0

    def has_old(self) -> bool:
        """Whether there is anything to forget."""
        old = select(Event.sequence).where(Event.tenant_id == self._tenant, Event.at < self._now - KEPT)
        return self._session.scalar(old.limit(1)) is not None

    def forget_old(self) -> int:
        """Drop events, and their deliveries, that are older than is promised; how many."""
        old = select(Event.sequence).where(Event.tenant_id == self._tenant, Event.at < self._now - KEPT)
        owed = delete(Delivery).where(Delivery.tenant_id == self._tenant, Delivery.event_sequence.in_(old))
        self._session.execute(owed.execution_options(synchronize_session=False))
        dropped = delete(Event).where(Event.tenant_id == self._tenant, Event.at < self._now - KEPT)
        found = self._session.scalars(
            dropped.returning(Event.sequence).execution_options(synchronize_session=False)
        ).all()
        return len(found)

    def _webhooks(self, kind: str) -> list[Webhook]:
        every = Webhooks(self._session, self._tenant, now=self._now).all()
        return [one for one in every if not one.events or kind in one.events]

    def _stores(self) -> Sequence[Webhook]:
        return Webhooks(self._session, self._tenant, now=self._now).record_stores()

    def _happened(self, once: str) -> bool:
        statement = select(Event.sequence).where(Event.tenant_id == self._tenant, Event.once == once)
        return self._session.scalar(statement) is not None

    def _next(self) -> int:
        counted = (
            update(EventCounter)
            .where(EventCounter.tenant_id == self._tenant)
            .values(latest=EventCounter.latest + 1)
            .returning(EventCounter.latest)
            .execution_options(synchronize_session=False)
        )
        return self._session.execute(counted).scalar_one()
