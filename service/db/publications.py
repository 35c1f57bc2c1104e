"""Publications: frozen versions of micro-modules, and the catalogue of those that learners may see now."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, Select, and_, delete, exists, func, select
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import DocumentId, Json, MicroModuleId, PrincipalId, Repository, TenantRow, VersionId
from service.db.changes import Kind
from service.db.micro_modules import MicroModuleRow
from service.db.passages import PassageRow
from service.errors import NotFound

_A_QUERY = 200  # contents are large: some megabytes at a time


class Publication(TenantRow, kw_only=True):
    """Version `number` of a micro-module as learners see it, frozen; `content` holds keys: never show it whole."""

    __tablename__ = "publications"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "micro_module_id"], ["micro_modules.tenant_id", "micro_modules.id"]),
        ForeignKeyConstraint(["tenant_id", "approval_id"], ["approvals.tenant_id", "approvals.id"]),
    )

    micro_module_id: Mapped[MicroModuleId] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[Json]
    content_digest: Mapped[str]
    approval_id: Mapped[str]
    published_by: Mapped[PrincipalId]
    published_at: Mapped[datetime]

    @property
    def choice_secret(self) -> bytes:
        """What the ids of a quiz's choices are made with: no learner knows the digest, nor all that goes into it."""
        return f"{self.tenant_id}/{self.content_digest}".encode()


class CatalogueEntry(TenantRow, kw_only=True):
    """A micro-module that may be shown now, at which publication; the row goes when it is withdrawn.

    `replaces` is the number that was shown until then; None: none was, as at first or after a withdrawal, or its
    document had overtaken it. `facts` are
    `{"facts": [...]}`, what it teaches, for documents that may contradict it. `document_version_id` is what it cites;
    None: the micro-module's own. `moved` is the publication's content, word for word, with the places of a later
    version than it was drafted from; None: it cites what it was drafted from. `stale` is
    `{"document_version": number, "sentences": [{"was", "now"}]}`, what its document no longer says; None: it stands.
    """

    __tablename__ = "catalogue"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "micro_module_id", "number"],
            ["publications.tenant_id", "publications.micro_module_id", "publications.number"],
        ),
        Index(None, "tenant_id", "document_id"),
    )

    micro_module_id: Mapped[MicroModuleId] = mapped_column(primary_key=True)
    number: Mapped[int]
    replaces: Mapped[int | None] = mapped_column(default=None)
    document_id: Mapped[DocumentId]
    title: Mapped[str]
    language: Mapped[str | None]
    reading_seconds: Mapped[int]
    published_at: Mapped[datetime]
    facts: Mapped[Json | None] = mapped_column(default=None)
    document_version_id: Mapped[VersionId | None] = mapped_column(default=None)
    moved: Mapped[Json | None] = mapped_column(default=None)
    stale: Mapped[Json | None] = mapped_column(default=None)


@dataclass(frozen=True, slots=True)
class Shelved:
    """What stands in the catalogue, with its place in its document and its content: never show that whole."""

    micro_module_id: MicroModuleId
    number: int
    document_id: DocumentId
    position: int
    title: str
    language: str | None
    reading_seconds: int
    published_at: datetime
    content: Json


