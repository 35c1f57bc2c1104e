"""Reminders: when and where a learner wants to be reminded, and the one reminder of each of their days.

The row of a day is written before anything is sent and is unique: whoever sends takes it first, and what was taken is
never taken again unless it is certain that nobody got it. A killed process loses a reminder at worst, and sends no two.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import ColumnElement, ForeignKeyConstraint, Index, UniqueConstraint, and_, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import PrincipalId, Repository, TenantRow, closed_set, new_id
from service.db.knowledge import ObjectiveStateRow
from service.db.principals import Principal
from service.db.publications import CatalogueEntry

EARLIEST_HOUR, LATEST_HOUR = 7, 20  # nobody is reminded at night: the last reminder goes out before nine in the evening
_SATURDAY = 5
LINK_LASTS = timedelta(hours=24)
KEPT = timedelta(days=60)  # links that end reminders must work for a month at least (CAN-SPAM, 16 CFR 316)


class Channel(StrEnum):
    EMAIL = "email"
    WEBHOOK = "webhook"


class ReminderState(StrEnum):
    """What became of a day's reminder; `TAKEN` and nothing after it: whoever took it was stopped, it stays so."""

    OWED = "owed"
    TAKEN = "taken"
    SENT = "sent"
    GIVEN_UP = "given_up"


class ReminderChoice(TenantRow, kw_only=True):
    """A learner's own word; no row: never reminded. `hour` is one of `time_zone`'s day, an IANA name.

    `address` is an e-mail address or that of an incoming webhook. It and `time_zone` empty: not said yet.
    """

    __tablename__ = "reminder_choices"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "principal_id"], ["principals.tenant_id", "principals.id"]),
        Index(None, "tenant_id", "time_zone", "hour"),
    )

    principal_id: Mapped[PrincipalId] = mapped_column(primary_key=True)
    is_on: Mapped[bool]
    hour: Mapped[int] = mapped_column(default=9)
    time_zone: Mapped[str] = mapped_column(default="")
    channel: Mapped[Channel] = mapped_column(closed_set(Channel, "channel"), default=Channel.EMAIL)
    address: Mapped[str] = mapped_column(default="")
    changed_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class ReminderWish:
    """What is asked for, as in the row; None: nothing is said of it, it stays as it is."""

    is_on: bool
    hour: int | None = None
    time_zone: str | None = None
    channel: Channel | None = None
    address: str | None = None


class Reminder(TenantRow, kw_only=True):
    """The reminder of a learner's `day`. `digest` is that of the link, `stop_digest` of the link that ends reminders.

    Both None: nothing was sent yet. `impression_id` is the card that the link opens, None: not opened yet. `spent_by`
    tells the form that answered it from any other, None: not answered. `problem` None: it was sent, or not tried yet.
    """

    __tablename__ = "reminders"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "principal_id"], ["principals.tenant_id", "principals.id"]),
        UniqueConstraint("tenant_id", "principal_id", "day"),
        UniqueConstraint("tenant_id", "digest"),
        UniqueConstraint("tenant_id", "stop_digest"),
        Index(None, "tenant_id", "state", "next_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    principal_id: Mapped[PrincipalId]
    day: Mapped[date]
    state: Mapped[ReminderState] = mapped_column(closed_set(ReminderState, "state"), default=ReminderState.OWED)
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime]
    taken_at: Mapped[datetime | None] = mapped_column(default=None)
    digest: Mapped[str | None] = mapped_column(default=None)
    stop_digest: Mapped[str | None] = mapped_column(default=None)
    impression_id: Mapped[str | None] = mapped_column(default=None)
    spent_by: Mapped[str | None] = mapped_column(default=None)
    problem: Mapped[str | None] = mapped_column(default=None)

    def is_over(self, now: datetime) -> bool:
        """Whether its link leads nowhere any more."""
        return self.taken_at is None or now >= self.taken_at + LINK_LASTS


