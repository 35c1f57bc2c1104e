"""Posts: the messages of threads, and what readers made of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKeyConstraint, Index, Select, UniqueConstraint, exists, func, select
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import PostId, PrincipalId, Repository, TenantId, TenantRow, ThreadId, closed_set, new_id
from service.db.threads import Thread, ThreadKind
from service.errors import NotFound, WrongState


class Post(TenantRow, kw_only=True):
    """`position` counts from 1, the opening post. `author_id` None: nobody whom we know, called `author_name` there.

    `external_id` None: it was written here. A deleted post keeps its place without its text.
    """

    __tablename__ = "posts"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "thread_id"], ["threads.tenant_id", "threads.id"]),
        ForeignKeyConstraint(["tenant_id", "author_id"], ["principals.tenant_id", "principals.id"]),
        UniqueConstraint("tenant_id", "thread_id", "position"),
        UniqueConstraint("tenant_id", "thread_id", "external_id"),
        Index(None, "tenant_id", "author_id", "created_at"),
    )

    id: Mapped[PostId] = mapped_column(primary_key=True)
    thread_id: Mapped[ThreadId]
    position: Mapped[int]
    author_id: Mapped[PrincipalId | None] = mapped_column(default=None)
    author_name: Mapped[str | None] = mapped_column(default=None)
    external_id: Mapped[str | None] = mapped_column(default=None)
    text: Mapped[str]
    created_at: Mapped[datetime]
    edited_at: Mapped[datetime | None] = mapped_column(default=None)
    deleted_at: Mapped[datetime | None] = mapped_column(default=None)

    @property
    def is_erased(self) -> bool:
        """Whether nothing is left of it but that somebody said something: no other post is without words and name."""
        return not self.text and self.author_name is None and self.deleted_at is None


class ReactionKind(StrEnum):
    """What a reader made of a post."""

    HELPFUL = "helpful"
    THANKS = "thanks"
    SAME_HERE = "same_here"


class Reaction(TenantRow, kw_only=True):
    """One reader's reaction of one kind; a second one is the first."""

    __tablename__ = "reactions"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "post_id"], ["posts.tenant_id", "posts.id"]),
        ForeignKeyConstraint(["tenant_id", "principal_id"], ["principals.tenant_id", "principals.id"]),
    )

    post_id: Mapped[PostId] = mapped_column(primary_key=True)
    principal_id: Mapped[PrincipalId] = mapped_column(primary_key=True)
    kind: Mapped[ReactionKind] = mapped_column(closed_set(ReactionKind, "kind"), primary_key=True)
    created_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class UsefulAnswer:
    """When a question was asked and when its first useful answer came."""

    thread_id: ThreadId
    asked_at: datetime
    answered_at: datetime

    @property
    def hours(self) -> float:
        return (self.answered_at - self.asked_at).total_seconds() / 3600


