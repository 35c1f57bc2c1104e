"""Which micro-modules a thread is about: derived from passages, kept so that sessions and authors need not ask anew."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import ColumnElement, Index, delete, exists, select
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import MicroModuleId, Repository, TenantRow, ThreadId
from service.db.publications import CatalogueEntry
from service.db.threads import Thread, ThreadKind, Threads, Viewer

_A_QUERY = 400  # ids; SQLite takes 32,766 parameters, and a plan for more is no faster


class ThreadLink(TenantRow, kw_only=True):
    """A thread and a micro-module about the same passage; `nearness` from 0 to 1."""

    __tablename__ = "thread_links"
    __table_args__ = (Index(None, "tenant_id", "micro_module_id"),)

    thread_id: Mapped[ThreadId] = mapped_column(primary_key=True)
    micro_module_id: Mapped[MicroModuleId] = mapped_column(primary_key=True)
    nearness: Mapped[float]


class LinkedUntil(TenantRow, kw_only=True):
    """The number of the latest change that the links know of."""

    __tablename__ = "linked_until"

    sequence: Mapped[int]


class ThreadLinks(Repository):
    """The links of one tenant."""

    def linked_until(self) -> int:
        """The number of the latest change that they know of; 0: none yet."""
        row = self._session.get(LinkedUntil, (self._tenant,))
        return 0 if row is None else row.sequence

    def mark_linked(self, sequence: int) -> None:
        """They know of all changes until this one."""
        self._session.merge(LinkedUntil(tenant_id=self._tenant, sequence=sequence))
        self._session.flush()

    def replace_of_thread(self, thread_id: ThreadId, nearness: Mapping[str, float]) -> None:
        """What the thread is about, instead of anything before."""
        self._session.execute(
            delete(ThreadLink).where(ThreadLink.tenant_id == self._tenant, ThreadLink.thread_id == thread_id)
        )
        self._add((thread_id, MicroModuleId(one), near) for one, near in nearness.items())

    def replace_of_micro_module(self, micro_module_id: MicroModuleId, nearness: Mapping[str, float]) -> None:
        """Which threads are about the micro-module, instead of any before."""
        self._session.execute(
            delete(ThreadLink).where(
                ThreadLink.tenant_id == self._tenant, ThreadLink.micro_module_id == micro_module_id
            )
        )
        self._add((ThreadId(one), micro_module_id, near) for one, near in nearness.items())

    def all(self) -> Mapping[str, Mapping[str, float]]:
        """Nearness of micro-modules that are shown now, by thread."""
        return self._nearness()

    def of(self, thread_ids: Sequence[str]) -> Mapping[str, Mapping[str, float]]:
        """Nearness of micro-modules that are shown now, by thread; of these threads."""
        found: dict[str, Mapping[str, float]] = {}
        for start in range(0, len(thread_ids), _A_QUERY):
            found |= self._nearness(ThreadLink.thread_id.in_(thread_ids[start : start + _A_QUERY]))
        return found

    def threads_about(self, micro_module_ids: Collection[str]) -> set[str]:
        """The threads about any of these micro-modules."""
        statement = select(ThreadLink.thread_id).where(
            ThreadLink.tenant_id == self._tenant, ThreadLink.micro_module_id.in_(micro_module_ids)
        )
        return set(self._session.scalars(statement)) if micro_module_ids else set()

    def uncovered_questions(self, viewer: Viewer, *, before: ThreadId | None, limit: int) -> Sequence[Thread]:
        """Up to `limit` questions, newest first, that no micro-module is about which is shown now."""
        has_link = exists().where(
            ThreadLink.tenant_id == Thread.tenant_id, ThreadLink.thread_id == Thread.id, self._is_shown()
        )
        seen = Threads(self._session, self._tenant, now=self._now).seen_by(viewer)
        statement = select(Thread).where(
            Thread.tenant_id == self._tenant, Thread.kind == ThreadKind.QUESTION, seen, ~has_link
        )
        if before is not None:
            statement = statement.where(Thread.id < before)
        return self._session.scalars(statement.order_by(Thread.id.desc()).limit(limit)).all()

    def _nearness(self, *of: ColumnElement[bool]) -> dict[str, dict[str, float]]:
        statement = select(ThreadLink.thread_id, ThreadLink.micro_module_id, ThreadLink.nearness).where(
            ThreadLink.tenant_id == self._tenant, self._is_shown(), *of
        )
        found: dict[str, dict[str, float]] = {}
        for thread_id, micro_module_id, near in self._session.execute(statement):
            found.setdefault(thread_id, {})[micro_module_id] = near
        return found

    def _add(self, links: Iterable[tuple[ThreadId, MicroModuleId, float]]) -> None:
        self._session.add_all(
            ThreadLink(tenant_id=self._tenant, thread_id=thread, micro_module_id=micro_module, nearness=near)
            for thread, micro_module, near in links
        )
        self._session.flush()

    def _is_shown(self) -> ColumnElement[bool]:
        return exists().where(
            CatalogueEntry.tenant_id == ThreadLink.tenant_id,
            CatalogueEntry.micro_module_id == ThreadLink.micro_module_id,
        )