@lru_cache(maxsize=1000)
def find_zone(name: str) -> ZoneInfo | None:
    """The time zone of an IANA name; None: there is no such."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def working_hour(zone: ZoneInfo, now: datetime) -> tuple[date, int] | None:
    """The day and hour there, when somebody may be reminded in it; None: it is night or weekend."""
    there = now.astimezone(zone)
    if there.weekday() >= _SATURDAY or not EARLIEST_HOUR <= there.hour <= LATEST_HOUR:
        return None
    return there.date(), there.hour


class Reminders(Repository):
    """The reminders of one tenant; `now` is handed in wherever an hour of the day is meant."""

    def choice(self, principal_id: PrincipalId) -> ReminderChoice | None:
        """None: the learner never chose."""
        return self._session.get(ReminderChoice, (self._tenant, principal_id))

    def choose(self, principal_id: PrincipalId, wish: ReminderWish) -> ReminderChoice:
        """What holds for the learner from now on."""
        row = self.choice(principal_id)
        if row is None:
            row = ReminderChoice(tenant_id=self._tenant, principal_id=principal_id, is_on=False, changed_at=self._now)
            self._session.add(row)
        row.is_on, row.changed_at = wish.is_on, self._now
        row.hour = row.hour if wish.hour is None else wish.hour
        row.time_zone = row.time_zone if wish.time_zone is None else wish.time_zone
        row.channel = row.channel if wish.channel is None else wish.channel
        row.address = row.address if wish.address is None else wish.address
        self._session.flush()
        return row

    def to_remind(self, *, now: datetime, limit: int) -> list[tuple[PrincipalId, date]]:
        """Up to `limit` active learners whose hour it is, for whom something is due, and who have no row of the day."""
        found: list[tuple[PrincipalId, date]] = []
        for name, day, hour in self._hours(now):
            statement = (
                select(ReminderChoice.principal_id)
                .join(Principal, _is_of(ReminderChoice))
                .where(
                    ReminderChoice.tenant_id == self._tenant,
                    ReminderChoice.is_on,
                    ReminderChoice.time_zone == name,
                    ReminderChoice.hour == hour,
                    Principal.is_active,
                    Principal.learner_id.is_not(None),
                    ~self._has_row(day),
                    select(ObjectiveStateRow.principal_id)
                    .join(CatalogueEntry, _IS_SHOWN)
                    .where(
                        ObjectiveStateRow.tenant_id == self._tenant,
                        ObjectiveStateRow.principal_id == ReminderChoice.principal_id,
                        ObjectiveStateRow.due_at <= now,
                    )
                    .exists(),
                )
                .limit(limit - len(found))
            )
            found += [(principal_id, day) for principal_id in self._session.scalars(statement)]
        return found

    def owe(self, principal_id: PrincipalId, day: date, *, now: datetime) -> Reminder:
        """Owe the learner the reminder of the day; the same day twice breaks a unique constraint."""
        row = Reminder(tenant_id=self._tenant, id=new_id("rmd"), principal_id=principal_id, day=day, next_at=now)
        self._session.add(row)
        self._session.flush()
        return row

    def owed_by(self, *, now: datetime) -> Sequence[Channel]:
        """By which channels `take` would find any."""
        statement = select(ReminderChoice.channel).join(Reminder, _IS_OF_CHOICE).where(*self._owed(now))
        return sorted(self._session.scalars(statement.distinct()))

    def take(self, channel: Channel, *, now: datetime) -> Reminder | None:
        """The reminder by the channel that is owed longest, from now on nobody else's to send; None: none is owed."""
        statement = (
            select(Reminder)
            .join(ReminderChoice, _IS_OF_CHOICE)
            .where(*self._owed(now), ReminderChoice.channel == channel)
            .order_by(Reminder.next_at, Reminder.id)
        )
        row = self._session.scalar(statement.limit(1).with_for_update(of=Reminder, skip_locked=True))
        if row is not None:
            row.state, row.taken_at, row.attempts = ReminderState.TAKEN, now, row.attempts + 1
            self._session.flush()
        return row

    def seal(self, row: Reminder, *, token: str, stop_token: str) -> None:
        """The links that are about to be sent with it; only their digests are kept."""
        row.digest, row.stop_digest = _digest(token), _digest(stop_token)
        self._session.flush()

    def drop(self, row: Reminder) -> None:
        """As if it had never been owed."""
        self._session.delete(row)
        self._session.flush()

    def get(self, reminder_id: str) -> Reminder:
        """A reminder that there is."""
        return self._session.get_one(Reminder, (self._tenant, reminder_id))

    def find(self, token: str) -> Reminder | None:
        """The reminder whose link this is; None: of none."""
        return self._session.scalar(
            select(Reminder).where(Reminder.tenant_id == self._tenant, Reminder.digest == _digest(token))
        )

    def find_to_stop(self, token: str) -> Reminder | None:
        """The reminder with whose link all reminders are ended; None: of none."""
        return self._session.scalar(
            select(Reminder).where(Reminder.tenant_id == self._tenant, Reminder.stop_digest == _digest(token))
        )

    def count_due(self, principal_id: PrincipalId, *, now: datetime) -> int:
        """How many reviews wait for the learner in what is shown."""
        statement = (
            select(func.count())
            .select_from(ObjectiveStateRow)
            .join(CatalogueEntry, _IS_SHOWN)
            .where(
                ObjectiveStateRow.tenant_id == self._tenant,
                ObjectiveStateRow.principal_id == principal_id,
                ObjectiveStateRow.due_at <= now,
            )
        )
        return self._session.scalar(statement) or 0

    def has_old(self, *, now: datetime) -> bool:
        """Whether there is anything to forget."""
        return self._session.scalar(select(Reminder.id).where(*self._old(now)).limit(1)) is not None

    def forget_old(self, *, now: datetime) -> None:
        """Drop reminders whose links need work no more."""
        self._session.execute(delete(Reminder).where(*self._old(now)).execution_options(synchronize_session=False))

    def _hours(self, now: datetime) -> Iterator[tuple[str, date, int]]:
        """Each time zone that somebody chose, with the day and hour there, where it is neither night nor weekend."""
        statement = select(ReminderChoice.time_zone).where(
            ReminderChoice.tenant_id == self._tenant, ReminderChoice.is_on
        )
        names: Sequence[str] = self._session.scalars(statement.distinct()).all()
        for name in sorted(names):
            zone = find_zone(name)
            there = None if zone is None else working_hour(zone, now)
            if there is not None:
                yield name, *there

    def _has_row(self, day: date) -> ColumnElement[bool]:
        return (
            select(Reminder.id)
            .where(
                Reminder.tenant_id == self._tenant,
                Reminder.principal_id == ReminderChoice.principal_id,
                Reminder.day == day,
            )
            .exists()
        )

    def _owed(self, now: datetime) -> tuple[ColumnElement[bool], ...]:
        return Reminder.tenant_id == self._tenant, Reminder.state == ReminderState.OWED, Reminder.next_at <= now

    def _old(self, now: datetime) -> tuple[ColumnElement[bool], ...]:
        return Reminder.tenant_id == self._tenant, Reminder.day < (now - KEPT).date()


_IS_OF_CHOICE = and_(
    Reminder.tenant_id == ReminderChoice.tenant_id, Reminder.principal_id == ReminderChoice.principal_id
)
_IS_SHOWN = and_(
    CatalogueEntry.tenant_id == ObjectiveStateRow.tenant_id,
    CatalogueEntry.micro_module_id == ObjectiveStateRow.micro_module_id,
)


def _is_of(choice: type[ReminderChoice]) -> ColumnElement[bool]:
    return and_(Principal.tenant_id == choice.tenant_id, Principal.id == choice.principal_id)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
