"""Remove the files that servers which were killed left of imports that are over, or that were never ordered."""

from __future__ import annotations

from service.db.base import TenantId
from service.db.blobs import BlobStore
from service.db.unit_of_work import Database
from service.workflows.platform.forget_import_file import forget_import_file


def sweep_import_files(*, files: BlobStore, database: Database) -> int:
    """How many, of all tenants. Files that are needed are only looked at."""
    gone = 0
    for path in files.all():
        tenant = TenantId(path.parent.parent.name)
        with database.reading(tenant) as work:
            is_needed = work.imports.needs(path.name)
        if not is_needed:
            gone += forget_import_file(tenant, path.name, files=files, database=database)
    return gone
