"""Mirror what an export of a forum holds: new, edited and gone threads; whatever is the same here is not touched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from service.db.base import PrincipalId
from service.db.learners import LearnerId
from service.db.posts import Post
from service.db.threads import ERASED_TITLE, Thread, ThreadKind
from service.db.unit_of_work import Database, UnitOfWork
from service.errors import InvalidContent
from service.interchange.community_text import clean_text
from service.interchange.forum import ForumExport, ForumPost, ForumThread, Window, Writer
from service.workflows.community.know_writers import LearnerIdsAre, know_writers
from service.workflows.community.mirror_thread import MirroredPost, MirroredThread, mirror_thread
from service.workflows.platform.authenticate import Caller

_READ_AT_ONCE = 200  # threads, so that no reading transaction is long


class ThreadResult(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    DELETED = "deleted"
    REFUSED = "refused"
    LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True)
class ForumImport:
    """`source` names the forum in ids; on a dry run nothing is written."""

    source: str
    ids_are: LearnerIdsAre
    dry_run: bool


@dataclass(slots=True)
class ThreadsImported:
    """How many threads of each result; `left_out` of messages, threads and places by reason; why threads were refused,
    by their id there."""

    results: Counter[ThreadResult] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    refused: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Here:
    """A mirror as it is: `cohorts` None: everybody may see it."""

    thread: Thread
    posts: Sequence[Post]
    cohorts: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class _Step:
    """`given` None: nothing to do; `reason` says why a thread is left out."""

    result: ThreadResult
    given: MirroredThread | None = None
    reason: str = ""


def import_threads(export: ForumExport, *, how: ForumImport, caller: Caller, database: Database) -> ThreadsImported:
    """What became of each thread; each by itself, so that a repeat after a fault is safe and costs little."""
    done = ThreadsImported(left_out=Counter(export.left_out))
    for start in range(0, len(export.threads), _READ_AT_ONCE):
        with database.reading(caller.tenant) as work:
            steps = list(_steps(export.threads[start : start + _READ_AT_ONCE], export, how, work))
        for step in steps:
            _take(step, done, how, caller, database)
    if export.window is not None or export.closed or export.gone:
        with database.reading(caller.tenant) as work:
            steps = list(_gone(export, how, work))
        for step in steps:
            _take(step, done, how, caller, database)
    return done


def _take(step: _Step, done: ThreadsImported, how: ForumImport, caller: Caller, database: Database) -> None:
    result = step.result
    if step.given is not None and not how.dry_run:
        try:
            mirror_thread(step.given, caller=caller, database=database)
        except InvalidContent as refusal:
            result = ThreadResult.REFUSED
            done.refused[step.given.external_id] = str(refusal)
    if result is ThreadResult.LEFT_OUT:
        done.left_out[step.reason] += 1
    else:
        done.results[result] += 1


def _steps(threads: Sequence[ForumThread], export: ForumExport, how: ForumImport, work: UnitOfWork) -> Iterator[_Step]:
    here = _here(work.threads.mirrored(how.source, [one.external_id for one in threads]), work)
    learners = know_writers({post.writer for one in threads for post in one.posts}, how.ids_are, work)
    found = work.learners.find(set(learners.values()))
    authors = {learner_id: learner.principal_id for learner_id, learner in found.items()}
    for thread in threads:
        yield _step(thread, here.get(thread.external_id), export, how, (learners, authors))


def _here(threads: Sequence[Thread], work: UnitOfWork) -> Mapping[str, _Here]:
    ids = [thread.id for thread in threads]
    posts, cohorts = work.posts.of(ids), work.threads.cohorts_of(ids)
    return {
        thread.external_id or "": _Here(
            thread,
            posts.get(thread.id, ()),
            cohorts.get(thread.id, frozenset()) if thread.is_restricted else None,
        )
        for thread in threads
    }


def _step(
    thread: ForumThread,
    here: _Here | None,
    export: ForumExport,
    how: ForumImport,
    people: tuple[Mapping[Writer, LearnerId], Mapping[LearnerId, PrincipalId]],
) -> _Step:
    if here is None:
        reason = _not_worth(thread)
        if reason is not None:
            return _Step(ThreadResult.LEFT_OUT, reason=reason)
    elif not thread.begins and export.misses(thread.external_id, here.thread.created_at):
        return _Step(ThreadResult.DELETED, _taken_away(here, how))
    learners, authors = people
    posts = [_mirrored(post, learners) for post in thread.posts]
    known = () if here is None else _kept(thread, here.posts, export.window)
    given = MirroredThread(
        source=how.source,
        external_id=thread.external_id,
        kind=ThreadKind.QUESTION if thread.is_question else ThreadKind.DISCUSSION,
        title=thread.title,
        url=thread.url,
        language=None,
        cohorts=export.cohorts.get(thread.place),
        posts=tuple(sorted((*known, *posts), key=lambda post: post.created_at)),
        is_deleted=thread.is_deleted,
    )
    if here is None:
        return _Step(ThreadResult.CREATED, given)
    if not thread.begins:
        given = _continued(given, here)
    if _is_same(given, here, authors):
        return _Step(ThreadResult.UNCHANGED)
    return _Step(ThreadResult.DELETED if given.is_deleted else ThreadResult.UPDATED, given)


def _not_worth(thread: ForumThread) -> str | None:
    """Why a thread that is not here is not taken; None: it is."""
    if not thread.begins:
        return "without_beginning"
    if thread.is_deleted:
        return "deleted"
    return None if thread.is_talk else "not_answered"


def _mirrored(post: ForumPost, learners: Mapping[Writer, LearnerId]) -> MirroredPost:
    return MirroredPost(
        external_id=post.external_id,
        learner=learners.get(post.writer),
        name=post.writer.name,
        text=post.text,
        created_at=post.created_at,
        edited_at=post.edited_at,
        is_deleted=post.is_deleted,
        is_accepted=post.is_accepted,
    )


def _kept(thread: ForumThread, posts: Sequence[Post], window: Window | None) -> Iterator[MirroredPost]:
    """Posts that are here and that the export, of another time, could not show."""
    shown = {post.external_id for post in thread.posts}
    for post in posts:
        if window is not None and post.external_id not in shown and not window.sees(post.created_at):
            yield _as_is(post)


def _as_is(post: Post) -> MirroredPost:
    return MirroredPost(
        external_id=post.external_id or "",
        learner=None,
        name=post.author_name,
        text=post.text,
        created_at=post.created_at,
        edited_at=post.edited_at,
        is_deleted=post.deleted_at is not None,
        is_accepted=False,
    )


def _continued(given: MirroredThread, here: _Here) -> MirroredThread:
    """What was said later, under the title that the thread has."""
    return MirroredThread(
        source=given.source,
        external_id=given.external_id,
        kind=here.thread.kind,
        title=here.thread.title,
        url=here.thread.url,
        language=given.language,
        cohorts=given.cohorts,
        posts=given.posts,
        is_deleted=here.thread.deleted_at is not None,
    )


def _is_same(given: MirroredThread, here: _Here, authors: Mapping[LearnerId, PrincipalId]) -> bool:
    thread = here.thread
    if given.is_deleted:
        return thread.deleted_at is not None
    head = (thread.title, thread.kind, thread.url, here.cohorts, thread.deleted_at)
    title = ERASED_TITLE if thread.title == ERASED_TITLE else clean_text(given.title)
    if head != (title, given.kind, given.url, given.cohorts, None):
        return False
    posts = {post.external_id: post for post in here.posts}
    there = {post.external_id for post in given.posts}
    accepted = [posts[one.external_id].id for one in given.posts if one.is_accepted and one.external_id in posts]
    return (
        all(post.external_id in there or post.deleted_at is not None for post in here.posts)
        and all(one.external_id in posts and _is_same_post(one, posts[one.external_id], authors) for one in given.posts)
        and (accepted[-1] if accepted else None) == thread.accepted_post_id
    )


def _is_same_post(one: MirroredPost, post: Post, authors: Mapping[LearnerId, PrincipalId]) -> bool:
    if post.is_erased:
        return True
    if one.is_deleted or post.deleted_at is not None:
        return one.is_deleted and post.deleted_at is not None
    is_author_told = post.author_id is not None or one.learner not in authors
    return is_author_told and (post.text, post.edited_at) == (clean_text(one.text), one.edited_at)


def _gone(export: ForumExport, how: ForumImport, work: UnitOfWork) -> Iterator[_Step]:
    """Mirrors of what the export should show and does not, and those of what nobody here may read any more."""
    shown = {thread.external_id for thread in export.threads}
    mirrored = [one for one in work.threads.mirrored(how.source) if one.deleted_at is None]
    gone = [
        one
        for one in mirrored
        if one.external_id is not None
        and (
            (one.external_id not in shown and export.misses(one.external_id, one.created_at))
            or export.closes(one.external_id)
        )
    ]
    for here in _here(gone, work).values():
        yield _Step(ThreadResult.DELETED, _taken_away(here, how))


def _taken_away(here: _Here, how: ForumImport) -> MirroredThread:
    thread = here.thread
    return MirroredThread(
        source=how.source,
        external_id=thread.external_id or "",
        kind=thread.kind,
        title=thread.title or "…",
        url=thread.url,
        language=thread.language,
        cohorts=here.cohorts,
        posts=tuple(_as_is(post) for post in here.posts),
        is_deleted=True,
    )
