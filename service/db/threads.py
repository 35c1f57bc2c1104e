"""Threads: what people ask and say to each other, ours and mirrored ones, and which cohorts may see them.

Every query that gives threads to somebody takes a `Viewer`: nothing is filtered afterwards.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, ForeignKeyConstraint, Index, UniqueConstraint, delete, exists, func, select
from sqlalchemy.orm import Mapped, aliased, mapped_column

from service.db.base import MicroModuleId, PostId, PrincipalId, Repository, TenantRow, ThreadId, closed_set, new_id
from service.errors import NotFound, WrongState


class ThreadKind(StrEnum):
    """What a thread is for; a reflection stands on a micro-module's last card."""

    QUESTION = "question"
    DISCUSSION = "discussion"
    REFLECTION = "reflection"


class Thread(TenantRow, kw_only=True):
    """`source` and `external_id` None: ours, else mirrored from there, where `url` (None: unknown) shows it.

    `author_id` None: nobody whom we know. `micro_module_id` None: it was asked at none. `is_restricted`: only cohorts
    that `thread_cohorts` names may see it. `accepted_post_id` None: not solved. `language` None: too short to tell.
    `last_post_at` is the latest post's time.
    """

    __tablename__ = "threads"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "author_id"], ["principals.tenant_id", "principals.id"]),
        UniqueConstraint("tenant_id", "source", "external_id"),
        Index(None, "tenant_id", "micro_module_id"),
    )

    id: Mapped[ThreadId] = mapped_column(primary_key=True)
    kind: Mapped[ThreadKind] = mapped_column(closed_set(ThreadKind, "kind"))
    title: Mapped[str]
    author_id: Mapped[PrincipalId | None] = mapped_column(default=None)
    micro_module_id: Mapped[MicroModuleId | None] = mapped_column(default=None)
    language: Mapped[str | None] = mapped_column(default=None)
    is_restricted: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str | None] = mapped_column(default=None)
    external_id: Mapped[str | None] = mapped_column(default=None)
    url: Mapped[str | None] = mapped_column(default=None)
    accepted_post_id: Mapped[PostId | None] = mapped_column(default=None)
    accepted_at: Mapped[datetime | None] = mapped_column(default=None)
    last_post_at: Mapped[datetime]
    created_at: Mapped[datetime]
    edited_at: Mapped[datetime | None] = mapped_column(default=None)
    deleted_at: Mapped[datetime | None] = mapped_column(default=None)
    revision: Mapped[int] = mapped_column(default=1)

    @property
    def is_open_question(self) -> bool:
        return self.kind is ThreadKind.QUESTION and self.accepted_post_id is None


class ThreadCohort(TenantRow, kw_only=True):
    """A cohort that may see a restricted thread."""

    __tablename__ = "thread_cohorts"
    __table_args__ = (ForeignKeyConstraint(["tenant_id", "thread_id"], ["threads.tenant_id", "threads.id"]),)

    thread_id: Mapped[ThreadId] = mapped_column(primary_key=True)
    cohort: Mapped[str] = mapped_column(primary_key=True)


@dataclass(frozen=True, slots=True)
class Viewer:
    """Whose eyes: `cohorts` None: all threads of the tenant, as its integrator; else the open ones and theirs."""

    cohorts: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class NewThread:
    """What somebody says first; `cohorts` None: everybody may see it."""

    kind: ThreadKind
    title: str
    author_id: PrincipalId | None
    cohorts: frozenset[str] | None = None
    micro_module_id: MicroModuleId | None = None
    language: str | None = None
    source: str | None = None
    external_id: str | None = None
    url: str | None = None
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ThreadFilter:
    """Which threads to list; None: any. `is_open`: questions without an accepted answer, or all but these."""

    kind: ThreadKind | None = None
    micro_module_id: MicroModuleId | None = None
    is_open: bool | None = None


ANY_THREAD = ThreadFilter()


