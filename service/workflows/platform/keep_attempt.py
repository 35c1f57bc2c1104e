"""Keep how an attempt at a delivery went, and when the next one is due."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from service.db.webhooks import Delivery, DeliveryState
from service.outgoing import Answered

# Standard Webhooks' own schedule, then twice a day until the patience ends.
PAUSES = tuple(timedelta(seconds=one) for one in (5, 300, 1800, 7200, 18000, 36000, 43200))
_KEPT_ATTEMPTS = 30


def keep_attempt(
    delivery: Delivery, answered: Answered, *, is_success: bool, rng: random.Random, now: datetime
) -> None:
    """Delivered, owed again after a pause that grows, or given up once the patience ends."""
    problem = answered.problem.value if answered.problem else None
    attempts = list(delivery.log["attempts"]) if isinstance(delivery.log["attempts"], list) else []
    attempt = {"at": now.isoformat(), "status": answered.status, "problem": problem}
    delivery.log = {"attempts": [*attempts, attempt][-_KEPT_ATTEMPTS:]}
    delivery.lease_until = None
    if is_success:
        delivery.state, delivery.delivered_at = DeliveryState.DELIVERED, now
        return
    pause = PAUSES[min(delivery.attempts, len(PAUSES)) - 1]
    delivery.next_at = now + pause * rng.uniform(1.0, 1.2)  # so that not all come back at once
    if delivery.next_at > delivery.give_up_at:
        delivery.state = DeliveryState.GIVEN_UP
