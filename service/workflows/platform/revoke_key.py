"""End a key at once."""

from __future__ import annotations

from service.db.unit_of_work import Database
from service.workflows.platform.authenticate import Caller


def revoke_key(key_id: str, *, caller: Caller, database: Database) -> None:
    """The key opens nothing any more; a second call changes nothing. Raises NotFound."""
    with database.unit_of_work(caller.tenant, label="key") as work:
        work.api_keys.revoke(key_id)
        work.audit.add("revoked", "key", key_id, by=caller.principal)
