"""Take a thread away: its texts are gone at once, and nobody is asked about it any more."""

from __future__ import annotations

from service.db.base import ThreadId
from service.db.unit_of_work import Database
from service.workflows.community.index_thread import index_thread
from service.workflows.community.own_thread import own_thread
from service.workflows.community.writer_of import writer_of
from service.workflows.platform.authenticate import Caller


def delete_thread(thread_id: ThreadId, *, caller: Caller, database: Database) -> None:
    """Raises NotFound, NotYours, WrongState for a mirrored one."""
    with database.unit_of_work(caller.tenant, label="thread") as work:
        thread = own_thread(thread_id, writer_of(caller, None, work), work, action="deleted")
        for post in work.posts.of([thread_id]).get(thread_id, ()):
            if post.deleted_at is None:
                work.posts.delete(post)
        work.threads.delete(thread)
        work.help_requests.plan(thread_id, due_at=None)
        work.help_requests.close(thread_id)
        work.audit.add("deleted", "thread", thread_id, by=caller.principal)
        index_thread(thread, work)
