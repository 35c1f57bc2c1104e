"""What is said at a micro-module is said at one that learners can see."""

from __future__ import annotations

from service.db.base import MicroModuleId
from service.db.unit_of_work import UnitOfWork
from service.errors import InvalidContent, NotFound


def demand_published(micro_module_id: MicroModuleId | None, work: UnitOfWork) -> None:
    """None: it is said at none. Raises InvalidContent."""
    if micro_module_id is None:
        return
    try:
        work.publications.current(micro_module_id)
    except NotFound:
        raise InvalidContent("micro_module_id", "no such micro-module is published") from None
