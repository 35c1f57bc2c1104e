"""Do an import that waits; killed in between it is begun again, and what was taken in already stays as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta

from service.db.base import Json, TenantId
from service.db.blobs import BlobStore
from service.db.imports import ImportRow
from service.db.unit_of_work import Database, UnitOfWork
from service.errors import CallerError, NotFound
from service.security import SCOPES_BY_KIND
from service.workflows.platform.authenticate import Caller
from service.workflows.platform.carry_out_import import ImportOrder, carry_out_import
from service.workflows.platform.forget_import_file import forget_import_file

LEASE = timedelta(seconds=60)
ATTEMPTS = 3
WORKER_LOST = "worker_lost"
Prolonging = Callable[[Callable[[], None]], AbstractContextManager[None]]
"""Calls what prolongs a claim, now and then, while its block runs."""


def do_import(
    tenant: TenantId, import_id: str, *, prolonging: Prolonging, files: BlobStore, database: Database
) -> ImportRow | None:
    """The import as it ended; None: it was over, or another does it. No transaction is open while it is read."""
    with database.unit_of_work(tenant, label="import") as work:
        row = work.imports.claim(import_id, lease=LEASE)
        if row is None:
            return None
    token = row.token

    def prolong() -> None:
        with _held(tenant, import_id, token, database) as (held, work):
            if held is not None:
                work.imports.postpone(held, until=work.now + LEASE)

    lost: Json = {"reason": WORKER_LOST, "detail": f"{ATTEMPTS} attempts"}
    with prolonging(prolong):
        result, problem = (None, lost) if row.attempts > ATTEMPTS else _carried_out(row, files, database)
    with _held(tenant, import_id, token, database) as (held, work):
        if held is None:
            return None
        work.imports.end(held, result=result, problem=problem)
    forget_import_file(tenant, held.sha256, files=files, database=database)
    return held


def _carried_out(row: ImportRow, files: BlobStore, database: Database) -> tuple[Json | None, Json | None]:
    """What became of it, or why it cannot be done."""
    try:
        caller = _caller(row, database)
        with files.find(row.tenant_id, row.sha256).open("rb") as file:
            return carry_out_import(
                ImportOrder(row.kind, row.options), file, dry_run=False, caller=caller, database=database
            ), None
    except CallerError as refusal:
        return None, {"reason": type(refusal).__name__, "detail": str(refusal)}


def _caller(row: ImportRow, database: Database) -> Caller:
    """Whoever ordered it. Raises NotFound for one who may not any more."""
    with database.reading(row.tenant_id) as work:
        principal = work.principals.get(row.principal_id)
    if not principal.is_active:
        raise NotFound("principal", principal.id)
    scopes = SCOPES_BY_KIND[principal.kind.value]
    return Caller(row.tenant_id, principal.id, principal.kind, principal.learner_id, scopes, f"import/{row.id}")


@contextmanager
def _held(
    tenant: TenantId, import_id: str, token: int, database: Database
) -> Iterator[tuple[ImportRow | None, UnitOfWork]]:
    with database.unit_of_work(tenant, label="import") as work:
        yield work.imports.held(import_id, token), work
