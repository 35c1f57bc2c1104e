"""Discussions: threads with what recommending needs of their posts, read by the hundred thousand and without texts."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select

from service.db.base import PostId, PrincipalId, Repository, ThreadId
from service.db.posts import Post
from service.db.threads import Thread, ThreadCohort, ThreadKind

_A_QUERY = 400  # ids; SQLite takes 32,766 parameters, and a plan for more is no faster
_AT_ONCE = 2_000  # rows in memory


class Discussion(NamedTuple):
    """A thread that was not deleted; `words` of all its posts, `answered_by` whom we know but its author.

    `cohorts` None: everybody may see it. `author_id`, `language` None: as of the thread.
    """

    id: ThreadId
    kind: ThreadKind
    title: str
    author_id: PrincipalId | None
    language: str | None
    last_post_at: datetime
    is_open_question: bool
    words: int
    answered_by: frozenset[PrincipalId]
    cohorts: frozenset[str] | None


class _Row(NamedTuple):
    id: ThreadId
    kind: ThreadKind
    title: str
    author_id: PrincipalId | None
    language: str | None
    last_post_at: datetime
    is_restricted: bool
    accepted_post_id: PostId | None
    post_by: PrincipalId | None
    words: int | None


class Discussions(Repository):
    """The discussions of one tenant, for whoever checks visibility by the cohorts beside them."""

    def all(self) -> Iterator[Discussion]:
        """Every one."""
        yield from self._read(self._cohorts())

    def of(self, thread_ids: Sequence[str]) -> Iterator[Discussion]:
        """Those of the threads that were not deleted."""
        for start in range(0, len(thread_ids), _A_QUERY):
            asked = thread_ids[start : start + _A_QUERY]
            yield from self._read(self._cohorts(ThreadCohort.thread_id.in_(asked)), Thread.id.in_(asked))

    def _read(self, cohorts: dict[str, frozenset[str]], *of: ColumnElement[bool]) -> Iterator[Discussion]:
        is_post = (Post.tenant_id == Thread.tenant_id) & (Post.thread_id == Thread.id) & Post.deleted_at.is_(None)
        whose = (Thread.id, Thread.kind, Thread.title, Thread.author_id, Thread.language, Thread.last_post_at)
        statement = (
            select(*whose, Thread.is_restricted, Thread.accepted_post_id, Post.author_id, _words())
            .outerjoin(Post, is_post)
            .where(Thread.tenant_id == self._tenant, Thread.deleted_at.is_(None), *of)
            .order_by(Thread.id, Post.position)
        )
        rows = map(_Row._make, self._session.execute(statement, execution_options={"yield_per": _AT_ONCE}))
        for thread_id, of_thread in groupby(rows, key=lambda row: row.id):
            yield _discussion(list(of_thread), cohorts.get(thread_id, frozenset()))

    def _cohorts(self, *of: ColumnElement[bool]) -> dict[str, frozenset[str]]:
        statement = select(ThreadCohort.thread_id, ThreadCohort.cohort).where(
            ThreadCohort.tenant_id == self._tenant, *of
        )
        found: dict[str, frozenset[str]] = {}
        for thread_id, cohort in self._session.execute(statement):
            found[thread_id] = found.get(thread_id, frozenset()) | {cohort}
        return found


def _discussion(rows: Sequence[_Row], cohorts: frozenset[str]) -> Discussion:
    first = rows[0]
    return Discussion(
        id=first.id,
        kind=first.kind,
        title=first.title,
        author_id=None if first.author_id is None else PrincipalId(sys.intern(first.author_id)),
        language=None if first.language is None else sys.intern(first.language),
        last_post_at=first.last_post_at,
        is_open_question=first.kind is ThreadKind.QUESTION and first.accepted_post_id is None,
        words=sum(row.words or 0 for row in rows),
        answered_by=frozenset(
            PrincipalId(sys.intern(row.post_by))
            for row in rows[1:]
            if row.post_by is not None and row.post_by != first.author_id
        ),
        cohorts=cohorts if first.is_restricted else None,
    )


def _words() -> ColumnElement[int]:
    """Counted where the text lies: spaces and line ends, and one more."""
    text = func.replace(Post.text, "\n", " ")
    return func.length(text) - func.length(func.replace(text, " ", "")) + 1
