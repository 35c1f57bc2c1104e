"""Cut passages of what is published and has none, or has them by an older rule."""

from __future__ import annotations

from authoring.passages import STRATEGY
from service.db.base import TenantId
from service.db.unit_of_work import Database
from service.workflows.authoring.index_publication import index_publication

A_BATCH = 50  # micro-modules in one transaction: a tenth of a second


def index_unindexed(tenant: TenantId, *, database: Database) -> int:
    """How many micro-modules were given passages."""
    count = 0
    while True:
        with database.reading(tenant) as work:
            if not work.publications.unindexed(STRATEGY, limit=1):
                return count
        with database.unit_of_work(tenant, label="index") as work:
            entries = work.publications.unindexed(STRATEGY, limit=A_BATCH)
            for entry in entries:
                version = work.documents.version(work.micro_modules.get(entry.micro_module_id).document_version_id)
                publication = work.publications.get(entry.micro_module_id, entry.number)
                index_publication(publication, version, language=entry.language, work=work)
        count += len(entries)
