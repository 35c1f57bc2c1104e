"""A request that may be sent again: its effect and its answer are kept together, and a repeat finds the answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from service.db.base import Json, PrincipalId, content_digest
from service.db.unit_of_work import UnitOfWork
from service.errors import AlreadyExists

Done = TypeVar("Done")


@dataclass(frozen=True, slots=True)
class IdempotentRequest:
    """`key` is the client's Idempotency-Key; None: it sent none, every request is the first.

    `sent` is all that makes this request another one than the next: the call's name and what it was given.
    """

    key: str | None
    principal: PrincipalId
    sent: Json

    def answer(self, work: UnitOfWork) -> Json | None:
        """What the same request was answered; None: it is the first. Raises IdempotencyConflict for another one."""
        if self.key is None:
            return None
        return work.idempotency.find_answer(self.principal, self.key, request_digest=content_digest(self.sent))

    def keep(self, answer: Json, work: UnitOfWork) -> None:
        """Keep what is needed to answer again, never a secret: in the same unit of work as the effect."""
        if self.key is not None:
            work.idempotency.add(self.principal, self.key, request_digest=content_digest(self.sent), answer=answer)


def do_once(act: Callable[[], Done]) -> Done:
    """What `act` gives; tried again when the same request, in parallel, was quicker: now its answer can be found."""
    try:
        return act()
    except AlreadyExists:
        return act()
