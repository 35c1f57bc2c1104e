"""Threads for people: read, answer, say what solved it, and what became of one's own questions."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from starlette.responses import Response

from service.db.base import PostId, ThreadId
from service.db.posts import ReactionKind
from service.db.threads import ThreadFilter, ThreadKind
from service.security import Scope
from service.web.learn import Once
from service.web.rendering import render
from service.web.routing import PageRoute, UseServices, go_to, local_path, require
from service.web.today import Text, learner_of
from service.workflows.community.accept_post import accept_post
from service.workflows.community.delete_post import delete_post
from service.workflows.community.delete_thread import delete_thread
from service.workflows.community.edit_post import edit_post
from service.workflows.community.edit_thread import ThreadChange, edit_thread
from service.workflows.community.list_notifications import list_notifications
from service.workflows.community.list_threads import list_threads
from service.workflows.community.react_to_post import react_to_post
from service.workflows.community.read_notification import read_notification
from service.workflows.community.show_related_to_thread import show_related_to_thread
from service.workflows.community.show_thread import show_thread
from service.workflows.community.take_back_reaction import take_back_reaction
from service.workflows.community.write_post import write_post
from service.workflows.platform.authenticate import Caller

router = APIRouter(include_in_schema=False, route_class=PageRoute)

Reader = Annotated[Caller, Depends(require(Scope.THREADS_READ))]
Writer = Annotated[Caller, Depends(require(Scope.THREADS_WRITE))]
Self = Annotated[Caller, Depends(require(Scope.LEARNING_WRITE))]
Show = Annotated[str, Query(pattern="^(open|solved|reflections)?$")]
_PAGE = 30
_FEW = 3
FILTERS = {
    "": ThreadFilter(),
    "open": ThreadFilter(kind=ThreadKind.QUESTION, is_open=True),
    "solved": ThreadFilter(kind=ThreadKind.QUESTION, is_open=False),
    "reflections": ThreadFilter(kind=ThreadKind.REFLECTION),
}


@dataclass(frozen=True, slots=True)
class Place:
    """A post in its thread."""

    thread_id: ThreadId
    post_id: PostId

    @property
    def path(self) -> str:
        """Where it stands."""
        return f"/threads/{self.thread_id}#{self.post_id}"


AtPost = Annotated[Place, Depends()]


@router.get("/threads")
def threads(
    request: Request, services: UseServices, caller: Reader, show: Show = "", before: str | None = None
) -> Response:
    """What one may see, newest first."""
    start = ThreadId(before) if before else None
    found = list_threads(FILTERS[show], before=start, limit=_PAGE, caller=caller, database=services.database)
    older = found[-1].id if len(found) == _PAGE else None
    return render(request, "threads.html", threads=found, show=show, shows=tuple(FILTERS), older=older)


@router.get("/threads/{thread_id}")
def thread(
    request: Request,
    thread_id: str,
    services: UseServices,
    caller: Reader,
    edit: Annotated[str, Query(max_length=64)] = "",
    done: str = "",
) -> Response:
    """A thread with its posts; `edit` names the post, or the `title`, that is being changed."""
    shown = show_thread(ThreadId(thread_id), caller=caller, database=services.database)
    return render(
        request,
        "thread.html",
        shown=shown,
        edit=edit,
        done=done,
        once=secrets.token_hex(16),
        reaction_kinds=tuple(kind.value for kind in ReactionKind),
    )


@router.get("/threads/{thread_id}/related")
def related(request: Request, thread_id: str, services: UseServices, caller: Reader) -> Response:
    """What belongs to it, with the passages that say so: a page of its own, or loaded into the thread's."""
    found = show_related_to_thread(ThreadId(thread_id), limit=_FEW, caller=caller, relater=services.relater)
    template = "thread_related.html" if "HX-Request" in request.headers else "thread_related_page.html"
    return render(request, template, found=found, thread_id=thread_id)


@router.post("/threads/{thread_id}/posts")
def post_post(thread_id: str, services: UseServices, caller: Writer, text: Text, once: Once) -> Response:
    """Answer."""
    post_id = write_post(
        ThreadId(thread_id), text, author=None, idempotency_key=once, caller=caller, database=services.database
    )
    return go_to(f"/threads/{thread_id}?done=answered#{post_id}")


@router.post("/threads/{thread_id}/title")
def post_title(
    thread_id: str,
    services: UseServices,
    caller: Writer,
    title: Annotated[str, Form(min_length=1, max_length=200)],
) -> Response:
    """Give it another title."""
    change = ThreadChange(title, sets_visibility=False, cohorts=None)
    edit_thread(ThreadId(thread_id), change, caller=caller, database=services.database)
    return go_to(f"/threads/{thread_id}")


@router.post("/threads/{thread_id}/delete")
def post_delete(thread_id: str, services: UseServices, caller: Writer) -> Response:
    """Take it away with all that was said in it."""
    delete_thread(ThreadId(thread_id), caller=caller, database=services.database)
    return go_to("/threads")


@router.post("/threads/{thread_id}/posts/{post_id}/accept")
def post_accept(place: AtPost, services: UseServices, caller: Writer) -> Response:
    """Say that this solved it."""
    hours = accept_post(place.thread_id, place.post_id, author=None, caller=caller, database=services.database)
    if hours is not None:
        services.metrics.hours_to_solution.observe(hours)
    return go_to(place.path)


@router.post("/threads/{thread_id}/posts/{post_id}/react")
def post_reaction(
    place: AtPost,
    services: UseServices,
    caller: Writer,
    kind: Annotated[ReactionKind, Form()],
    is_taken_back: Annotated[bool, Form()] = False,
) -> Response:
    """Say what a post was to one, or take that back."""
    if is_taken_back:
        take_back_reaction(place.thread_id, place.post_id, kind, caller=caller, database=services.database)
    else:
        react_to_post(place.thread_id, place.post_id, kind, author=None, caller=caller, database=services.database)
    return go_to(place.path)


@router.post("/threads/{thread_id}/posts/{post_id}/edit")
def post_edit(place: AtPost, services: UseServices, caller: Writer, text: Text) -> Response:
    """Say it otherwise."""
    edit_post(place.thread_id, place.post_id, text, caller=caller, database=services.database)
    return go_to(place.path)


@router.post("/threads/{thread_id}/posts/{post_id}/delete")
def post_delete_post(place: AtPost, services: UseServices, caller: Writer) -> Response:
    """Take one's post away."""
    delete_post(place.thread_id, place.post_id, caller=caller, database=services.database)
    return go_to(place.path)


@router.get("/notifications")
def notifications(request: Request, services: UseServices, caller: Self, before: str | None = None) -> Response:
    """What one should hear of, newest first."""
    found = list_notifications(
        learner_of(caller), unread_only=False, before=before, limit=_PAGE, caller=caller, database=services.database
    )
    older = found[-1].notification.id if len(found) == _PAGE else None
    return render(request, "notifications.html", found=found, older=older)


@router.post("/notifications/{notification_id}/read")
def post_read(
    notification_id: str, services: UseServices, caller: Self, to: Annotated[str, Form(max_length=300)] = ""
) -> Response:
    """Read it, and go to what it tells of."""
    read_notification(notification_id, learner_of(caller), caller=caller, database=services.database)
    return go_to(local_path(to, otherwise="/notifications"))
