"""Say which post solved a question."""

from __future__ import annotations

from service.db.base import PostId, ThreadId
from service.db.events import EventType
from service.db.learners import LearnerId
from service.db.notifications import NotificationKind
from service.db.principals import PrincipalKind
from service.db.threads import Thread, ThreadKind
from service.db.unit_of_work import Database
from service.errors import InvalidContent, NotYours, WrongState
from service.workflows.community.index_thread import index_thread
from service.workflows.community.writer_of import Writer, writer_of
from service.workflows.platform.authenticate import Caller

_EXPERTS = (PrincipalKind.AUTHOR, PrincipalKind.REVIEWER, PrincipalKind.INTEGRATOR)


def accept_post(
    thread_id: ThreadId, post_id: PostId, *, author: LearnerId | None, caller: Caller, database: Database
) -> float | None:
    """The hours since it was asked; None: this post was accepted before.

    Its asker or an author may; whoever wrote the post hears of it, and nobody is asked any more.
    Raises NotFound, NotYours, WrongState for what is no question, InvalidContent for the question itself.
    """
    with database.unit_of_work(caller.tenant, label="accept") as work:
        writer = writer_of(caller, author, work)
        thread = work.threads.get(thread_id, writer.viewer)
        post = work.posts.get(thread_id, post_id)
        _demand_acceptable(thread, writer, caller, is_opening=post.position == 1)
        if thread.accepted_post_id == post_id:
            return None
        work.threads.accept(thread, post_id)
        work.help_requests.plan(thread_id, due_at=None)
        work.help_requests.close(thread_id)
        if post.author_id not in (None, writer.principal_id):
            work.notifications.tell(post.author_id, NotificationKind.ACCEPTED, post_id, thread_id=thread_id)
        work.audit.add("accepted", "post", post_id, by=caller.principal, detail={"thread_id": thread_id})
        index_thread(thread, work)
        work.events.record(EventType.ANSWER_ACCEPTED, {"thread_id": thread_id, "post_id": post_id})
        return (work.now - thread.created_at).total_seconds() / 3600


def _demand_acceptable(thread: Thread, writer: Writer, caller: Caller, *, is_opening: bool) -> None:
    if thread.source is not None:
        raise WrongState("thread", thread.id, state=f"mirrored from {thread.source}", action="solved here")
    if thread.kind is not ThreadKind.QUESTION:
        raise WrongState("thread", thread.id, state=f"a {thread.kind.value}", action="solved")
    if thread.author_id != writer.principal_id and caller.kind not in _EXPERTS:
        raise NotYours("thread", thread.id, action="solved")
    if is_opening:
        raise InvalidContent("post_id", "a question does not answer itself")
