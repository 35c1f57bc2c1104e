"""Say it otherwise."""

from __future__ import annotations

from service.db.base import PostId, ThreadId
from service.db.unit_of_work import Database
from service.errors import InvalidContent
from service.interchange.community_text import clean_text
from service.workflows.community.index_thread import index_thread
from service.workflows.community.own_post import own_post
from service.workflows.community.writer_of import writer_of
from service.workflows.platform.authenticate import Caller


def edit_post(thread_id: ThreadId, post_id: PostId, text: str, *, caller: Caller, database: Database) -> None:
    """Raises NotFound, NotYours, WrongState in a mirrored thread, InvalidContent."""
    with database.unit_of_work(caller.tenant, label="post") as work:
        place = own_post(thread_id, post_id, writer_of(caller, None, work), work, action="edited")
        cleaned = clean_text(text)
        if not cleaned:
            raise InvalidContent("text", "nothing to read is left of it")
        work.posts.edit(place.post, cleaned)
        work.threads.touch(place.thread)
        index_thread(place.thread, work)
