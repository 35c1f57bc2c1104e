"""The outline that a model proposed for a document, and what writing it would cost."""

from __future__ import annotations

from service.db.base import DocumentId
from service.db.outlines import OutlineRow
from service.db.unit_of_work import Database
from service.workflows.platform.authenticate import Caller


def show_proposed_outline(document_id: DocumentId, *, caller: Caller, database: Database) -> OutlineRow:
    """Of the latest version. Raises NotFound, also where nobody asked for an outline or it is not proposed yet."""
    with database.reading(caller.tenant) as work:
        return work.outlines.get(work.documents.latest_version(document_id).id)
