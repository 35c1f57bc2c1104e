"""Take a post away: its text is gone at once."""

from __future__ import annotations

from service.db.base import PostId, ThreadId
from service.db.unit_of_work import Database
from service.errors import WrongState
from service.workflows.community.index_thread import index_thread
from service.workflows.community.own_post import own_post
from service.workflows.community.writer_of import writer_of
from service.workflows.platform.authenticate import Caller


def delete_post(thread_id: ThreadId, post_id: PostId, *, caller: Caller, database: Database) -> None:
    """A thread whose accepted answer goes is open again.

    Raises NotFound, NotYours, WrongState in a mirrored thread and for an opening post, which goes with its thread.
    """
    with database.unit_of_work(caller.tenant, label="post") as work:
        place = own_post(thread_id, post_id, writer_of(caller, None, work), work, action="deleted")
        if place.post.position == 1:
            raise WrongState("post", post_id, state="what the thread begins with", action="deleted without it")
        work.posts.delete(place.post)
        if place.thread.accepted_post_id == post_id:
            work.threads.accept(place.thread, None)
        work.threads.touch(place.thread)
        work.audit.add("deleted", "post", post_id, by=caller.principal)
        index_thread(place.thread, work)
