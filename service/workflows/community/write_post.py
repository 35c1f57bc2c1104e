"""Answer in a thread."""

from __future__ import annotations

from service.db.base import Json, PostId, ThreadId
from service.db.learners import LearnerId
from service.db.notifications import NotificationKind
from service.db.unit_of_work import Database, UnitOfWork
from service.errors import InvalidContent, WrongState
from service.interchange.community_text import clean_text
from service.workflows.community.index_thread import index_thread
from service.workflows.community.writer_of import writer_of
from service.workflows.platform.authenticate import Caller
from service.workflows.platform.idempotent_request import IdempotentRequest, do_once


def write_post(
    thread_id: ThreadId,
    text: str,
    *,
    author: LearnerId | None,
    idempotency_key: str | None,
    caller: Caller,
    database: Database,
) -> PostId:
    """The id of the post, or of the one that the same request under the key wrote.

    The asker hears of it, and whoever was asked for help is not waited for any more. Raises NotFound, InvalidContent,
    IdempotencyConflict, WrongState for a mirrored thread: answers belong where it comes from.
    """
    sent: Json = {"call": "write_post", "thread_id": thread_id, "text": text, "author": author}
    request = IdempotentRequest(idempotency_key, caller.principal, sent)

    def act() -> PostId:
        with database.unit_of_work(caller.tenant, label="post") as work:
            answered = request.answer(work)
            if answered is not None:
                return PostId(str(answered["post_id"]))
            post_id = _write(thread_id, text, author, caller, work)
            request.keep({"post_id": post_id}, work)
            return post_id

    return do_once(act)


def _write(thread_id: ThreadId, text: str, author: LearnerId | None, caller: Caller, work: UnitOfWork) -> PostId:
    writer = writer_of(caller, author, work)
    thread = work.threads.get(thread_id, writer.viewer)
    if thread.source is not None:
        raise WrongState("thread", thread_id, state=f"mirrored from {thread.source}", action="answered here")
    cleaned = clean_text(text)
    if not cleaned:
        raise InvalidContent("text", "nothing to read is left of it")
    post = work.posts.add(thread_id, cleaned, author_id=writer.principal_id)
    thread.last_post_at = work.now
    work.help_requests.close(thread_id, of=writer.principal_id)
    if thread.author_id not in (None, writer.principal_id):
        work.notifications.tell(thread.author_id, NotificationKind.ANSWERED, post.id, thread_id=thread_id)
    work.threads.touch(thread)
    index_thread(thread, work)
    return post.id
