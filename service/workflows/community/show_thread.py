"""A thread with its posts, as one viewer may see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from service.db.base import PrincipalId, ThreadId
from service.db.posts import Post, ReactionKind
from service.db.principals import Principal
from service.db.threads import Thread
from service.db.unit_of_work import Database
from service.workflows.community.viewer_of import viewer_of
from service.workflows.platform.authenticate import Caller


@dataclass(frozen=True, slots=True)
class ShownThread:
    """`cohorts` None: everybody may see it. `people` are the known authors.

    By post, `reactions` counts everybody's, `own` are the caller's.
    """

    thread: Thread
    posts: Sequence[Post]
    cohorts: frozenset[str] | None
    people: Mapping[PrincipalId, Principal]
    reactions: Mapping[str, Mapping[ReactionKind, int]]
    own: Mapping[str, frozenset[ReactionKind]]


def show_thread(thread_id: ThreadId, *, caller: Caller, database: Database) -> ShownThread:
    """Raises NotFound, also for what the caller may not see."""
    with database.reading(caller.tenant) as work:
        thread = work.threads.get(thread_id, viewer_of(caller, work))
        posts = work.posts.of([thread_id]).get(thread_id, ())
        authors = {post.author_id for post in posts if post.author_id is not None}
        return ShownThread(
            thread=thread,
            posts=posts,
            cohorts=work.threads.cohorts_of([thread_id]).get(thread_id, frozenset()) if thread.is_restricted else None,
            people=work.principals.named(authors),
            reactions=work.posts.reactions_of([post.id for post in posts]),
            own=work.posts.reactions_by(caller.principal, [post.id for post in posts]),
        )
