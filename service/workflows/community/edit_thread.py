"""Give a thread another title, or other eyes."""

from __future__ import annotations

from dataclasses import dataclass

from service.db.base import ThreadId
from service.db.unit_of_work import Database
from service.errors import InvalidContent
from service.interchange.community_text import clean_text
from service.workflows.community.demand_own_cohorts import demand_own_cohorts
from service.workflows.community.index_thread import index_thread
from service.workflows.community.own_thread import own_thread
from service.workflows.community.writer_of import writer_of
from service.workflows.platform.authenticate import Caller


@dataclass(frozen=True, slots=True)
class ThreadChange:
    """None: stays. `sets_visibility`: `cohorts` says who may see it, None being everybody."""

    title: str | None
    sets_visibility: bool
    cohorts: frozenset[str] | None


def edit_thread(thread_id: ThreadId, change: ThreadChange, *, caller: Caller, database: Database) -> None:
    """Raises NotFound, NotYours, WrongState, InvalidContent."""
    with database.unit_of_work(caller.tenant, label="thread") as work:
        writer = writer_of(caller, None, work)
        thread = own_thread(thread_id, writer, work, action="edited")
        if change.title is not None:
            title = clean_text(change.title)
            if not title:
                raise InvalidContent("title", "nothing to read is left of it")
            work.threads.edit(thread, title=title)
        if change.sets_visibility:
            demand_own_cohorts(change.cohorts, writer.viewer, caller)
            work.threads.show_to(thread, change.cohorts)
        index_thread(thread, work)
