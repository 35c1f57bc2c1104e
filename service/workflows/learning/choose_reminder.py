"""Say whether, when and where one wants to be reminded."""

from __future__ import annotations

import hashlib
import re

from service.db.learners import Learner, LearnerId
from service.db.principals import PrincipalKind
from service.db.reminders import EARLIEST_HOUR, LATEST_HOUR, Channel, ReminderChoice, ReminderWish, find_zone
from service.errors import InvalidContent
from service.workflows.learning.reach_learner import reach_learner
from service.workflows.learning.send_reminder import Reminding
from service.workflows.platform.authenticate import Caller

_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")  # HTML's own rule
_LONGEST_EMAIL = 254  # RFC 5321


def choose_reminder(
    learner_id: LearnerId, wish: ReminderWish, *, caller: Caller, reminding: Reminding
) -> ReminderChoice:
    """What holds from now on.

    Raises NotFound, also for a learner whom the key does not reach; InvalidContent for an hour at night, a time zone
    that there is not, a channel that is not offered here, and an address that does not fit the channel.
    """
    with reminding.database.unit_of_work(caller.tenant, label="reminder") as work:
        learner = reach_learner(learner_id, caller=caller, work=work)
        chosen = work.reminders.choose(learner.principal_id, wish)
        if chosen.is_on:  # what is refused is rolled back
            _demand_time(chosen)
            _demand_address(chosen, learner, caller, reminding)
        detail: dict[str, object] = {"is_on": wish.is_on}
        work.audit.add("chose_reminder", "learner", learner.principal_id, by=caller.principal, detail=detail)
        return chosen


def _demand_time(chosen: ReminderChoice) -> None:
    if not EARLIEST_HOUR <= chosen.hour <= LATEST_HOUR:
        raise InvalidContent("hour", f"choose one from {EARLIEST_HOUR} to {LATEST_HOUR}")
    if find_zone(chosen.time_zone) is None:
        raise InvalidContent("time_zone", "choose a name of the IANA time zone database, as Europe/Rome")


def _demand_address(chosen: ReminderChoice, learner: Learner, caller: Caller, reminding: Reminding) -> None:
    if chosen.channel not in reminding.channels:
        offered = ", ".join(reminding.channels)
        raise InvalidContent("channel", f"choose one of {offered}" if offered else "nobody is reminded here")
    if chosen.channel is Channel.WEBHOOK:
        refusal = reminding.outgoing.refusal(chosen.address)
        if refusal is not None:
            raise InvalidContent("address", refusal)
        return
    if len(chosen.address) > _LONGEST_EMAIL or not _EMAIL.fullmatch(chosen.address):
        raise InvalidContent("address", "no e-mail address")
    digest = hashlib.sha256(chosen.address.lower().encode()).hexdigest()
    if caller.kind is PrincipalKind.LEARNER and learner.email_digest not in (None, digest):
        raise InvalidContent("address", "it is another one than your company knows of you")
