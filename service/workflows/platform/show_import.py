"""Show how far an import is, and what became of it."""

from __future__ import annotations

from collections.abc import Collection

from service.db.imports import ImportKind, ImportRow
from service.db.unit_of_work import Database
from service.errors import NotFound
from service.workflows.platform.authenticate import Caller


def show_import(import_id: str, kinds: Collection[ImportKind], *, caller: Caller, database: Database) -> ImportRow:
    """An import of one of these kinds. Raises NotFound."""
    with database.reading(caller.tenant) as work:
        row = work.imports.get(import_id)
        if row.kind not in kinds:
            raise NotFound("import", import_id)
        return row
