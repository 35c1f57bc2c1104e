"""A document with its versions and the job of the latest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from service.db.base import DocumentId
from service.db.documents import Document, DocumentVersion
from service.db.jobs import Job
from service.db.unit_of_work import Database
from service.workflows.platform.authenticate import Caller


@dataclass(frozen=True, slots=True)
class DocumentView:
    """`versions` latest first; `job` is of the latest. `title` is the author's, else the one that reading found."""

    document: Document
    versions: Sequence[DocumentVersion]
    job: Job
    title: str | None
    is_drafted: bool


def show_document(document_id: DocumentId, *, caller: Caller, database: Database) -> DocumentView:
    """Raises NotFound."""
    with database.reading(caller.tenant) as work:
        document = work.documents.get(document_id)
        versions = work.documents.versions(document_id)
        draft = work.drafts.find_title(versions[0].id)
        return DocumentView(
            document=document,
            versions=versions,
            job=work.jobs.of_version(versions[0].id),
            title=versions[0].title or draft,
            is_drafted=draft is not None,
        )
