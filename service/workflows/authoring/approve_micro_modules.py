"""Approve many micro-modules at once, each recorded by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from service.db.base import MicroModuleId
from service.db.micro_modules import MicroModuleRow
from service.db.unit_of_work import Database
from service.errors import CallerError
from service.workflows.authoring.approve_micro_module import approve_micro_module
from service.workflows.authoring.demand_read import Precondition
from service.workflows.platform.authenticate import Caller


@dataclass(frozen=True, slots=True)
class Outcome:
    """One of `row` and `fault` is None: it was approved, or it was not and why."""

    micro_module_id: MicroModuleId
    row: MicroModuleRow | None
    fault: CallerError | None


def approve_micro_modules(
    wanted: Sequence[tuple[MicroModuleId, str]], *, caller: Caller, database: Database
) -> list[Outcome]:
    """An outcome for each id with the digest that the caller read; one that is refused stops no other."""
    return [_approve(micro_module_id, digest, caller, database) for micro_module_id, digest in wanted]


def _approve(micro_module_id: MicroModuleId, digest: str, caller: Caller, database: Database) -> Outcome:
    try:
        row = approve_micro_module(micro_module_id, read=Precondition(digest), caller=caller, database=database)
    except CallerError as fault:
        return Outcome(micro_module_id, None, fault)
    return Outcome(micro_module_id, row, None)
