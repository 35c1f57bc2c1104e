"""A post that the writer may change: their own, or, for an integrator, any."""

from __future__ import annotations

from dataclasses import dataclass

from service.db.base import PostId, ThreadId
from service.db.posts import Post
from service.db.threads import Thread
from service.db.unit_of_work import UnitOfWork
from service.errors import NotYours, WrongState
from service.workflows.community.writer_of import Writer


@dataclass(frozen=True, slots=True)
class Place:
    """A post in its thread."""

    thread: Thread
    post: Post


def own_post(thread_id: ThreadId, post_id: PostId, writer: Writer, work: UnitOfWork, *, action: str) -> Place:
    """Raises NotFound, NotYours, and WrongState in a mirrored thread, which is changed where it comes from."""
    thread = work.threads.get(thread_id, writer.viewer)
    post = work.posts.get(thread_id, post_id)
    if thread.source is not None:
        raise WrongState("thread", thread_id, state=f"mirrored from {thread.source}", action=action)
    if not (writer.may_moderate or post.author_id == writer.principal_id):
        raise NotYours("post", post_id, action=action)
    return Place(thread, post)
