"""What learners may take up now."""

from __future__ import annotations

from collections.abc import Sequence

from service.db.base import DocumentId, MicroModuleId
from service.db.publications import CatalogueEntry
from service.db.unit_of_work import Database
from service.workflows.platform.authenticate import Caller


def list_catalogue(
    *, document_id: DocumentId | None, after: MicroModuleId | None, limit: int, caller: Caller, database: Database
) -> Sequence[CatalogueEntry]:
    """Up to `limit` published micro-modules after `after`, of one document or (None) of all."""
    with database.reading(caller.tenant) as work:
        return work.publications.catalogue(document_id=document_id, after=after, limit=limit)
