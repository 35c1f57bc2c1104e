"""Threads, questions and polls as the recommender sees them: kept in memory, and only what changed is read anew."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from recommender.types import Contribution, ContributionId, LearnerId, ObjectiveId, Offer
from service.db.base import PrincipalId, TenantId
from service.db.changes import Kind as Changed
from service.db.polls import Poll
from service.db.posts import Post
from service.db.threads import Thread
from service.db.unit_of_work import UnitOfWork

WORDS_A_SECOND = 238 / 60  # silent reading of English (Brysbaert 2019)
ANSWERING_SECONDS = 60  # a short answer, typed
VOTING_SECONDS = 15
WHOLE_FROM = 2_000  # changed threads; reading all is quicker than asking for so many

Stamp = tuple[object, ...]


@dataclass
class _Kept:
    """What is known of one tenant until the change `sequence`."""

    sequence: int
    threads: dict[str, Contribution]


@dataclass
class CommunityContributions:
    """Satisfies `service.db.catalogue_views.ContributionSource`; one for a process, safe to share between threads."""

    _kept: dict[TenantId, _Kept] = field(default_factory=dict, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)

    def stamp(self, work: UnitOfWork) -> Stamp:
        """Of threads and what they are about, polls, and whom questions wait for."""
        newest = work.polls.newest(), work.help_requests.newest()
        return (work.changes.latest(), work.thread_links.linked_until(), *newest)

    def read(self, work: UnitOfWork) -> Sequence[Contribution]:
        """Every thread that was not deleted and every poll."""
        with self._lock:
            kept = self._kept.get(work.tenant) or _Kept(0, {})
            latest = work.changes.latest()
            self._refresh_threads(kept, work)
            kept.sequence = latest
            self._kept[work.tenant] = kept
            threads = list(kept.threads.values())
        asked, about = work.help_requests.open_by_thread(), work.thread_links.all()
        return [*(_situated(one, about, asked) for one in threads), *_polls(work)]

    def _refresh_threads(self, kept: _Kept, work: UnitOfWork) -> None:
        changed = work.changes.objects_since(Changed.THREAD, kept.sequence)
        everything = kept.sequence == 0 or len(changed) > WHOLE_FROM
        if everything:
            kept.threads.clear()
        threads = work.threads.all() if everything else work.threads.still_there(changed)
        for gone in changed:
            kept.threads.pop(gone, None)
        ids = [thread.id for thread in threads]
        posts, cohorts = work.posts.of(ids), work.threads.cohorts_of(ids)
        kept.threads.update(
            {thread.id: _thread(thread, posts.get(thread.id, ()), cohorts.get(thread.id)) for thread in threads}
        )


def _thread(thread: Thread, posts: Sequence[Post], cohorts: Collection[str] | None) -> Contribution:
    there = [post for post in posts if post.deleted_at is None]
    answered_by = {post.author_id for post in there[1:] if post.author_id not in (None, thread.author_id)}
    reading = sum(len(post.text.split()) for post in there) / WORDS_A_SECOND
    is_open = thread.is_open_question
    return Contribution(
        id=ContributionId(thread.id),
        kind=Offer.QUESTION if is_open else Offer.THREAD,
        title=thread.title,
        seconds=max(5, round(reading + (ANSWERING_SECONDS if is_open else 0))),
        language=thread.language,
        about={},
        posted_at=thread.last_post_at,
        author=_learner(thread.author_id),
        audience=frozenset(cohorts or ()) if thread.is_restricted else None,
        is_open=is_open,
        replies=max(0, len(there) - 1),
        taken_up_by=frozenset(LearnerId(str(one)) for one in answered_by),
    )


def _situated(
    one: Contribution, about: Mapping[str, Mapping[str, float]], asked: Mapping[str, frozenset[PrincipalId]]
) -> Contribution:
    links, waiting = about.get(one.id), asked.get(one.id)
    if not links and not waiting:
        return one
    return replace(
        one,
        about={ObjectiveId(micro_module): near for micro_module, near in (links or {}).items()},
        routed_to=frozenset(LearnerId(person) for person in waiting or ()),
    )


def _polls(work: UnitOfWork) -> Iterable[Contribution]:
    polls = work.polls.all()
    cohorts, voters = work.polls.cohorts_of([poll.id for poll in polls]), work.polls.voters()
    return [_poll(poll, cohorts.get(poll.id), voters.get(poll.id, frozenset()), work) for poll in polls]


def _poll(
    poll: Poll, cohorts: Collection[str] | None, voters: Collection[PrincipalId], work: UnitOfWork
) -> Contribution:
    about = {} if poll.micro_module_id is None else {ObjectiveId(poll.micro_module_id): 1.0}
    return Contribution(
        id=ContributionId(poll.id),
        kind=Offer.POLL,
        title=poll.question,
        seconds=VOTING_SECONDS,
        language=None,
        about=about,
        posted_at=poll.created_at,
        author=_learner(poll.author_id),
        audience=frozenset(cohorts or ()) if poll.is_restricted else None,
        is_open=poll.takes_votes(work.now),
        replies=len(voters),
        taken_up_by=frozenset(LearnerId(voter) for voter in voters),
    )


def _learner(author_id: PrincipalId | None) -> LearnerId | None:
    return None if author_id is None else LearnerId(author_id)
