"""A thread that the writer may change: their own, or, for an integrator, any."""

from __future__ import annotations

from service.db.base import PrincipalId, ThreadId
from service.db.threads import Thread
from service.db.unit_of_work import UnitOfWork
from service.errors import NotYours, WrongState
from service.workflows.community.writer_of import Writer


def own_thread(thread_id: ThreadId, writer: Writer, work: UnitOfWork, *, action: str) -> Thread:
    """Raises NotFound, NotYours, and WrongState for a mirrored thread, which is changed where it comes from."""
    thread = work.threads.get(thread_id, writer.viewer)
    if thread.source is not None:
        raise WrongState("thread", thread_id, state=f"mirrored from {thread.source}", action=action)
    if not (writer.may_moderate or _wrote(thread.author_id, writer)):
        raise NotYours("thread", thread_id, action=action)
    return thread


def _wrote(author_id: PrincipalId | None, writer: Writer) -> bool:
    return author_id == writer.principal_id
