"""A micro-module as its author sees it, keys and findings included."""

from __future__ import annotations

from service.db.base import MicroModuleId
from service.db.micro_modules import MicroModuleRow
from service.db.unit_of_work import Database
from service.workflows.platform.authenticate import Caller


def show_micro_module(micro_module_id: MicroModuleId, *, caller: Caller, database: Database) -> MicroModuleRow:
    """Raises NotFound."""
    with database.reading(caller.tenant) as work:
        return work.micro_modules.get(micro_module_id)