class Posts(Repository):
    """The posts of one tenant; whoever asks for them has been shown their thread."""

    def add(
        self,
        thread_id: ThreadId,
        text: str,
        *,
        author_id: PrincipalId | None,
        author_name: str | None = None,
        external_id: str | None = None,
        created_at: datetime | None = None,
        edited_at: datetime | None = None,
    ) -> Post:
        """Put a post at the end of the thread. `created_at` None: now; `edited_at` None: it was not."""
        self._session.execute(
            select(Thread.id).where(Thread.tenant_id == self._tenant, Thread.id == thread_id).with_for_update()
        )  # others who write there wait, so that places follow one another
        last = self._session.scalar(
            select(Post.position)
            .where(Post.tenant_id == self._tenant, Post.thread_id == thread_id)
            .order_by(Post.position.desc())
            .limit(1)
        )
        post = Post(
            tenant_id=self._tenant,
            id=PostId(new_id("pst")),
            thread_id=thread_id,
            position=(last or 0) + 1,
            author_id=author_id,
            author_name=author_name,
            external_id=external_id,
            text=text,
            created_at=created_at or self._now,
            edited_at=edited_at,
        )
        self._session.add(post)
        self._session.flush()
        return post

    def get(self, thread_id: ThreadId, post_id: PostId) -> Post:
        """A post of this thread. Raises NotFound, also for one that was deleted."""
        post = self._session.get(Post, (self._tenant, post_id))
        if post is None or post.thread_id != thread_id or post.deleted_at is not None:
            raise NotFound("post", post_id)
        return post

    def of(self, thread_ids: Collection[str]) -> Mapping[str, Sequence[Post]]:
        """All posts in order, deleted ones included, by thread."""
        statement = (
            select(Post)
            .where(Post.tenant_id == self._tenant, Post.thread_id.in_(thread_ids))
            .order_by(Post.thread_id, Post.position)
        )
        found: dict[str, list[Post]] = {}
        for post in self._session.scalars(statement):
            found.setdefault(post.thread_id, []).append(post)
        return found

    def edit(self, post: Post, text: str) -> None:
        """Another text."""
        post.text = text
        post.edited_at = self._now
        self._session.flush()

    def bring_back(self, post: Post, text: str, *, name: str | None, edited_at: datetime | None) -> None:
        """A mirrored post as it is there again, or now. `name`, `edited_at` None: as in the row."""
        post.text, post.author_name = text, name
        post.edited_at, post.deleted_at = edited_at, None
        self._session.flush()

    def know_author(self, post: Post, author_id: PrincipalId | None) -> None:
        """Who wrote a mirrored post, once they are known; None: they still are not."""
        post.author_id = author_id
        self._session.flush()

    def delete(self, post: Post) -> None:
        """Its text is gone at once; its place stays, so that what answered it can be understood."""
        if post.deleted_at is not None:
            raise WrongState("post", post.id, state="deleted", action="deleted")
        post.text = ""
        post.author_name = None
        post.deleted_at = self._now
        self._session.flush()

    def react(self, post_id: PostId, kind: ReactionKind, *, by: PrincipalId) -> None:
        """Keep a reaction; the same again breaks the primary key."""
        reaction = Reaction(tenant_id=self._tenant, post_id=post_id, principal_id=by, kind=kind, created_at=self._now)
        self._session.add(reaction)
        self._session.flush()

    def find_reaction(self, post_id: PostId, kind: ReactionKind, *, by: PrincipalId) -> Reaction | None:
        """None: not given."""
        return self._session.get(Reaction, (self._tenant, post_id, by, kind))

    def reactions_by(
        self, principal_id: PrincipalId, post_ids: Collection[str]
    ) -> Mapping[str, frozenset[ReactionKind]]:
        """What one reader made of these posts, by post; who said nothing of one: it is not in it."""
        statement = select(Reaction.post_id, Reaction.kind).where(
            Reaction.tenant_id == self._tenant, Reaction.principal_id == principal_id, Reaction.post_id.in_(post_ids)
        )
        found: dict[str, frozenset[ReactionKind]] = {}
        for post_id, kind in self._session.execute(statement):
            found[post_id] = found.get(post_id, frozenset()) | {kind}
        return found

    def take_back(self, reaction: Reaction) -> None:
        """As if it had not been given."""
        self._session.delete(reaction)
        self._session.flush()

    def useful_answers(self, *, since: datetime) -> Sequence[UsefulAnswer]:
        """Of every question asked since then the first answer of somebody else that was accepted or found helpful."""
        found = self._session.execute(first_useful_answers(self._tenant, since=since))
        return [UsefulAnswer(thread_id, asked_at, answered_at) for thread_id, asked_at, answered_at in found]

    def days_of_helping(self, principal_id: PrincipalId, *, since: datetime) -> Sequence[date]:
        """The days, UTC, on which this person answered somebody else since then, each once, in order."""
        statement = (
            select(Post.created_at)
            .join(Thread, (Thread.tenant_id == Post.tenant_id) & (Thread.id == Post.thread_id))
            .where(
                Post.tenant_id == self._tenant,
                Post.author_id == principal_id,
                Post.created_at >= since,
                Post.position > 1,
                Post.deleted_at.is_(None),
                Thread.deleted_at.is_(None),
                Thread.author_id.is_distinct_from(principal_id),
            )
        )
        return sorted({moment.date() for moment in self._session.scalars(statement)})

    def reactions_of(self, post_ids: Collection[str]) -> Mapping[str, Mapping[ReactionKind, int]]:
        """How many of each kind, by post."""
        statement = select(Reaction.post_id, Reaction.kind).where(
            Reaction.tenant_id == self._tenant, Reaction.post_id.in_(post_ids)
        )
        found: dict[str, Counter[ReactionKind]] = {}
        for post_id, kind in self._session.execute(statement):
            found.setdefault(post_id, Counter())[kind] += 1
        return found


def first_useful_answers(tenant: TenantId, *, since: datetime) -> Select[ThreadId, datetime, datetime]:
    """Thread, `asked_at` and `answered_at` of every question asked since then that had a useful answer."""
    is_helpful = exists().where(
        Reaction.tenant_id == Post.tenant_id, Reaction.post_id == Post.id, Reaction.kind == ReactionKind.HELPFUL
    )
    return (
        select(Thread.id, Thread.created_at.label("asked_at"), func.min(Post.created_at).label("answered_at"))
        .join(Post, (Post.tenant_id == Thread.tenant_id) & (Post.thread_id == Thread.id))
        .where(
            Thread.tenant_id == tenant,
            Thread.kind == ThreadKind.QUESTION,
            Thread.deleted_at.is_(None),
            Thread.created_at >= since,
            Post.position > 1,
            Post.deleted_at.is_(None),
            Post.author_id.is_distinct_from(Thread.author_id) | Post.author_id.is_(None),
            is_helpful | (Post.id == Thread.accepted_post_id),
        )
        .group_by(Thread.id, Thread.created_at)
    )
