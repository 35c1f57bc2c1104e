"""Send one reminder that is owed, by e-mail or to an incoming webhook; what may have come is never sent again."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from service.db.base import TenantId
from service.db.reminders import Channel, Reminder, ReminderChoice, ReminderState, find_zone, working_hour
from service.db.sign_ins import new_token
from service.db.unit_of_work import Database, UnitOfWork
from service.interchange.reminder_message import ReminderText, as_chat, as_email
from service.mail import Mailer, Taken
from service.outgoing import Answered, Outgoing, Problem
from service.workflows.platform.idempotent_request import do_once

_PAUSE = timedelta(minutes=5)
_BUSY = (429, 503)


@dataclass(frozen=True, slots=True)
class Reminding:
    """What reminding needs. `mailer` None: no e-mail is sent. `pages_url` None: nobody is reminded of anything."""

    database: Database
    mailer: Mailer | None
    sender: str
    outgoing: Outgoing
    pages_url: str | None

    @property
    def channels(self) -> tuple[Channel, ...]:
        """By what learners can be reminded here."""
        if self.pages_url is None:
            return ()
        return (Channel.WEBHOOK,) if self.mailer is None else (Channel.EMAIL, Channel.WEBHOOK)


@dataclass(frozen=True, slots=True)
class _Letter:
    reminder_id: str
    text: ReminderText
    channel: Channel
    address: str
    sent_at: datetime


def send_reminder(tenant: TenantId, channel: Channel, *, now: datetime, reminding: Reminding) -> ReminderState | None:
    """What became of the one owed longest by the channel; None: none is. No transaction is open while it is sent.

    One that fits no more, its hour over, its learner gone or everything done, is given up.
    """
    database = reminding.database

    def take() -> _Letter | ReminderState | None:
        with database.unit_of_work(tenant, label="take_reminder") as work:
            return _take(work, channel, now, reminding)

    taken = do_once(take)
    if not isinstance(taken, _Letter):
        return taken
    outcome = _send(taken, reminding)
    with database.unit_of_work(tenant, label="keep_reminder") as work:
        row = work.reminders.get(taken.reminder_id)
        row.state = {Taken.YES: ReminderState.SENT, Taken.NOT_NOW: ReminderState.OWED}.get(
            outcome, ReminderState.GIVEN_UP
        )
        row.problem = None if outcome is Taken.YES else outcome.value
        row.next_at = now + _PAUSE
        return row.state


def _take(work: UnitOfWork, channel: Channel, now: datetime, reminding: Reminding) -> _Letter | ReminderState | None:
    row = work.reminders.take(channel, now=now)
    if row is None:
        return None
    choice = work.reminders.choice(row.principal_id)
    learner = work.learners.of_principals([row.principal_id]).get(row.principal_id)
    due_count = work.reminders.count_due(row.principal_id, now=now)
    fits = choice is not None and choice.channel in reminding.channels and _is_time(row, choice, now)
    if choice is None or learner is None or not (fits and learner.is_active and due_count):
        return _put_aside(row, work)
    token, stop_token = new_token(work.tenant), new_token(work.tenant)
    work.reminders.seal(row, token=token, stop_token=stop_token)
    base = reminding.pages_url
    text = ReminderText(
        language="it" if (learner.locale or "").lower().startswith("it") else "en",
        due_count=due_count,
        hour=choice.hour,
        time_zone=choice.time_zone,
        link=f"{base}/r/{token}",
        stop=f"{base}/r/{stop_token}/stop",
        page=f"{base}/me",
    )
    return _Letter(row.id, text, choice.channel, choice.address, now)


def _is_time(row: Reminder, choice: ReminderChoice, now: datetime) -> bool:
    zone = find_zone(choice.time_zone)
    return choice.is_on and zone is not None and working_hour(zone, now) == (row.day, choice.hour)


def _put_aside(row: Reminder, work: UnitOfWork) -> ReminderState:
    """Of what was never tried nothing is left, so that a later hour of the same day can be chosen still."""
    if row.attempts == 1:
        work.reminders.drop(row)
    else:
        row.state = ReminderState.GIVEN_UP
    return ReminderState.GIVEN_UP


def _send(letter: _Letter, reminding: Reminding) -> Taken:
    if letter.channel is Channel.WEBHOOK:
        body = json.dumps(as_chat(letter.text), ensure_ascii=False).encode()
        return _taken(reminding.outgoing.send("POST", letter.address, body, {"content-type": "application/json"}))
    if reminding.mailer is None:
        return Taken.NEVER
    return reminding.mailer.send(
        as_email(
            letter.text,
            message_id=letter.reminder_id,
            sender=reminding.sender,
            to=letter.address,
            sent_at=letter.sent_at,
        )
    )


def _taken(answered: Answered) -> Taken:
    if answered.is_success:
        return Taken.YES
    if answered.problem is Problem.UNKNOWN_HOST or answered.status in _BUSY:
        return Taken.NOT_NOW
    if answered.problem is Problem.REFUSED_ADDRESS or (answered.status or 500) < 500:
        return Taken.NEVER
    return Taken.PERHAPS
