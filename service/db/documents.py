"""Documents and their numbered versions; the bytes lie in the blob store under their SHA-256."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import DocumentId, Json, PrincipalId, Repository, TenantRow, VersionId, new_id
from service.errors import NotFound


class Document(TenantRow, kw_only=True):
    """`sha256` is of the first version: the same bytes again are the same document. `latest` is a version number."""

    __tablename__ = "documents"
    __table_args__ = (UniqueConstraint("tenant_id", "sha256"),)

    id: Mapped[DocumentId] = mapped_column(primary_key=True)
    sha256: Mapped[str]
    latest: Mapped[int] = mapped_column(default=1)
    created_by: Mapped[PrincipalId]
    created_at: Mapped[datetime]


class DocumentVersion(TenantRow, kw_only=True):
    """One upload. `title` and `language` are what the author gave; None: found out by reading.

    `media_type` is what the client said; content decides. `options` holds further wishes (engine, brief).
    """

    __tablename__ = "document_versions"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "document_id"], ["documents.tenant_id", "documents.id"]),
        UniqueConstraint("tenant_id", "document_id", "number"),
        Index(None, "tenant_id", "sha256"),
    )

    id: Mapped[VersionId] = mapped_column(primary_key=True)
    document_id: Mapped[DocumentId]
    number: Mapped[int]
    sha256: Mapped[str]
    size_bytes: Mapped[int]
    media_type: Mapped[str]
    file_name: Mapped[str]
    title: Mapped[str | None] = mapped_column(default=None)
    language: Mapped[str | None] = mapped_column(default=None)
    options: Mapped[Json] = mapped_column(default_factory=dict)
    created_by: Mapped[PrincipalId]
    created_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Upload:
    """What a version is made of; the blob is stored already."""

    sha256: str
    size_bytes: int
    media_type: str
    file_name: str
    title: str | None = None
    language: str | None = None
    options: Json = field(default_factory=dict)


class Documents(Repository):
    """The documents of one tenant."""

    def add(self, upload: Upload, *, by: PrincipalId) -> tuple[Document, DocumentVersion]:
        """A new document with version 1; a second document of the same first bytes breaks a unique constraint."""
        document = Document(
            tenant_id=self._tenant,
            id=DocumentId(new_id("doc")),
            sha256=upload.sha256,
            created_by=by,
            created_at=self._now,
        )
        self._session.add(document)
        self._session.flush()
        return document, self._add_version(document, upload, number=1, by=by)

    def add_version(self, document_id: DocumentId, upload: Upload, *, by: PrincipalId) -> DocumentVersion:
        """The next version of a document. Raises NotFound."""
        document = self.get_locked(document_id)
        document.latest += 1
        return self._add_version(document, upload, number=document.latest, by=by)

    def get(self, document_id: DocumentId) -> Document:
        """Raises NotFound."""
        document = self._session.get(Document, (self._tenant, document_id))
        if document is None:
            raise NotFound("document", document_id)
        return document

    def get_locked(self, document_id: DocumentId) -> Document:
        """As `get`; nobody else adds a version before this unit of work ends. Raises NotFound."""
        key = (self._tenant, document_id)
        document = self._session.get(Document, key, with_for_update=True, populate_existing=True)
        if document is None:
            raise NotFound("document", document_id)
        return document

    def version(self, version_id: VersionId) -> DocumentVersion:
        """Raises NotFound."""
        version = self._session.get(DocumentVersion, (self._tenant, version_id))
        if version is None:
            raise NotFound("document version", version_id)
        return version

    def versions(self, document_id: DocumentId) -> Sequence[DocumentVersion]:
        """Every version of a document, latest first; empty: no such document."""
        statement = (
            select(DocumentVersion)
            .where(DocumentVersion.tenant_id == self._tenant, DocumentVersion.document_id == document_id)
            .order_by(DocumentVersion.number.desc())
        )
        return self._session.scalars(statement).all()

    def latest_version(self, document_id: DocumentId) -> DocumentVersion:
        """Raises NotFound."""
        versions = self.versions(document_id)
        if not versions:
            raise NotFound("document", document_id)
        return versions[0]

    def numbered_version(self, document_id: DocumentId, number: int | None) -> DocumentVersion:
        """One version of a document; `number` None: the latest. Raises NotFound."""
        versions = self.versions(document_id)
        found = next((version for version in versions if number is None or version.number == number), None)
        if found is None:
            raise NotFound("document", document_id if number is None else f"{document_id}/{number}")
        return found

    def count(self) -> int:
        """How many documents the tenant keeps."""
        statement = select(func.count()).select_from(Document).where(Document.tenant_id == self._tenant)
        return self._session.scalar(statement) or 0

    def find_by_digest(self, sha256: str) -> DocumentVersion | None:
        """The newest version with these bytes; None: never uploaded here."""
        statement = (
            select(DocumentVersion)
            .where(DocumentVersion.tenant_id == self._tenant, DocumentVersion.sha256 == sha256)
            .order_by(DocumentVersion.id.desc())
            .limit(1)
        )
        return self._session.scalar(statement)

    def page(self, *, after: DocumentId | None, limit: int) -> Sequence[Document]:
        """Up to `limit` documents, newest first, those older than `after`."""
        statement = select(Document).where(Document.tenant_id == self._tenant).order_by(Document.id.desc())
        if after is not None:
            statement = statement.where(Document.id < after)
        return self._session.scalars(statement.limit(limit)).all()

    def _add_version(self, document: Document, upload: Upload, *, number: int, by: PrincipalId) -> DocumentVersion:
        version = DocumentVersion(
            tenant_id=self._tenant,
            id=VersionId(new_id("ver")),
            document_id=document.id,
            number=number,
            sha256=upload.sha256,
            size_bytes=upload.size_bytes,
            media_type=upload.media_type,
            file_name=upload.file_name,
            title=upload.title,
            language=upload.language,
            options=upload.options,
            created_by=by,
            created_at=self._now,
        )
        self._session.add(version)
        self._session.flush()
        return version
