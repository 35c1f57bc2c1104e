"""What is sent and shown of threads and polls."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field, model_validator

from service.api.conventions import Answer, Flag, Id, Moment, RequestBody, Whole
from service.db.base import MicroModuleId, PrincipalId
from service.db.learners import LearnerId
from service.db.posts import Post, ReactionKind
from service.db.principals import Principal, PrincipalKind
from service.db.threads import Thread, ThreadKind
from service.workflows.community.mirror_thread import MirroredPost, MirroredThread
from service.workflows.community.open_thread import Opening
from service.workflows.community.show_poll import ShownPoll
from service.workflows.community.show_thread import ShownThread

MAX_TEXT = 20_000  # characters; ten pages
MAX_POSTS = 1_000

Title = Annotated[str, Field(min_length=1, max_length=200)]
Text = Annotated[str, Field(min_length=1, max_length=MAX_TEXT)]
Cohort = Annotated[str, Field(min_length=1, max_length=100)]
Visibility = Annotated[list[Cohort] | None, Field(max_length=50, description="Cohorts; null: everybody.")]
Language = Annotated[str | None, Field(pattern="^[a-z]{2,3}$", description="ISO 639; null: the author's.")]
Author = Annotated[
    str | None, Field(max_length=200, description="An integrator's id of the learner who says it; null: the caller.")
]


class Authored(RequestBody):
    """An integrator may call in a learner's name."""

    author: Author = None

    @property
    def learner(self) -> LearnerId | None:
        return None if self.author is None else LearnerId(self.author)


class NewThreadBody(Authored):
    """`micro_module_id`: where it was asked or reflected on; a reflection needs one."""

    kind: ThreadKind = ThreadKind.QUESTION
    title: Title
    text: Text
    micro_module_id: Id | None = None
    visibility: Visibility = None
    language: Language = None

    @model_validator(mode="after")
    def _reflect_on_something(self) -> NewThreadBody:
        if self.kind is ThreadKind.REFLECTION and self.micro_module_id is None:
            message = "a reflection needs a micro_module_id"
            raise ValueError(message)
        return self

    def as_opening(self) -> Opening:
        """As the workflow takes it."""
        return Opening(
            kind=self.kind,
            title=self.title,
            text=self.text,
            cohorts=cohorts_of(self.visibility),
            micro_module_id=None if self.micro_module_id is None else MicroModuleId(self.micro_module_id),
            author=self.learner,
            language=self.language,
        )


class ThreadChangeBody(RequestBody):
    """What is left out stays. `visibility` null: everybody."""

    title: Title | None = None
    visibility: Visibility = None


class NewPostBody(Authored):
    text: Text


class PostChangeBody(RequestBody):
    text: Text


class ReactionBody(Authored):
    kind: ReactionKind


class MirroredPostBody(RequestBody):
    """`learner_id` your own id of its author, where there is one; `name` else. `text` may be empty of a deleted one."""

    external_id: str = Field(min_length=1, max_length=200)
    learner_id: str | None = Field(None, max_length=200)
    name: str | None = Field(None, max_length=200)
    text: str = Field(max_length=MAX_TEXT)
    created_at: Moment
    edited_at: Moment | None = None
    deleted: Flag = False
    accepted: Flag = False


class MirroredThreadBody(RequestBody):
    """The whole thread as it is there now, its posts in order."""

    kind: ThreadKind = ThreadKind.QUESTION
    title: Title
    url: str | None = Field(None, max_length=2_000, pattern="^https?://")
    language: Language = None
    visibility: Visibility = None
    posts: list[MirroredPostBody] = Field(min_length=1, max_length=MAX_POSTS)
    deleted: Flag = False

    @model_validator(mode="after")
    def _tell_posts_apart(self) -> MirroredThreadBody:
        ids = [post.external_id for post in self.posts]
        if len(set(ids)) < len(ids):
            message = "two posts have the same external_id"
            raise ValueError(message)
        return self

    def as_mirrored(self, source: str, external_id: str) -> MirroredThread:
        """As the workflow takes it."""
        return MirroredThread(
            source=source,
            external_id=external_id,
            kind=self.kind,
            title=self.title,
            url=self.url,
            language=self.language,
            cohorts=cohorts_of(self.visibility),
            posts=tuple(_mirrored(post) for post in self.posts),
            is_deleted=self.deleted,
        )


class AuthorAnswer(BaseModel):
    """Who wrote: `learner_id` is your own id; null: no learner, or nobody whom we know. `name` null: not given."""

    learner_id: str | None
    name: str | None
    kind: PrincipalKind | None


