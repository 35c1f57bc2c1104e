"""The bytes of a document exactly as they were uploaded."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from service.db.base import DocumentId
from service.db.blobs import BlobStore
from service.db.documents import DocumentVersion
from service.db.unit_of_work import Database
from service.workflows.platform.authenticate import Caller


@dataclass(frozen=True, slots=True)
class Source:
    """Where the bytes lie, and what the author called them."""

    path: Path
    version: DocumentVersion


def show_source(
    document_id: DocumentId, *, version: int | None, caller: Caller, database: Database, blobs: BlobStore
) -> Source:
    """The bytes of a version (None: the latest). Raises NotFound."""
    with database.reading(caller.tenant) as work:
        found = work.documents.numbered_version(document_id, version)
    return Source(blobs.find(caller.tenant, found.sha256), found)
