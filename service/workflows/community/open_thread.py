"""Ask, discuss, or reflect on a micro-module."""

from __future__ import annotations

from dataclasses import dataclass

from service.db.base import Json, MicroModuleId, ThreadId
from service.db.events import EventType
from service.db.learners import LearnerId
from service.db.threads import NewThread, ThreadKind
from service.db.unit_of_work import Database, UnitOfWork
from service.errors import InvalidContent
from service.interchange.community_text import clean_text
from service.workflows.community.demand_own_cohorts import demand_own_cohorts
from service.workflows.community.demand_published import demand_published
from service.workflows.community.index_thread import index_thread
from service.workflows.community.writer_of import writer_of
from service.workflows.platform.authenticate import Caller
from service.workflows.platform.idempotent_request import IdempotentRequest, do_once


@dataclass(frozen=True, slots=True)
class Opening:
    """What is said first; `cohorts` None: everybody may see it. `author` None: the caller. `language` None: theirs."""

    kind: ThreadKind
    title: str
    text: str
    cohorts: frozenset[str] | None
    micro_module_id: MicroModuleId | None
    author: LearnerId | None
    language: str | None

    def as_json(self) -> Json:
        """All that makes it another opening than the next."""
        return {
            "call": "open_thread",
            "kind": self.kind.value,
            "title": self.title,
            "text": self.text,
            "cohorts": None if self.cohorts is None else sorted(self.cohorts),
            "micro_module_id": self.micro_module_id,
            "author": self.author,
            "language": self.language,
        }


def open_thread(opening: Opening, *, idempotency_key: str | None, caller: Caller, database: Database) -> ThreadId:
    """The id of the thread, or of the one that the same request under the key opened.

    A question is routed by the next sweep. Raises InvalidContent, IdempotencyConflict.
    """
    request = IdempotentRequest(idempotency_key, caller.principal, opening.as_json())

    def act() -> ThreadId:
        with database.unit_of_work(caller.tenant, label="thread") as work:
            answered = request.answer(work)
            if answered is not None:
                return ThreadId(str(answered["thread_id"]))
            thread_id = _open(opening, caller, work)
            request.keep({"thread_id": thread_id}, work)
            return thread_id

    return do_once(act)


def _open(opening: Opening, caller: Caller, work: UnitOfWork) -> ThreadId:
    writer = writer_of(caller, opening.author, work)
    demand_own_cohorts(opening.cohorts, writer.viewer, caller)
    demand_published(opening.micro_module_id, work)
    title, text = clean_text(opening.title), clean_text(opening.text)
    if not (title and text):
        raise InvalidContent("text" if title else "title", "nothing to read is left of it")
    new = NewThread(
        kind=opening.kind,
        title=title,
        author_id=writer.principal_id,
        cohorts=opening.cohorts,
        micro_module_id=opening.micro_module_id,
        language=opening.language or writer.language,
    )
    thread = work.threads.add(new)
    work.posts.add(thread.id, text, author_id=writer.principal_id)
    if thread.kind is ThreadKind.QUESTION:
        work.help_requests.plan(thread.id, due_at=work.now)
    index_thread(thread, work)
    told: Json = {"thread_id": thread.id, "kind": thread.kind.value, "micro_module_id": thread.micro_module_id}
    work.events.record(EventType.THREAD_CREATED, told)
    return thread.id
