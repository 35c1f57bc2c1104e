"""Publish many approved micro-modules at once, each recorded by itself."""

from __future__ import annotations

from collections.abc import Sequence

from service.db.base import MicroModuleId
from service.db.micro_modules import MicroModuleRow
from service.db.unit_of_work import Database
from service.errors import CallerError
from service.workflows.authoring.demand_read import Precondition
from service.workflows.authoring.publish_micro_module import publish_micro_module
from service.workflows.platform.authenticate import Caller


def publish_micro_modules(
    wanted: Sequence[tuple[MicroModuleId, str]], *, caller: Caller, database: Database
) -> list[MicroModuleRow | CallerError]:
    """The row or what kept it back, for each id with the digest that the caller read; one refused stops no other."""
    return [_publish(micro_module_id, digest, caller, database) for micro_module_id, digest in wanted]


def _publish(
    micro_module_id: MicroModuleId, digest: str, caller: Caller, database: Database
) -> MicroModuleRow | CallerError:
    try:
        return publish_micro_module(micro_module_id, read=Precondition(digest), caller=caller, database=database)
    except CallerError as fault:
        return fault
