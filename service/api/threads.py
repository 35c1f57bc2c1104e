"""Threads: what people ask, answer and reflect on, here and, mirrored, elsewhere."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Response

from service.api.community_content import (
    MirrorAnswer,
    MirroredThreadBody,
    NewPostBody,
    NewThreadBody,
    PostChangeBody,
    ReactionBody,
    ThreadAnswer,
    ThreadChangeBody,
    ThreadPage,
    cohorts_of,
    entry_of,
    thread_answer,
)
from service.api.conventions import Cursor, IdempotencyKey, Limit, conflict_problems, next_cursor, problems
from service.api.routing import BEARER, KeyedRoute, UseServices, require
from service.db.base import MicroModuleId, PostId, ThreadId
from service.db.threads import ThreadFilter, ThreadKind
from service.problems import RequestRefused
from service.security import Scope
from service.workflows.community.accept_post import accept_post
from service.workflows.community.delete_post import delete_post
from service.workflows.community.delete_thread import delete_thread
from service.workflows.community.edit_post import edit_post
from service.workflows.community.edit_thread import ThreadChange, edit_thread
from service.workflows.community.list_threads import list_threads
from service.workflows.community.mirror_thread import mirror_thread
from service.workflows.community.open_thread import open_thread
from service.workflows.community.react_to_post import react_to_post
from service.workflows.community.show_thread import show_thread
from service.workflows.community.take_back_reaction import take_back_reaction
from service.workflows.community.write_post import write_post
from service.workflows.platform.authenticate import Caller

router = APIRouter(prefix="/v1/threads", tags=["threads"], route_class=KeyedRoute, dependencies=[Depends(BEARER)])

Reader = Annotated[Caller, Depends(require(Scope.THREADS_READ))]
Writer = Annotated[Caller, Depends(require(Scope.THREADS_WRITE))]
Mirror = Annotated[Caller, Depends(require(Scope.THREADS_MIRROR))]
State = Annotated[Literal["open", "other"] | None, Query(description="open: questions that wait for an answer.")]


@router.get("", responses=problems("invalid"))
def list_all(
    services: UseServices,
    caller: Reader,
    kind: ThreadKind | None = None,
    state: State = None,
    micro_module: Annotated[str | None, Query(description="A micro-module's id; left out: any.")] = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> ThreadPage:
    """What the caller may see, newest first."""
    of = ThreadFilter(
        kind=kind,
        micro_module_id=None if micro_module is None else MicroModuleId(micro_module),
        is_open=None if state is None else state == "open",
    )
    before = None if cursor is None else ThreadId(cursor)
    found = list_threads(of, before=before, limit=limit, caller=caller, database=services.database)
    items = [entry_of(thread) for thread in found]
    return ThreadPage(items=items, cursor=next_cursor([thread.id for thread in found], limit=limit))


@router.post("", status_code=201, responses=problems("invalid", "malformed"))
def post(
    thread: NewThreadBody,
    services: UseServices,
    caller: Writer,
    response: Response,
    idempotency_key: IdempotencyKey = None,
) -> ThreadAnswer:
    """Ask colleagues, start a discussion, or reflect on a micro-module."""
    opening = thread.as_opening()
    thread_id = open_thread(opening, idempotency_key=idempotency_key, caller=caller, database=services.database)
    response.headers["Location"] = f"/v1/threads/{thread_id}"
    return _shown(thread_id, services, caller)


@router.put(
    "/external/{source}/{external_id}",
    responses={201: {"model": MirrorAnswer}, **problems("invalid", "malformed")},
)
def put_external(
    source: str, external_id: str, thread: MirroredThreadBody, services: UseServices, caller: Mirror, response: Response
) -> MirrorAnswer:
    """Take a thread of another forum over, as it is there now (201), or bring its mirror up to date (200)."""
    if not (1 <= len(source) <= 50 and 1 <= len(external_id) <= 200):
        raise RequestRefused("invalid", "A source has 1 to 50 characters, an external id 1 to 200.")
    mirrored = mirror_thread(thread.as_mirrored(source, external_id), caller=caller, database=services.database)
    response.status_code = 201 if mirrored.is_new else 200
    return MirrorAnswer(id=mirrored.thread_id, deleted=thread.deleted)


@router.get("/{thread_id}", responses=problems("not-found"))
def get(thread_id: str, services: UseServices, caller: Reader) -> ThreadAnswer:
    """A thread with its posts."""
    return _shown(ThreadId(thread_id), services, caller)


@router.patch("/{thread_id}", responses=conflict_problems("malformed"))
def patch(thread_id: str, change: ThreadChangeBody, services: UseServices, caller: Writer) -> ThreadAnswer:
    """Change its title, or who may see it."""
    changed = ThreadChange(change.title, "visibility" in change.model_fields_set, cohorts_of(change.visibility))
    edit_thread(ThreadId(thread_id), changed, caller=caller, database=services.database)
    return _shown(ThreadId(thread_id), services, caller)


@router.delete("/{thread_id}", status_code=204, responses=conflict_problems())
def delete(thread_id: str, services: UseServices, caller: Writer) -> None:
    """Take it away, its posts included."""
    delete_thread(ThreadId(thread_id), caller=caller, database=services.database)


@router.post("/{thread_id}/posts", status_code=201, responses=conflict_problems("malformed"))
def post_post(
    thread_id: str,
    post: NewPostBody,
    services: UseServices,
    caller: Writer,
    idempotency_key: IdempotencyKey = None,
) -> ThreadAnswer:
    """Answer; the thread as it is then."""
    write_post(
        ThreadId(thread_id),
        post.text,
        author=post.learner,
        idempotency_key=idempotency_key,
        caller=caller,
        database=services.database,
    )
    return _shown(ThreadId(thread_id), services, caller)


@router.patch("/{thread_id}/posts/{post_id}", responses=conflict_problems("malformed"))
def patch_post(
    thread_id: str, post_id: str, change: PostChangeBody, services: UseServices, caller: Writer
) -> ThreadAnswer:
    """Say it otherwise."""
    edit_post(ThreadId(thread_id), PostId(post_id), change.text, caller=caller, database=services.database)
    return _shown(ThreadId(thread_id), services, caller)


@router.delete("/{thread_id}/posts/{post_id}", status_code=204, responses=conflict_problems())
def remove_post(thread_id: str, post_id: str, services: UseServices, caller: Writer) -> None:
    """Take a post away; its place stays."""
    delete_post(ThreadId(thread_id), PostId(post_id), caller=caller, database=services.database)


@router.post("/{thread_id}/posts/{post_id}/accept", responses=conflict_problems())
def accept(thread_id: str, post_id: str, services: UseServices, caller: Writer) -> ThreadAnswer:
    """Say that this post solved the question; its asker and authors may."""
    hours = accept_post(ThreadId(thread_id), PostId(post_id), author=None, caller=caller, database=services.database)
    if hours is not None:
        services.metrics.hours_to_solution.observe(hours)
    return _shown(ThreadId(thread_id), services, caller)


@router.post("/{thread_id}/posts/{post_id}/reactions", responses=problems("not-found", "invalid", "malformed"))
def react(thread_id: str, post_id: str, reaction: ReactionBody, services: UseServices, caller: Writer) -> ThreadAnswer:
    """Say what the post was to you, once of each kind."""
    react_to_post(
        ThreadId(thread_id),
        PostId(post_id),
        reaction.kind,
        author=reaction.learner,
        caller=caller,
        database=services.database,
    )
    return _shown(ThreadId(thread_id), services, caller)


@router.delete("/{thread_id}/posts/{post_id}/reactions/{kind}", status_code=204, responses=problems("not-found"))
def take_back(thread_id: str, post_id: str, kind: str, services: UseServices, caller: Writer) -> None:
    """Take a reaction back."""
    take_back_reaction(ThreadId(thread_id), PostId(post_id), kind, caller=caller, database=services.database)


def _shown(thread_id: ThreadId, services: UseServices, caller: Caller) -> ThreadAnswer:
    return thread_answer(show_thread(thread_id, caller=caller, database=services.database))
