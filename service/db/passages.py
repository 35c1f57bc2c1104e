"""Passages: the texts by which micro-modules, threads and people are found, with their sources.

They are derived: from a publication, a thread, a person's answers. Vectors stand beside them by text digest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import Index, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Json, Repository, TenantRow, closed_set
from service.db.changes import Kind

_A_QUERY = 400  # keys; SQLite takes 32,766 parameters, and a plan for more is no faster


class PassageRow(TenantRow, kw_only=True):
    """`text` is what is shown, `searched` what is embedded and matched: the same below its title.

    `document_id`, `language` None: belongs to no document; too short to tell. `revision` is the publication's number
    or the thread's revision; `strategy` the version of the rule that cut it. `source` says where it stands.
    """

    __tablename__ = "passages"
    __table_args__ = (
        Index(None, "tenant_id", "text_digest"),
        Index(None, "tenant_id", "kind", "document_id"),
    )

    kind: Mapped[Kind] = mapped_column(closed_set(Kind, "kind"), primary_key=True)
    object_id: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    revision: Mapped[int]
    strategy: Mapped[int]
    document_id: Mapped[str | None]
    language: Mapped[str | None]
    text: Mapped[str]
    searched: Mapped[str]
    text_digest: Mapped[str]
    source: Mapped[Json]


@dataclass(frozen=True, slots=True)
class NewPassage:
    """One passage of an object; `title` goes before the text wherever it is searched."""

    text: str
    title: str
    source: Json
    document_id: str | None = None
    language: str | None = None

    @property
    def searched(self) -> str:
        """What is embedded and matched."""
        return f"{self.title}\n{self.text}" if self.title else self.text


@dataclass(frozen=True, slots=True)
class Derived:
    """All passages of one object, as a rule of version `strategy` cut them from its `revision`."""

    kind: Kind
    object_id: str
    revision: int
    strategy: int
    passages: Sequence[NewPassage] = field(default=())


class Searched(NamedTuple):
    """What an index needs of a passage."""

    object_id: str
    position: int
    searched: str
    text_digest: str
    document_id: str | None
    language: str | None


class Passages(Repository):
    """The passages of one tenant."""

    def replace(self, derived: Derived) -> None:
        """Put these passages in place of all that the object had."""
        self.remove(derived.kind, derived.object_id)
        self._session.add_all(
            PassageRow(
                tenant_id=self._tenant,
                kind=derived.kind,
                object_id=derived.object_id,
                position=position,
                revision=derived.revision,
                strategy=derived.strategy,
                document_id=passage.document_id,
                language=passage.language,
                text=passage.text,
                searched=passage.searched,
                text_digest=text_digest(passage.searched),
                source=passage.source,
            )
            for position, passage in enumerate(derived.passages, start=1)
        )
        self._session.flush()

    def remove(self, kind: Kind, object_id: str) -> None:
        """The object is found no more."""
        self._session.execute(
            delete(PassageRow).where(
                PassageRow.tenant_id == self._tenant, PassageRow.kind == kind, PassageRow.object_id == object_id
            )
        )

    def at(self, kind: Kind, places: Iterable[tuple[str, int]]) -> dict[tuple[str, int], PassageRow]:
        """Those passages that exist, by object and position."""
        wanted = set(places)
        objects, positions = sorted({one for one, _ in wanted}), sorted({place for _, place in wanted})
        rows: list[PassageRow] = []
        for start in range(0, len(objects), _A_QUERY):
            # Two lists, each of which SQLite finds by the key; pairs it would look for in every row.
            statement = select(PassageRow).where(
                PassageRow.tenant_id == self._tenant,
                PassageRow.kind == kind,
                PassageRow.object_id.in_(objects[start : start + _A_QUERY]),
                PassageRow.position.in_(positions),
            )
            rows += self._session.scalars(statement)
        return {place: row for row in rows if (place := (row.object_id, row.position)) in wanted}

    def of(self, kind: Kind, object_id: str) -> Sequence[PassageRow]:
        """The passages of one object, in order."""
        statement = (
            select(PassageRow)
            .where(PassageRow.tenant_id == self._tenant, PassageRow.kind == kind, PassageRow.object_id == object_id)
            .order_by(PassageRow.position)
        )
        return self._session.scalars(statement).all()

    def of_many(self, kind: Kind, object_ids: Sequence[str]) -> dict[str, list[PassageRow]]:
        """All passages of the objects in order, by object; an object without passages is not in it."""
        found: dict[str, list[PassageRow]] = {}
        for start in range(0, len(object_ids), _A_QUERY):
            statement = (
                select(PassageRow)
                .where(
                    PassageRow.tenant_id == self._tenant,
                    PassageRow.kind == kind,
                    PassageRow.object_id.in_(object_ids[start : start + _A_QUERY]),
                )
                .order_by(PassageRow.object_id, PassageRow.position)
            )
            for row in self._session.scalars(statement):
                found.setdefault(row.object_id, []).append(row)
        return found

    def count(self, kind: Kind) -> int:
        """How many passages of the kind there are."""
        statement = select(func.count()).where(PassageRow.tenant_id == self._tenant, PassageRow.kind == kind)
        return self._session.scalar(statement) or 0

    def sample(self, kind: Kind, *, limit: int) -> Sequence[str]:
        """The texts of up to `limit` passages, drawn by their digests: as good as by chance, and always the same."""
        statement = (
            select(PassageRow.text)
            .where(PassageRow.tenant_id == self._tenant, PassageRow.kind == kind)
            .order_by(PassageRow.text_digest)
            .limit(limit)
        )
        return self._session.scalars(statement).all()

    def searched(self, kind: Kind, object_ids: Sequence[str] | None = None) -> Iterator[Searched]:
        """The passages of these objects, in order; None: of all objects of the kind."""
        statement = (
            select(*(getattr(PassageRow, name) for name in Searched._fields))
            .where(PassageRow.tenant_id == self._tenant, PassageRow.kind == kind)
            .order_by(PassageRow.object_id, PassageRow.position)
        )
        if object_ids is None:
            yield from (Searched(*row) for row in self._session.execute(statement))
            return
        for start in range(0, len(object_ids), _A_QUERY):
            part = statement.where(PassageRow.object_id.in_(object_ids[start : start + _A_QUERY]))
            yield from (Searched(*row) for row in self._session.execute(part))


def text_digest(text: str) -> str:
    """SHA-256 of a text, hexadecimal: what its vector is kept under."""
    return hashlib.sha256(text.encode()).hexdigest()
