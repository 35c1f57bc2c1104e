"""The contradictions that drafting found in a document, with the author's word on each."""

from __future__ import annotations

from collections.abc import Sequence

from service.db.base import DocumentId
from service.db.conflicts import ConflictRow
from service.db.unit_of_work import Database
from service.workflows.platform.authenticate import Caller


def show_conflicts(document_id: DocumentId, *, caller: Caller, database: Database) -> Sequence[ConflictRow]:
    """Those of the latest version that is drafted, in reading order. Raises NotFound, also while none is."""
    with database.reading(caller.tenant) as work:
        return work.conflicts.of_version(work.drafts.current_version(document_id).id)
