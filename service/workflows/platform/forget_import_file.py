"""Remove the file of an import that is over; it held what people wrote to each other."""

from __future__ import annotations

from service.db.base import TenantId
from service.db.blobs import BlobStore
from service.db.unit_of_work import Database


def forget_import_file(tenant: TenantId, sha256: str, *, files: BlobStore, database: Database) -> bool:
    """Whether it is gone; False: an import that is under way reads the same bytes.

    Whoever orders an import keeps its file under the same lock, so none is removed that was just ordered again.
    """
    with database.unit_of_work(tenant, label="forget_import_file") as work:
        work.tenants.lock()
        if work.imports.needs(sha256):
            return False
        files.path(tenant, sha256).unlink(missing_ok=True)
        return True
