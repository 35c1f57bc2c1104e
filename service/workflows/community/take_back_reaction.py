"""Take back what a post was to you."""

from __future__ import annotations

from service.db.base import PostId, ThreadId
from service.db.posts import ReactionKind
from service.db.unit_of_work import Database
from service.errors import NotFound
from service.workflows.community.writer_of import writer_of
from service.workflows.platform.authenticate import Caller


def take_back_reaction(thread_id: ThreadId, post_id: PostId, kind: str, *, caller: Caller, database: Database) -> None:
    """Nothing happens when there was none. Raises NotFound, also for a kind that there is not."""
    with database.unit_of_work(caller.tenant, label="reaction") as work:
        writer = writer_of(caller, None, work)
        thread = work.threads.get(thread_id, writer.viewer)
        post = work.posts.get(thread.id, post_id)
        if kind not in set(ReactionKind):
            raise NotFound("reaction", kind)
        reaction = work.posts.find_reaction(post.id, ReactionKind(kind), by=writer.principal_id)
        if reaction is not None:
            work.posts.take_back(reaction)
