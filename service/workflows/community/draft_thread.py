"""Make a document of a solved thread, whose micro-modules an author reviews like any others."""

from __future__ import annotations

from collections.abc import Sequence

from service.db.base import ThreadId
from service.db.blobs import BlobStore
from service.db.posts import Post, ReactionKind
from service.db.threads import Thread
from service.db.unit_of_work import Database
from service.errors import WrongState
from service.workflows.authoring.upload_document import Limits, Receipt, Wishes, upload_document
from service.workflows.community.viewer_of import viewer_of
from service.workflows.platform.authenticate import Caller


def draft_thread(
    thread_id: ThreadId, *, limits: Limits, caller: Caller, database: Database, blobs: BlobStore
) -> Receipt:
    """The document of the thread as it is now and its job; the same thread again: the same ones.

    The accepted answer is what is taught, with what was found helpful; every citation points to the post's words.
    Raises NotFound, WrongState unless it is solved.
    """
    with database.reading(caller.tenant) as work:
        thread = work.threads.get(thread_id, viewer_of(caller, work))
        if thread.accepted_post_id is None:
            raise WrongState("thread", thread_id, state="not solved", action="made a draft")
        posts = work.posts.of([thread_id])[thread_id]
        reactions = work.posts.reactions_of([post.id for post in posts])
    useful = {post_id for post_id, counts in reactions.items() if counts.get(ReactionKind.HELPFUL)}
    text = _document(thread, posts, useful | {thread.accepted_post_id})
    wishes = Wishes(f"{thread_id}.md", "text/markdown", title=thread.title, language=thread.language)
    return upload_document(
        iter([text.encode()]),
        wishes,
        idempotency_key=None,
        limits=limits,
        caller=caller,
        database=database,
        blobs=blobs,
    )


def _document(thread: Thread, posts: Sequence[Post], useful: set[str]) -> str:
    """Markdown: the title as its heading, then the useful posts, the accepted one first, a paragraph each or more."""
    kept = [post for post in posts[1:] if post.id in useful and post.deleted_at is None]
    kept.sort(key=lambda post: (post.id != thread.accepted_post_id, post.position))
    return "\n\n".join([f"# {thread.title}", *(post.text for post in kept)]) + "\n"
