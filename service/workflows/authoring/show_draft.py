"""What the pipeline made of a document: `morsel.draft/1`, as it left it."""

from __future__ import annotations

from service.db.base import DocumentId, Json
from service.db.unit_of_work import Database
from service.workflows.platform.authenticate import Caller


def show_draft(document_id: DocumentId, *, version: int | None, caller: Caller, database: Database) -> Json:
    """The draft of a version (None: the latest). Raises NotFound, also while it is not drafted yet."""
    with database.reading(caller.tenant) as work:
        found = work.documents.numbered_version(document_id, version)
        return work.drafts.get(found.id).content
