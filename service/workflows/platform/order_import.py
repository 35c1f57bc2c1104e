"""Acknowledge a large import: its file is on disk and its job in the database before the answer."""

from __future__ import annotations

from collections.abc import Iterable

from service.db.blobs import BlobStore
from service.db.imports import ImportRow
from service.db.unit_of_work import Database
from service.errors import QuotaExceeded
from service.workflows.platform.authenticate import Caller
from service.workflows.platform.carry_out_import import ImportOrder

MAX_OPEN = 5  # of a tenant, under way at the same time


def order_import(
    order: ImportOrder, chunks: Iterable[bytes], *, files: BlobStore, caller: Caller, database: Database
) -> ImportRow:
    """The import that is to be done; the same one, when the same is asked for while it is under way.

    Raises QuotaExceeded, StorageFull.
    """
    with files.receive(caller.tenant, chunks) as incoming:
        sha256 = incoming.blob.sha256
        with database.unit_of_work(caller.tenant, label="import") as work:
            work.tenants.lock()
            known = work.imports.find_open(order.kind, sha256, order.options)
            if known is not None:
                return known
            if work.imports.count_open() >= MAX_OPEN:
                raise QuotaExceeded("imports under way", limit=MAX_OPEN)
            row = work.imports.add(order.kind, sha256, order.options, by=caller.principal)
            work.audit.add("ordered", "import", row.id, by=caller.principal, detail={"kind": order.kind.value})
            incoming.keep()
            return row
