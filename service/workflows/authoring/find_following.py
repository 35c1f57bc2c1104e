"""Which micro-module of its document one could be merged with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from service.db.base import MicroModuleId
from service.db.micro_module_order import Queued
from service.db.micro_modules import Status
from service.db.unit_of_work import UnitOfWork

_PUT_DOWN = (Status.REJECTED, Status.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Following:
    """The next that nobody put down; `is_shown`: learners see it, so that nothing may take it in."""

    queued: Queued
    is_shown: bool


def find_following(micro_module_id: MicroModuleId, queue: Sequence[Queued], work: UnitOfWork) -> Following | None:
    """Of the `queue` that the micro-module stands in; None: it is the last."""
    place = next(number for number, one in enumerate(queue) if one.id == micro_module_id)
    standing = next((one for one in queue[place + 1 :] if one.status not in _PUT_DOWN), None)
    if standing is None:
        return None
    return Following(standing, work.publications.find_entry(standing.id) is not None)
