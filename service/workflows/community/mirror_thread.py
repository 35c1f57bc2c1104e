"""Take over a thread of another forum as it is there now; a repeat changes nothing, an edit there edits here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from service.db.base import Json, PrincipalId, ThreadId
from service.db.events import EventType
from service.db.learners import LearnerId
from service.db.posts import Post
from service.db.threads import ERASED_TITLE, NewThread, Thread, ThreadKind
from service.db.unit_of_work import Database, UnitOfWork
from service.errors import InvalidContent
from service.interchange.community_text import clean_text
from service.workflows.community.index_thread import index_thread
from service.workflows.platform.authenticate import Caller
from service.workflows.platform.idempotent_request import do_once


@dataclass(frozen=True, slots=True)
class MirroredPost:
    """`learner` None: not known by an id of yours, called `name` there. `is_deleted`: gone there."""

    external_id: str
    learner: LearnerId | None
    name: str | None
    text: str
    created_at: datetime
    edited_at: datetime | None
    is_deleted: bool
    is_accepted: bool


@dataclass(frozen=True, slots=True)
class MirroredThread:
    """A whole thread, its posts in order; `cohorts` None: everybody may see it. `is_deleted`: gone there."""

    source: str
    external_id: str
    kind: ThreadKind
    title: str
    url: str | None
    language: str | None
    cohorts: frozenset[str] | None
    posts: tuple[MirroredPost, ...]
    is_deleted: bool


@dataclass(frozen=True, slots=True)
class Mirrored:
    """`is_new`: it was not here before."""

    thread_id: ThreadId
    is_new: bool


def mirror_thread(given: MirroredThread, *, caller: Caller, database: Database) -> Mirrored:
    """Raises InvalidContent when nothing to read is left of its title."""

    def act() -> Mirrored:
        with database.unit_of_work(caller.tenant, label="mirror") as work:
            return _mirror(given, work)

    return do_once(act)


def _mirror(given: MirroredThread, work: UnitOfWork) -> Mirrored:
    title = clean_text(given.title)
    if not title:
        raise InvalidContent("title", "nothing to read is left of it")
    authors = _authors(given, work)
    thread = work.threads.find_mirrored(given.source, given.external_id)
    is_new = thread is None
    if thread is not None and thread.title == ERASED_TITLE:  # what was erased does not come back from where it was said
        title = ERASED_TITLE
    if thread is None:
        thread = work.threads.add(_new_thread(given, title, authors))
    elif thread.deleted_at is None and thread.title != title:
        work.threads.edit(thread, title=title)
    thread.kind, thread.url = given.kind, given.url
    work.threads.show_to(thread, given.cohorts)
    accepted = _mirror_posts(given, thread, authors, work)
    thread.last_post_at = max(post.created_at for post in given.posts)
    thread.deleted_at = (thread.deleted_at or work.now) if given.is_deleted else None
    thread.title = "" if given.is_deleted else title
    if thread.accepted_post_id != (accepted.id if accepted else None):
        work.threads.accept(thread, accepted.id if accepted else None, at=accepted.created_at if accepted else None)
        if accepted is not None:
            work.events.record(EventType.ANSWER_ACCEPTED, {"thread_id": thread.id, "post_id": accepted.id})
    index_thread(thread, work)
    if is_new:
        told: Json = {"thread_id": thread.id, "kind": thread.kind.value, "micro_module_id": thread.micro_module_id}
        work.events.record(EventType.THREAD_CREATED, told)
    return Mirrored(thread.id, is_new)


def _authors(given: MirroredThread, work: UnitOfWork) -> Mapping[LearnerId, PrincipalId]:
    """The known ones of the authors; whoever is not known stays a name."""
    asked = {post.learner for post in given.posts if post.learner is not None}
    return {learner_id: learner.principal_id for learner_id, learner in work.learners.find(asked).items()}


def _new_thread(given: MirroredThread, title: str, authors: Mapping[LearnerId, PrincipalId]) -> NewThread:
    first = given.posts[0]
    return NewThread(
        kind=given.kind,
        title=title,
        author_id=None if first.learner is None else authors.get(first.learner),
        cohorts=given.cohorts,
        language=given.language,
        source=given.source,
        external_id=given.external_id,
        url=given.url,
        created_at=first.created_at,
    )


def _mirror_posts(
    given: MirroredThread, thread: Thread, authors: Mapping[LearnerId, PrincipalId], work: UnitOfWork
) -> Post | None:
    """Add, change and take away until all is as it is there; the accepted post, if any."""
    known = {post.external_id: post for post in work.posts.of([thread.id]).get(thread.id, ())}
    accepted = None
    for one in given.posts:
        is_gone = given.is_deleted or one.is_deleted
        text = "" if is_gone else clean_text(one.text)
        post = known.pop(one.external_id, None)
        if post is None:
            post = work.posts.add(
                thread.id,
                text,
                author_id=None if one.learner is None else authors.get(one.learner),
                author_name=one.name,
                external_id=one.external_id,
                created_at=one.created_at,
                edited_at=one.edited_at,
            )
        elif post.is_erased:
            continue
        elif not is_gone and (post.text, post.edited_at, post.deleted_at) != (text, one.edited_at, None):
            work.posts.bring_back(post, text, name=one.name, edited_at=one.edited_at)
        if post.author_id is None and one.learner is not None and not is_gone:
            work.posts.know_author(post, authors.get(one.learner))
        if is_gone and post.deleted_at is None:
            work.posts.delete(post)
        accepted = post if one.is_accepted and not is_gone else accepted
    for gone in known.values():
        if gone.deleted_at is None:
            work.posts.delete(gone)
    return accepted
