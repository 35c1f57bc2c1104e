"""Whether a tenant's documents may be drafted with a language model."""

from __future__ import annotations

from service.db.unit_of_work import Database
from service.workflows.platform.authenticate import Caller


def offers_model(*, is_named: bool, caller: Caller, database: Database) -> bool:
    """Whether the operator named a model for the tenant (`is_named`) and its administrator switched it on."""
    if not is_named:
        return False
    with database.reading(caller.tenant) as work:
        return work.tenants.get().uses_model
