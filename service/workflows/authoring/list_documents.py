"""The tenant's documents, newest first."""

from __future__ import annotations

from collections.abc import Sequence

from service.db.base import DocumentId
from service.db.unit_of_work import Database
from service.workflows.authoring.show_document import DocumentView, show_document
from service.workflows.platform.authenticate import Caller


def list_documents(
    *, after: DocumentId | None, limit: int, caller: Caller, database: Database
) -> Sequence[DocumentView]:
    """Up to `limit` documents older than `after`."""
    with database.reading(caller.tenant) as work:
        ids = [document.id for document in work.documents.page(after=after, limit=limit)]
    return [show_document(document_id, caller=caller, database=database) for document_id in ids]