class Publications(Repository):
    """What one tenant published."""

    def freeze(
        self,
        micro_module: MicroModuleRow,
        *,
        approval_id: str,
        language: str | None,
        by: PrincipalId,
        facts: Json | None = None,
    ) -> Publication:
        """Freeze the next number of the micro-module's content and put it, with its facts, into the catalogue."""
        publication = Publication(
            tenant_id=self._tenant,
            micro_module_id=micro_module.id,
            number=self._next_number(micro_module.id),
            content=micro_module.content,
            content_digest=micro_module.content_digest,
            approval_id=approval_id,
            published_by=by,
            published_at=self._now,
        )
        self._session.add(publication)
        self._session.flush()
        self._session.merge(self._new_entry(micro_module, publication, language, facts))
        self._session.flush()
        return publication

    def move(self, micro_module_id: MicroModuleId, content: Json, version_id: VersionId) -> None:
        """Let what is shown cite another version of its document, where every word of it stands too.

        Raises NotFound.
        """
        entry = self._shown_entry(micro_module_id)
        entry.moved, entry.document_version_id, entry.stale = content, version_id, None
        self._session.flush()

    def mark_stale(self, micro_module_id: MicroModuleId, stale: Json) -> None:
        """Say what its document no longer says of what is shown. Raises NotFound."""
        self._shown_entry(micro_module_id).stale = stale
        self._session.flush()

    def content_now(self, publication: Publication) -> Json:
        """What the publication says, with the places of the version of its document that it cites now."""
        entry = self.find_entry(publication.micro_module_id)
        is_moved = entry is not None and entry.number == publication.number
        return (entry.moved if entry is not None and is_moved else None) or publication.content

    def withdraw(self, micro_module_id: MicroModuleId) -> None:
        """Take the micro-module out of the catalogue; frozen versions stay. Raises NotFound."""
        statement = (
            delete(CatalogueEntry)
            .where(CatalogueEntry.tenant_id == self._tenant, CatalogueEntry.micro_module_id == micro_module_id)
            .returning(CatalogueEntry.micro_module_id)
        )
        if self._session.scalar(statement) is None:
            raise NotFound("published micro-module", micro_module_id)

    def catalogue(
        self, *, document_id: DocumentId | None = None, after: MicroModuleId | None, limit: int
    ) -> Sequence[CatalogueEntry]:
        """Up to `limit` entries in order of id, those after `after`."""
        statement = select(CatalogueEntry).where(CatalogueEntry.tenant_id == self._tenant)
        if document_id is not None:
            statement = statement.where(CatalogueEntry.document_id == document_id)
        if after is not None:
            statement = statement.where(CatalogueEntry.micro_module_id > after)
        return self._session.scalars(statement.order_by(CatalogueEntry.micro_module_id).limit(limit)).all()

    def numbers(self) -> Mapping[MicroModuleId, tuple[int, int]]:
        """Which version of each micro-module the catalogue shows, and its place in its document."""
        statement = (
            select(CatalogueEntry.micro_module_id, CatalogueEntry.number, MicroModuleRow.position)
            .join(MicroModuleRow, _MICRO_MODULE_OF_ENTRY)
            .where(CatalogueEntry.tenant_id == self._tenant)
        )
        return {row.micro_module_id: (row.number, row.position) for row in self._session.execute(statement)}

    def shelved(self, micro_module_ids: Sequence[MicroModuleId]) -> Iterator[Shelved]:
        """Those of the micro-modules that the catalogue shows, with what is in them."""
        for start in range(0, len(micro_module_ids), _A_QUERY):
            statement = self._shelved().where(
                CatalogueEntry.micro_module_id.in_(micro_module_ids[start : start + _A_QUERY])
            )
            for entry, position, content in self._session.execute(statement):
                yield Shelved(
                    micro_module_id=entry.micro_module_id,
                    number=entry.number,
                    document_id=entry.document_id,
                    position=position,
                    title=entry.title,
                    language=entry.language,
                    reading_seconds=entry.reading_seconds,
                    published_at=entry.published_at,
                    content=content,
                )

    def titles(self, micro_module_ids: Collection[MicroModuleId]) -> Mapping[MicroModuleId, str]:
        """Titles of those that the catalogue shows."""
        statement = select(CatalogueEntry.micro_module_id, CatalogueEntry.title).where(
            CatalogueEntry.tenant_id == self._tenant, CatalogueEntry.micro_module_id.in_(micro_module_ids)
        )
        return {micro_module_id: title for micro_module_id, title in self._session.execute(statement)}  # noqa: C416  rows are no pairs to mypy

    def facts(self, *, besides: DocumentId) -> Sequence[tuple[MicroModuleId, str, Json]]:
        """Id, title and facts of what other documents teach now, in order of id."""
        statement = (
            select(CatalogueEntry.micro_module_id, CatalogueEntry.title, CatalogueEntry.facts)
            .where(
                CatalogueEntry.tenant_id == self._tenant,
                CatalogueEntry.document_id != besides,
                CatalogueEntry.facts.is_not(None),
            )
            .order_by(CatalogueEntry.micro_module_id)
        )
        return [(row[0], row[1], row[2]) for row in self._session.execute(statement) if row[2] is not None]

    def shown(self, micro_module_ids: Sequence[str]) -> Sequence[CatalogueEntry]:
        """The entries of those among these micro-modules that may be shown now."""
        statement = select(CatalogueEntry).where(
            CatalogueEntry.tenant_id == self._tenant, CatalogueEntry.micro_module_id.in_(micro_module_ids)
        )
        return self._session.scalars(statement).all()

    def of_document(self, document_id: DocumentId) -> Sequence[CatalogueEntry]:
        """All entries of a document that are shown now, in the order of the document."""
        statement = (
            select(CatalogueEntry)
            .join(MicroModuleRow, _MICRO_MODULE_OF_ENTRY)
            .where(CatalogueEntry.tenant_id == self._tenant, CatalogueEntry.document_id == document_id)
            .order_by(MicroModuleRow.position, CatalogueEntry.micro_module_id)
        )
        return self._session.scalars(statement).all()

    def unindexed(self, strategy: int, *, limit: int) -> Sequence[CatalogueEntry]:
        """Up to `limit` entries without passages of what they show, cut by the rule of this version."""
        has_passages = exists().where(
            PassageRow.tenant_id == CatalogueEntry.tenant_id,
            PassageRow.kind == Kind.MICRO_MODULE,
            PassageRow.object_id == CatalogueEntry.micro_module_id,
            PassageRow.revision == CatalogueEntry.number,
            PassageRow.strategy == strategy,
        )
        statement = select(CatalogueEntry).where(CatalogueEntry.tenant_id == self._tenant, ~has_passages).limit(limit)
        return self._session.scalars(statement).all()

    def find_entry(self, micro_module_id: MicroModuleId) -> CatalogueEntry | None:
        """The micro-module's entry in the catalogue; None: it is not shown."""
        return self._session.get(CatalogueEntry, (self._tenant, micro_module_id))

    def current(self, micro_module_id: MicroModuleId) -> Publication:
        """The publication that the catalogue shows. Raises NotFound, also when it was withdrawn."""
        return self.answerable(micro_module_id)[0]

    def answerable(self, micro_module_id: MicroModuleId) -> Sequence[Publication]:
        """The publication that the catalogue shows, then the one it replaced: its quiz may still be open somewhere.

        Never one that was withdrawn. Raises NotFound when nothing is shown.
        """
        entry = self.find_entry(micro_module_id)
        if entry is None:
            raise NotFound("published micro-module", micro_module_id)
        numbers = (entry.number, entry.replaces)
        return [self.get(micro_module_id, number) for number in numbers if number is not None]

    def before(self, publication: Publication) -> Iterator[Publication]:
        """Every earlier version of the micro-module, latest first."""
        for number in range(publication.number - 1, 0, -1):
            yield self.get(publication.micro_module_id, number)

    def get(self, micro_module_id: MicroModuleId, number: int) -> Publication:
        """One frozen version. Raises NotFound."""
        publication = self._session.get(Publication, (self._tenant, micro_module_id, number))
        if publication is None:
            raise NotFound("publication", f"{micro_module_id}/{number}")
        return publication

    def _shelved(self) -> Select[CatalogueEntry, int, Json]:
        return (
            select(CatalogueEntry, MicroModuleRow.position, Publication.content)
            .join(
                Publication,
                (Publication.tenant_id == CatalogueEntry.tenant_id)
                & (Publication.micro_module_id == CatalogueEntry.micro_module_id)
                & (Publication.number == CatalogueEntry.number),
            )
            .join(
                MicroModuleRow,
                (MicroModuleRow.tenant_id == CatalogueEntry.tenant_id)
                & (MicroModuleRow.id == CatalogueEntry.micro_module_id),
            )
            .where(CatalogueEntry.tenant_id == self._tenant)
        )

    def _next_number(self, micro_module_id: MicroModuleId) -> int:
        statement = select(func.max(Publication.number)).where(
            Publication.tenant_id == self._tenant, Publication.micro_module_id == micro_module_id
        )
        return (self._session.scalar(statement) or 0) + 1

    def _shown_entry(self, micro_module_id: MicroModuleId) -> CatalogueEntry:
        entry = self.find_entry(micro_module_id)
        if entry is None:
            raise NotFound("published micro-module", micro_module_id)
        return entry

    def _new_entry(
        self, row: MicroModuleRow, publication: Publication, language: str | None, facts: Json | None
    ) -> CatalogueEntry:
        shown = self.find_entry(row.id)
        return CatalogueEntry(
            tenant_id=self._tenant,
            micro_module_id=row.id,
            number=publication.number,
            replaces=None if shown is None or shown.stale is not None else shown.number,
            document_id=row.document_id,
            title=str(row.content["title"]),
            language=language,
            reading_seconds=int(str(row.content["reading_seconds"])),
            published_at=self._now,
            facts=facts,
            document_version_id=row.document_version_id,
            moved=None,
            stale=None,  # set, or the entry that it takes the place of would keep its own
        )


_MICRO_MODULE_OF_ENTRY = and_(
    MicroModuleRow.tenant_id == CatalogueEntry.tenant_id, MicroModuleRow.id == CatalogueEntry.micro_module_id
)
