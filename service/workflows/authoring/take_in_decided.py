"""Let every micro-module take in what a decided conflict held back from it."""

from __future__ import annotations

from collections.abc import Sequence

from authoring.conflict_json import held_back_from_json
from service.db.base import ConflictId
from service.db.micro_modules import MicroModuleRow, Status
from service.db.unit_of_work import Database
from service.errors import VersionConflict
from service.workflows.authoring.take_in_held_back import take_in_held_back
from service.workflows.platform.authenticate import Caller

_PUT_DOWN = (Status.REJECTED, Status.WITHDRAWN)


def take_in_decided(conflict_id: ConflictId, *, caller: Caller, database: Database) -> Sequence[MicroModuleRow]:
    """Those that say more now; what a person rejected or withdrew stays as it is. Raises NotFound.

    One that somebody else is changing at that moment is left out: regenerating it takes in the same.
    """
    with database.reading(caller.tenant) as work:
        conflict = work.conflicts.get(conflict_id)
        rows = [
            row
            for row in work.micro_modules.of_version(conflict.document_version_id)
            if row.status not in _PUT_DOWN and conflict.draft_id in held_back_from_json(row.held_back).conflicts
        ]
    taken = []
    for row in rows:
        try:
            saved = take_in_held_back(row, caller=caller, database=database)
        except VersionConflict:
            continue
        if saved is not None and saved.content_digest != row.content_digest:
            taken.append(saved)
    return taken
