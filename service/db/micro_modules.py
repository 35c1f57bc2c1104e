"""Micro-modules under review, with the register of their items.

`content` is the micro-module in the shape of draft.json, items and bank included: one digest binds an approval to all
of it. Items carry ids of this database inside `content`; the `items` table says in which micro-module an id lives.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import (
    DocumentId,
    ItemId,
    Json,
    MicroModuleId,
    PrincipalId,
    Repository,
    TenantRow,
    VersionId,
    closed_set,
)
from service.db.micro_module_content import PLACES, NewMicroModule, items_of, taught_digest
from service.errors import NotFound, VersionConflict


class Status(StrEnum):
    """The life of a micro-module."""

    DRAFT = "draft"
    APPROVED = "approved"
    PUBLISHED = "published"
    STALE = "stale"
    WITHDRAWN = "withdrawn"
    REJECTED = "rejected"


class MicroModuleRow(TenantRow, kw_only=True):
    """`draft_id` is its id in the draft ("m1"), `position` its place there, from 1; `revision` counts changes (ETag).

    `edited_by` None: untouched since the engine wrote it. `published_number` None: never published. `reason`: why it
    was rejected or withdrawn, until it is approved; None: neither happened, or nobody said why. `held_back` is what it
    lacks for conflicts, None: nothing; `facts` are `{"facts": [...]}`, what its blocks lay down. `merged_into`: another
    micro-module took it in, and nothing changes it any more unless that is undone; None: it stands by itself.
    """

    __tablename__ = "micro_modules"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "document_version_id"], ["document_versions.tenant_id", "document_versions.id"]
        ),
        UniqueConstraint("tenant_id", "document_version_id", "draft_id"),
        Index(None, "tenant_id", "status", "id"),
        Index(None, "tenant_id", "document_id", "position"),
    )

    id: Mapped[MicroModuleId] = mapped_column(primary_key=True)
    document_id: Mapped[DocumentId]
    document_version_id: Mapped[VersionId]
    draft_id: Mapped[str]
    position: Mapped[int]
    status: Mapped[Status] = mapped_column(closed_set(Status, "status"), default=Status.DRAFT)
    content: Mapped[Json]
    content_digest: Mapped[str]
    revision: Mapped[int] = mapped_column(default=1)
    published_number: Mapped[int | None] = mapped_column(default=None)
    edited_by: Mapped[PrincipalId | None] = mapped_column(default=None)
    reason: Mapped[str | None] = mapped_column(default=None)
    held_back: Mapped[Json | None] = mapped_column(default=None)
    facts: Mapped[Json | None] = mapped_column(default=None)
    merged_into: Mapped[MicroModuleId | None] = mapped_column(default=None)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class ItemRow(TenantRow, kw_only=True):
    """In which micro-module an item lives. `draft_id` is its id in the draft ("i1"); None: written later."""

    __tablename__ = "items"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "micro_module_id"], ["micro_modules.tenant_id", "micro_modules.id"]),
        Index(None, "tenant_id", "micro_module_id"),
    )

    id: Mapped[ItemId] = mapped_column(primary_key=True)
    micro_module_id: Mapped[MicroModuleId]
    draft_id: Mapped[str | None]
    created_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Tally:
    """The micro-modules of one status, counted; `reading_seconds` and `item_count` are sums."""

    status: Status
    count: int
    reading_seconds: int
    item_count: int


@dataclass(frozen=True, slots=True)
class Shape:
    """What a merge or a split changes of a micro-module; fields as in the row."""

    draft_id: str
    content: Json
    held_back: Json | None
    facts: Json | None


@dataclass(frozen=True, slots=True)
class CarriedOver:
    """A micro-module in another version of its document; fields as in the row."""

    version_id: VersionId
    draft_id: str
    position: int
    content: Json
    content_digest: str
    status: Status
    edited_by: PrincipalId | None
    held_back: Json | None
    facts: Json | None


class MicroModules(Repository):
    """The micro-modules of one tenant."""

    def add_all(
        self, new: Sequence[NewMicroModule], *, document_id: DocumentId, document_version_id: VersionId
    ) -> Sequence[MicroModuleRow]:
        """Keep the micro-modules of a draft and register their items."""
        rows = [self._row(one, document_id, document_version_id) for one in new]
        self._session.add_all(rows)
        self._session.flush()
        for one in new:
            for item_id, draft_id in one.item_draft_ids.items():
                self._register(item_id, one.id, draft_id=draft_id)
        self._session.flush()
        return rows

    def get(self, micro_module_id: MicroModuleId) -> MicroModuleRow:
        """Raises NotFound."""
        row = self._session.get(MicroModuleRow, (self._tenant, micro_module_id))
        if row is None:
            raise NotFound("micro-module", micro_module_id)
        return row

    def get_locked(self, micro_module_id: MicroModuleId) -> MicroModuleRow:
        """As `get`; nobody else changes it before this unit of work ends. Raises NotFound."""
        key = (self._tenant, micro_module_id)
        row = self._session.get(MicroModuleRow, key, with_for_update=True, populate_existing=True)
        if row is None:
            raise NotFound("micro-module", micro_module_id)
        return row

    def of_item(self, item_id: ItemId) -> MicroModuleRow:
        """The micro-module that an item lives in. Raises NotFound."""
        item = self._session.get(ItemRow, (self._tenant, item_id))
        if item is None:
            raise NotFound("item", item_id)
        return self.get(item.micro_module_id)

    def of_version(self, document_version_id: VersionId) -> Sequence[MicroModuleRow]:
        """The micro-modules of a document version in the draft's order."""
        statement = (
            select(MicroModuleRow)
            .where(
                MicroModuleRow.tenant_id == self._tenant,
                MicroModuleRow.document_version_id == document_version_id,
                MicroModuleRow.merged_into.is_(None),
            )
            .order_by(MicroModuleRow.position, MicroModuleRow.id)
        )
        return self._session.scalars(statement).all()

    def tally(self, document_version_id: VersionId) -> Sequence[Tally]:
        """The micro-modules of a document version by status; reads no content as a whole."""
        reading = MicroModuleRow.content["reading_seconds"].as_integer()
        items = func.json_array_length(MicroModuleRow.content["items"])
        statement = (
            select(MicroModuleRow.status, func.count(), func.sum(reading), func.sum(items))
            .where(
                MicroModuleRow.tenant_id == self._tenant,
                MicroModuleRow.document_version_id == document_version_id,
                MicroModuleRow.merged_into.is_(None),
            )
            .group_by(MicroModuleRow.status)
        )
        return [Tally(*row) for row in self._session.execute(statement)]

    def page(
        self,
        *,
        status: Status | None = None,
        document_id: DocumentId | None = None,
        after: MicroModuleId | None,
        limit: int,
    ) -> Sequence[MicroModuleRow]:
        """Up to `limit` micro-modules, oldest first, those after `after`; None as filter: any."""
        statement = select(MicroModuleRow).where(
            MicroModuleRow.tenant_id == self._tenant, MicroModuleRow.merged_into.is_(None)
        )
        if status is not None:
            statement = statement.where(MicroModuleRow.status == status)
        if document_id is not None:
            statement = statement.where(MicroModuleRow.document_id == document_id)
        if after is not None:
            statement = statement.where(MicroModuleRow.id > after)
        return self._session.scalars(statement.order_by(MicroModuleRow.id).limit(limit)).all()

    def edit(
        self, micro_module_id: MicroModuleId, content: Json, *, expected: int, status: Status, by: PrincipalId
    ) -> MicroModuleRow:
        """Replace the content of revision `expected`; registers items it did not hold. Raises VersionConflict."""
        values: Json = {
            "content": content,
            "content_digest": taught_digest(content),
            "edited_by": by,
            "status": status,
        }
        row = self._change(micro_module_id, values, expected=expected)
        self._register_new_items(row)
        return row

    def take_in(
        self, micro_module_id: MicroModuleId, content: Json, held_back: Json | None, *, expected: int, by: PrincipalId
    ) -> MicroModuleRow:
        """As `edit`, to a draft with what was held back; `held_back` is what still is. Raises VersionConflict.

        When only findings change, its state stays, and so does who edited it.
        """
        before = self.get(micro_module_id)
        says_more = taught_digest(content) != before.content_digest
        values: Json = {"content": content, "content_digest": taught_digest(content), "held_back": held_back}
        if says_more:
            values |= {"status": Status.DRAFT, "edited_by": by}
        row = self._change(micro_module_id, values, expected=expected)
        self._register_new_items(row)
        return row

    def restore(
        self, micro_module_id: MicroModuleId, content: Json, *, expected: int, edited_by: PrincipalId | None
    ) -> MicroModuleRow:
        """Put an earlier content in place of revision `expected`, as a draft. Raises VersionConflict."""
        values: Json = {
            "content": content,
            "content_digest": taught_digest(content),
            "edited_by": edited_by,
            "status": Status.DRAFT,
        }
        return self._change(micro_module_id, values, expected=expected)

    def reshape(
        self, micro_module_id: MicroModuleId, shape: Shape, *, expected: int, by: PrincipalId | None
    ) -> MicroModuleRow:
        """Give revision `expected` another content with all that belongs to it, as a draft; registers new items.

        Raises VersionConflict.
        """
        values: Json = {
            **asdict(shape),
            "content_digest": taught_digest(shape.content),
            "status": Status.DRAFT,
            "edited_by": by,
        }
        row = self._change(micro_module_id, values, expected=expected)
        self._register_new_items(row)
        return row

    def add_behind(
        self, row: MicroModuleRow, micro_module_id: MicroModuleId, shape: Shape, *, by: PrincipalId
    ) -> MicroModuleRow:
        """Keep a new micro-module right behind `row`, where there is room for it."""
        new = NewMicroModule(
            micro_module_id,
            shape.draft_id,
            row.position + 1,
            shape.content,
            taught_digest(shape.content),
            {},
            shape.held_back,
            shape.facts,
        )
        (added,) = self.add_all([new], document_id=row.document_id, document_version_id=row.document_version_id)
        added.edited_by = by
        self._register_new_items(added)
        return added

    def absorb(self, micro_module_id: MicroModuleId, into: MicroModuleId, *, expected: int) -> MicroModuleRow:
        """Take revision `expected` out of its document's micro-modules. Raises VersionConflict."""
        values: Json = {"merged_into": into, "status": Status.REJECTED}
        return self._change(micro_module_id, values, expected=expected)

    def set_free(self, micro_module_id: MicroModuleId, position: int, *, expected: int) -> MicroModuleRow:
        """Let what was absorbed stand by itself again, as a draft in that place. Raises VersionConflict."""
        values: Json = {"merged_into": None, "status": Status.DRAFT, "reason": None, "position": position}
        return self._change(micro_module_id, values, expected=expected)

    def carry_over(self, micro_module_id: MicroModuleId, to: CarriedOver, *, expected: int) -> MicroModuleRow:
        """Move revision `expected` to another version of its document; registers items it did not hold.

        Raises VersionConflict.
        """
        values: Json = {
            "document_version_id": to.version_id,
            "draft_id": to.draft_id,
            "position": to.position,
            "content": to.content,
            "content_digest": to.content_digest,
            "status": to.status,
            "edited_by": to.edited_by,
            "held_back": to.held_back,
            "facts": to.facts,
        }
        row = self._change(micro_module_id, values, expected=expected)
        self._register_new_items(row)
        return row

    def change_status(
        self, micro_module_id: MicroModuleId, status: Status, *, expected: int, reason: str | None = None
    ) -> MicroModuleRow:
        """Move revision `expected` on in its life; `reason` None: none was given. Raises VersionConflict."""
        return self._change(micro_module_id, {"status": status, "reason": reason}, expected=expected)

    def mark_published(self, micro_module_id: MicroModuleId, number: int, *, expected: int) -> MicroModuleRow:
        """Say that revision `expected` is now published as version `number`. Raises VersionConflict."""
        values = {"status": Status.PUBLISHED, "published_number": number}
        return self._change(micro_module_id, values, expected=expected)

    def _change(self, micro_module_id: MicroModuleId, values: Json, *, expected: int) -> MicroModuleRow:
        statement = (
            update(MicroModuleRow)
            .where(
                MicroModuleRow.tenant_id == self._tenant,
                MicroModuleRow.id == micro_module_id,
                MicroModuleRow.revision == expected,
                MicroModuleRow.merged_into.is_(None) | ("merged_into" in values),
            )
            .values(**values, revision=expected + 1, updated_at=self._now)
            .returning(MicroModuleRow.id)
            .execution_options(synchronize_session=False)
        )
        if self._session.scalar(statement) is None:
            self.get(micro_module_id)
            raise VersionConflict("micro-module", micro_module_id, expected=expected)
        return self._session.get_one(MicroModuleRow, (self._tenant, micro_module_id), populate_existing=True)

    def _row(self, new: NewMicroModule, document_id: DocumentId, version_id: VersionId) -> MicroModuleRow:
        return MicroModuleRow(
            tenant_id=self._tenant,
            id=new.id,
            document_id=document_id,
            document_version_id=version_id,
            draft_id=new.draft_id,
            position=new.position,
            content=new.content,
            content_digest=new.content_digest,
            held_back=new.held_back,
            facts=new.facts,
            created_at=self._now,
            updated_at=self._now,
        )

    def _register_new_items(self, row: MicroModuleRow) -> None:
        statement = select(ItemRow.id).where(ItemRow.tenant_id == self._tenant, ItemRow.micro_module_id == row.id)
        known = set(self._session.scalars(statement))
        for place in PLACES:
            for item in items_of(row.content, place):
                if item["id"] not in known:
                    self._register(ItemId(str(item["id"])), row.id, draft_id=None)
        self._session.flush()

    def _register(self, item_id: ItemId, micro_module_id: MicroModuleId, *, draft_id: str | None) -> None:
        row = ItemRow(
            tenant_id=self._tenant,
            id=item_id,
            micro_module_id=micro_module_id,
            draft_id=draft_id,
            created_at=self._now,
        )
        self._session.add(row)
