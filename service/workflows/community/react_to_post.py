"""Say what a post was to you."""

from __future__ import annotations

from service.db.base import PostId, ThreadId
from service.db.learners import LearnerId
from service.db.posts import ReactionKind
from service.db.unit_of_work import Database
from service.errors import InvalidContent
from service.workflows.community.writer_of import writer_of
from service.workflows.platform.authenticate import Caller
from service.workflows.platform.idempotent_request import do_once


def react_to_post(
    thread_id: ThreadId,
    post_id: PostId,
    kind: ReactionKind,
    *,
    author: LearnerId | None,
    caller: Caller,
    database: Database,
) -> None:
    """Once, however often it is sent. Raises NotFound, InvalidContent for one's own post."""

    def act() -> None:
        with database.unit_of_work(caller.tenant, label="reaction") as work:
            writer = writer_of(caller, author, work)
            thread = work.threads.get(thread_id, writer.viewer)
            post = work.posts.get(thread.id, post_id)
            if post.author_id == writer.principal_id:
                raise InvalidContent("post_id", "you wrote it yourself")
            if work.posts.find_reaction(post_id, kind, by=writer.principal_id) is None:
                work.posts.react(post_id, kind, by=writer.principal_id)

    do_once(act)
