"""What the pipeline made of a document: `morsel.draft/1`, as it left it."""

from __future__ import annotations

from service.db.base import DocumentId, Json
from service.db.unit_of_work import Database
from service.errors import NotFound
from service.workflows.platform.authenticate import Caller


class NotDrafted(NotFound):
    """The document is known, its draft is not made (yet)."""

    def __init__(self, document_id: DocumentId) -> None:
        super().__init__("draft", document_id)
        self.args = ("The document is not drafted; see its job.",)


def show_draft(document_id: DocumentId, *, version: int | None, caller: Caller, database: Database) -> Json:
    """The draft of a version (None: the latest). Raises NotFound, also while it is not drafted yet."""
    with database.reading(caller.tenant) as work:
        found = work.documents.numbered_version(document_id, version)
        draft = work.drafts.find(found.id)
        if draft is None:
            raise NotDrafted(document_id)
        return draft.content
