"""Write down the passages by which a thread is found, and that it changed."""

from __future__ import annotations

from recommender.thread_passages import STRATEGY, cut_thread
from service.db.changes import Action, Kind
from service.db.passages import Derived, NewPassage
from service.db.threads import Thread
from service.db.unit_of_work import UnitOfWork
from service.workflows.community.summary_job import summary_job


def index_thread(thread: Thread, work: UnitOfWork) -> None:
    """In the transaction that changes it, and last: other changes of the tenant wait until it ends.

    What a model said of it before is forgotten: it quotes what may be gone.
    """
    if thread.revision > 1 or thread.deleted_at is not None:
        work.generations.forget(summary_job(thread.id))
    if thread.deleted_at is not None:
        work.passages.remove(Kind.THREAD, thread.id)
        work.changes.record(Kind.THREAD, thread.id, Action.WITHDRAWN)
        return
    posts = [post for post in work.posts.of([thread.id]).get(thread.id, ()) if post.deleted_at is None]
    ids = {post.position: post.id for post in posts}
    passages = [
        NewPassage(
            text=passage.text, title=thread.title, source={"post_id": ids[passage.position]}, language=thread.language
        )
        for passage in cut_thread([(post.position, post.text) for post in posts])
    ]
    work.passages.replace(Derived(Kind.THREAD, thread.id, thread.revision, STRATEGY, passages))
    work.changes.record(Kind.THREAD, thread.id, Action.POSTED if thread.revision == 1 else Action.EDITED)