class PostAnswer(BaseModel):
    """`text` null: it was deleted. `reactions`: how many of each kind."""

    id: str
    author: AuthorAnswer
    text: str | None
    accepted: bool
    reactions: dict[ReactionKind, int]
    created_at: datetime
    edited_at: datetime | None


class ThreadEntry(Answer):
    """`micro_module_id` null: it was asked at none. `source` null: ours. `solved`: a question with an accepted post."""

    id: str
    kind: ThreadKind
    title: str
    micro_module_id: str | None
    language: str | None
    source: str | None
    url: str | None
    solved: bool
    created_at: datetime
    edited_at: datetime | None
    last_post_at: datetime


class ThreadAnswer(ThreadEntry):
    """`visibility` null: everybody. The first post opens the thread."""

    visibility: list[str] | None
    posts: list[PostAnswer]


class MirrorAnswer(BaseModel):
    """`id` is ours, the same after every call. `deleted`: it is gone there, so nobody sees it here."""

    id: str
    deleted: bool


class ThreadPage(BaseModel):
    items: list[ThreadEntry]
    cursor: str | None


class NewPollBody(RequestBody):
    question: Title
    options: list[Annotated[str, Field(min_length=1, max_length=200)]] = Field(min_length=2, max_length=10)
    micro_module_id: Id | None = None
    visibility: Visibility = None
    closes_at: Moment | None = None


class VoteBody(Authored):
    """`choice` is the option's number, from 0."""

    choice: Whole = Field(ge=0, le=9)


class PollEntry(Answer):
    """`closes_at` null: it takes votes for ever."""

    id: str
    question: str
    options: list[str]
    micro_module_id: str | None
    closes_at: datetime | None
    created_at: datetime


class PollAnswer(PollEntry):
    """`own_choice` null: the caller did not vote. `counts` null: learners see them once they voted, or it is closed."""

    open: bool
    own_choice: int | None
    counts: list[int] | None


class PollPage(BaseModel):
    items: list[PollEntry]
    cursor: str | None


def cohorts_of(visibility: list[str] | None) -> frozenset[str] | None:
    """As the workflows take it."""
    return None if visibility is None else frozenset(visibility)


def entry_of(thread: Thread) -> ThreadEntry:
    """A thread in a list."""
    return ThreadEntry(
        id=thread.id,
        kind=thread.kind,
        title=thread.title,
        micro_module_id=thread.micro_module_id,
        language=thread.language,
        source=thread.source,
        url=thread.url,
        solved=thread.accepted_post_id is not None,
        created_at=thread.created_at,
        edited_at=thread.edited_at,
        last_post_at=thread.last_post_at,
    )


def thread_answer(shown: ShownThread) -> ThreadAnswer:
    """A thread with its posts."""
    return ThreadAnswer(
        **entry_of(shown.thread).model_dump(),
        visibility=None if shown.cohorts is None else sorted(shown.cohorts),
        posts=[_post(post, shown) for post in shown.posts],
    )


def poll_answer(shown: ShownPoll) -> PollAnswer:
    """A poll with what the caller may see of it."""
    entry = PollEntry.model_validate(shown.poll)
    counts = None if shown.counts is None else list(shown.counts)
    return PollAnswer(**entry.model_dump(), open=shown.is_open, own_choice=shown.own_choice, counts=counts)


def author_answer(author_id: PrincipalId | None, name: str | None, known: Principal | None) -> AuthorAnswer:
    """Who wrote; of somebody who left no name is shown."""
    if author_id is None or known is None:
        return AuthorAnswer(learner_id=None, name=name, kind=None)
    shown = known.name if known.is_active else None
    return AuthorAnswer(learner_id=known.learner_id, name=shown or None, kind=known.kind)


def _post(post: Post, shown: ShownThread) -> PostAnswer:
    known = None if post.author_id is None else shown.people.get(post.author_id)
    return PostAnswer(
        id=post.id,
        author=author_answer(post.author_id, post.author_name, known),
        text=None if post.deleted_at is not None else post.text,
        accepted=post.id == shown.thread.accepted_post_id,
        reactions=dict(shown.reactions.get(post.id, {})),
        created_at=post.created_at,
        edited_at=post.edited_at,
    )


def _mirrored(post: MirroredPostBody) -> MirroredPost:
    return MirroredPost(
        external_id=post.external_id,
        learner=None if post.learner_id is None else LearnerId(post.learner_id),
        name=post.name,
        text=post.text,
        created_at=post.created_at,
        edited_at=post.edited_at,
        is_deleted=post.deleted,
        is_accepted=post.accepted,
    )