ERASED_TITLE = "…"  # of a thread whose author was erased


class Threads(Repository):
    """The threads of one tenant."""

    def add(self, new: NewThread) -> Thread:
        """Keep a thread; the same source and external id twice break a unique constraint."""
        created_at = new.created_at or self._now
        thread = Thread(
            tenant_id=self._tenant,
            id=ThreadId(new_id("thr")),
            kind=new.kind,
            title=new.title,
            author_id=new.author_id,
            micro_module_id=new.micro_module_id,
            language=new.language,
            is_restricted=new.cohorts is not None,
            source=new.source,
            external_id=new.external_id,
            url=new.url,
            last_post_at=created_at,
            created_at=created_at,
        )
        self._session.add(thread)
        self._session.flush()
        self._write_cohorts(thread.id, new.cohorts)
        return thread

    def show_to(self, thread: Thread, cohorts: frozenset[str] | None) -> None:
        """From now on only these cohorts may see it; None: everybody."""
        thread.is_restricted = cohorts is not None
        self._write_cohorts(thread.id, cohorts)

    def get(self, thread_id: ThreadId, viewer: Viewer) -> Thread:
        """Raises NotFound, also for what was deleted and what the viewer may not see."""
        found = self._session.scalar(
            select(Thread).where(Thread.tenant_id == self._tenant, Thread.id == thread_id, self.seen_by(viewer))
        )
        if found is None:
            raise NotFound("thread", thread_id)
        return found

    def find_mirrored(self, source: str, external_id: str) -> Thread | None:
        """The mirror of somebody else's thread, deleted or not, held against others until this unit of work ends.

        None: not taken over yet.
        """
        statement = select(Thread).where(
            Thread.tenant_id == self._tenant, Thread.source == source, Thread.external_id == external_id
        )
        return self._session.scalar(statement.with_for_update())

    def mirrored(self, source: str, external_ids: Collection[str] | None = None) -> Sequence[Thread]:
        """The mirrors of these threads of somebody else, deleted or not, oldest first; None: of all from there."""
        statement = select(Thread).where(Thread.tenant_id == self._tenant, Thread.source == source)
        if external_ids is not None:
            statement = statement.where(Thread.external_id.in_(external_ids))
        return self._session.scalars(statement.order_by(Thread.id)).all()

    def page(
        self, viewer: Viewer, *, of: ThreadFilter = ANY_THREAD, before: ThreadId | None, limit: int
    ) -> Sequence[Thread]:
        """Up to `limit` threads that the viewer may see, newest first, those older than `before`."""
        statement = select(Thread).where(Thread.tenant_id == self._tenant, self.seen_by(viewer), *_filters(of))
        if before is not None:
            statement = statement.where(Thread.id < before)
        return self._session.scalars(statement.order_by(Thread.id.desc()).limit(limit)).all()

    def visible(self, thread_ids: Collection[str], viewer: Viewer) -> Mapping[str, Thread]:
        """Those of the threads that the viewer may see, by id."""
        statement = select(Thread).where(
            Thread.tenant_id == self._tenant, Thread.id.in_(thread_ids), self.seen_by(viewer)
        )
        return {thread.id: thread for thread in self._session.scalars(statement)}

    def hidden_from(self, viewer: Viewer) -> frozenset[str]:
        """Threads of cohorts that the viewer is not in."""
        if viewer.cohorts is None:
            return frozenset()
        other = aliased(ThreadCohort)
        is_theirs = exists().where(
            other.tenant_id == ThreadCohort.tenant_id,
            other.thread_id == ThreadCohort.thread_id,
            other.cohort.in_(viewer.cohorts),
        )
        statement = select(ThreadCohort.thread_id).where(ThreadCohort.tenant_id == self._tenant, ~is_theirs)
        return frozenset(self._session.scalars(statement))

    def still_there(self, thread_ids: Collection[str]) -> Sequence[Thread]:
        """Those that were not deleted meanwhile; whoever asks has been shown them a moment ago."""
        statement = select(Thread).where(
            Thread.tenant_id == self._tenant, Thread.id.in_(thread_ids), Thread.deleted_at.is_(None)
        )
        return self._session.scalars(statement).all()

    def count_questions(self, *, since: datetime) -> int:
        """How many questions were asked since then and not deleted."""
        statement = select(func.count()).where(
            Thread.tenant_id == self._tenant,
            Thread.kind == ThreadKind.QUESTION,
            Thread.created_at >= since,
            Thread.deleted_at.is_(None),
        )
        return self._session.scalar(statement) or 0

    def all(self) -> Sequence[Thread]:
        """Every thread that was not deleted, oldest first; for whoever checks visibility by the cohorts beside it."""
        statement = select(Thread).where(Thread.tenant_id == self._tenant, Thread.deleted_at.is_(None))
        return self._session.scalars(statement.order_by(Thread.id)).all()

    def cohorts_of(self, thread_ids: Collection[str]) -> Mapping[str, frozenset[str]]:
        """The cohorts of those that are restricted, by thread."""
        statement = select(ThreadCohort.thread_id, ThreadCohort.cohort).where(
            ThreadCohort.tenant_id == self._tenant, ThreadCohort.thread_id.in_(thread_ids)
        )
        found: dict[str, frozenset[str]] = {}
        for thread_id, cohort in self._session.execute(statement):
            found[thread_id] = found.get(thread_id, frozenset()) | {cohort}
        return found

    def edit(self, thread: Thread, *, title: str) -> None:
        """Another title."""
        thread.title = title
        thread.edited_at = self._now
        self.touch(thread)

    def accept(self, thread: Thread, post_id: PostId | None, *, at: datetime | None = None) -> None:
        """This post solved it; None: none does any more."""
        thread.accepted_post_id = post_id
        thread.accepted_at = None if post_id is None else (at or self._now)
        self.touch(thread)

    def delete(self, thread: Thread) -> None:
        """Nobody sees it any more; its title is gone at once."""
        if thread.deleted_at is not None:
            raise WrongState("thread", thread.id, state="deleted", action="deleted")
        thread.title = ""
        thread.deleted_at = self._now
        self.touch(thread)

    def touch(self, thread: Thread) -> None:
        """What is derived from the thread must be derived anew."""
        thread.revision += 1
        self._session.flush()

    def seen_by(self, viewer: Viewer) -> ColumnElement[bool]:
        """What the viewer may see, as a condition: not deleted, and open to everybody or to one of the cohorts."""
        is_there = Thread.deleted_at.is_(None)
        if viewer.cohorts is None:
            return is_there
        is_theirs = exists().where(
            ThreadCohort.tenant_id == Thread.tenant_id,
            ThreadCohort.thread_id == Thread.id,
            ThreadCohort.cohort.in_(viewer.cohorts),
        )
        return is_there & (Thread.is_restricted.is_(False) | is_theirs)

    def _write_cohorts(self, thread_id: ThreadId, cohorts: Iterable[str] | None) -> None:
        self._session.execute(
            delete(ThreadCohort).where(ThreadCohort.tenant_id == self._tenant, ThreadCohort.thread_id == thread_id)
        )
        self._session.add_all(
            ThreadCohort(tenant_id=self._tenant, thread_id=thread_id, cohort=cohort) for cohort in sorted(cohorts or ())
        )
        self._session.flush()


def _filters(of: ThreadFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if of.kind is not None:
        found.append(Thread.kind == of.kind)
    if of.micro_module_id is not None:
        found.append(Thread.micro_module_id == of.micro_module_id)
    if of.is_open is not None:
        is_open = (Thread.kind == ThreadKind.QUESTION) & Thread.accepted_post_id.is_(None)
        found.append(is_open if of.is_open else ~is_open)
    return found
