"""Drafts: what the pipeline made of one document version, as `morsel.draft/1`, and the author's outline of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Select, UniqueConstraint, select, update
from sqlalchemy.orm import Mapped, defer, mapped_column

from authoring.types import BlockId
from service.db.base import DocumentId, JobId, Json, Repository, TenantRow, VersionId
from service.db.documents import DocumentVersion
from service.errors import NotFound, VersionConflict


class DraftRow(TenantRow, kw_only=True):
    """`content` is the draft as the pipeline left it and never changes; `outline` is the author's word on its sections.

    `outline` is `{"sections": [{"section_path": [...], "taught": bool, "reason": text or null}], ...}`; `revision`
    counts its changes.
    """

    __tablename__ = "drafts"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "document_version_id"], ["document_versions.tenant_id", "document_versions.id"]
        ),
        UniqueConstraint("tenant_id", "job_id"),
    )

    document_version_id: Mapped[VersionId] = mapped_column(primary_key=True)
    document_id: Mapped[DocumentId]
    job_id: Mapped[JobId]
    content: Mapped[Json]
    outline: Mapped[Json] = mapped_column(default_factory=dict)
    revision: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]


class Drafts(Repository):
    """The drafts of one tenant."""

    def add(self, *, document_version_id: VersionId, document_id: DocumentId, job_id: JobId, content: Json) -> DraftRow:
        """Keep a draft; a second one of the same version breaks the primary key."""
        draft = DraftRow(
            tenant_id=self._tenant,
            document_version_id=document_version_id,
            document_id=document_id,
            job_id=job_id,
            content=content,
            created_at=self._now,
        )
        self._session.add(draft)
        self._session.flush()
        return draft

    def find(self, document_version_id: VersionId) -> DraftRow | None:
        """The draft of a version, content included; None: not drafted (yet)."""
        return self._session.get(DraftRow, (self._tenant, document_version_id))

    def get(self, document_version_id: VersionId) -> DraftRow:
        """Raises NotFound."""
        draft = self.find(document_version_id)
        if draft is None:
            raise NotFound("draft", document_version_id)
        return draft

    def exists(self, document_version_id: VersionId) -> bool:
        """Whether the version is drafted; reads no content."""
        statement = (
            select(DraftRow)
            .where(DraftRow.tenant_id == self._tenant, DraftRow.document_version_id == document_version_id)
            .options(defer(DraftRow.content, raiseload=True))
        )
        return self._session.scalar(statement) is not None

    def current_version(self, document_id: DocumentId) -> DocumentVersion:
        """The latest version of the document that was drafted. Raises NotFound."""
        found = self._session.scalar(self._drafted(document_id).limit(1))
        if found is None:
            raise NotFound("drafted document", document_id)
        return found

    def latest_beside(self, version: DocumentVersion) -> DocumentVersion | None:
        """The latest version of the document that was drafted, this one left out; None: there is none.

        A later one than `version` counts too: drafting may end in another order than it began.
        """
        return self._session.scalar(self._drafted(version.document_id).where(DocumentVersion.id != version.id).limit(1))

    def _drafted(self, document_id: DocumentId) -> Select[DocumentVersion]:
        of_draft = (DraftRow.tenant_id == DocumentVersion.tenant_id) & (
            DraftRow.document_version_id == DocumentVersion.id
        )
        return (
            select(DocumentVersion)
            .join(DraftRow, of_draft)
            .where(DocumentVersion.tenant_id == self._tenant, DocumentVersion.document_id == document_id)
            .order_by(DocumentVersion.number.desc())
        )

    def find_title(self, document_version_id: VersionId) -> str | None:
        """The title that reading found; reads no more of the content. None: not drafted (yet)."""
        return self._of_document(document_version_id, "title")

    def find_language(self, document_version_id: VersionId) -> str | None:
        """The language that reading found; None: too short to tell, or not drafted (yet)."""
        return self._of_document(document_version_id, "language")

    def engine(self, document_version_id: VersionId) -> Json:
        """What made the draft. Raises NotFound."""
        return self._part(document_version_id, "engine")

    def preflight(self, document_version_id: VersionId) -> Json:
        """What was not read, and what with reserve. Raises NotFound."""
        return self._part(document_version_id, "preflight")

    def list_numbers(self, document_version_id: VersionId) -> Mapping[BlockId, int]:
        """The blocks that are items of numbered lists, with their numbers."""
        statement = select(DraftRow.content["blocks"]).where(
            DraftRow.tenant_id == self._tenant, DraftRow.document_version_id == document_version_id
        )
        blocks = self._session.scalar(statement) or []
        places = {BlockId(str(block["id"])): block.get("list", {}) for block in blocks}
        return {block: int(place["number"]) for block, place in places.items() if place.get("ordered")}

    def revise_outline(self, document_version_id: VersionId, outline: Json, *, expected: int) -> int:
        """Put the outline in place of revision `expected`; the new revision. Raises VersionConflict."""
        statement = (
            update(DraftRow)
            .where(
                DraftRow.tenant_id == self._tenant,
                DraftRow.document_version_id == document_version_id,
                DraftRow.revision == expected,
            )
            .values(outline=outline, revision=expected + 1)
            .returning(DraftRow.revision)
        )
        revision = self._session.scalar(statement)
        if revision is None:
            raise VersionConflict("outline", document_version_id, expected=expected)
        return revision

    def _part(self, document_version_id: VersionId, name: str) -> Json:
        statement = select(DraftRow.content[name]).where(
            DraftRow.tenant_id == self._tenant, DraftRow.document_version_id == document_version_id
        )
        part = self._session.scalar(statement)
        if not isinstance(part, dict):
            raise NotFound("draft", document_version_id)
        return part

    def _of_document(self, document_version_id: VersionId, name: str) -> str | None:
        statement = select(DraftRow.content["document"][name].as_string()).where(
            DraftRow.tenant_id == self._tenant, DraftRow.document_version_id == document_version_id
        )
        return self._session.scalar(statement)
