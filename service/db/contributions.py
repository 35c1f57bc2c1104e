"""Threads, questions and polls as the recommender sees them: kept in memory, and only what changed is read anew."""

from __future__ import annotations

import sys
import threading
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from recommender.conversations import Conversations
from recommender.types import Contribution, ContributionId, LearnerId, ObjectiveId, Offer
from service.db.base import PrincipalId, TenantId
from service.db.changes import Kind as Changed
from service.db.discussions import Discussion
from service.db.polls import Poll
from service.db.unit_of_work import UnitOfWork

WORDS_A_SECOND = 238 / 60  # silent reading of English (Brysbaert 2019)
ANSWERING_SECONDS = 60  # a short answer, typed
VOTING_SECONDS = 15
WHOLE_FROM = 2_000  # changed threads; reading all is quicker than asking for so many


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is known of one tenant until the change `sequence`; of what threads are about, until `linked_until`."""

    sequence: int = 0
    linked_until: int = 0
    polls: frozenset[ContributionId] = frozenset()
    conversations: Conversations = field(default_factory=Conversations)


@dataclass
class CommunityContributions:
    """Satisfies `service.db.catalogue_views.ConversationSource`; one for a process, safe to share between threads."""

    _kept: dict[TenantId, _Kept] = field(default_factory=dict, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)

    def read(self, work: UnitOfWork) -> Conversations:
        """Every thread that was not deleted and every poll."""
        with self._lock:
            kept = self._kept[work.tenant] = _renewed(self._kept.get(work.tenant, _Kept()), work)
            return kept.conversations

    def forget(self, tenant: TenantId) -> None:
        """Read all of the tenant anew when it is next asked for."""
        with self._lock:
            self._kept.pop(tenant, None)


def _renewed(kept: _Kept, work: UnitOfWork) -> _Kept:
    changed = _changed_threads(kept, work) if kept.sequence else None
    before = Conversations() if changed is None else kept.conversations
    polls, threads = list(_polls(work)), list(_threads(changed, work))
    there = {one.id for one in (*polls, *threads)}
    gone = {*map(ContributionId, changed or ()), *kept.polls} - there
    return _Kept(
        max(kept.sequence, work.changes.latest()),
        max(kept.linked_until, work.thread_links.linked_until()),
        frozenset(poll.id for poll in polls),
        before.changed(gone, [*threads, *polls]),
    )


def _changed_threads(kept: _Kept, work: UnitOfWork) -> frozenset[str] | None:
    """Threads that changed, or of which it is known anew what they are about; None: too many to name."""
    changed = work.changes.objects_since(Changed.THREAD, kept.sequence)
    if work.thread_links.linked_until() > kept.linked_until:
        changed |= work.changes.objects_since(Changed.THREAD, kept.linked_until)
        linked = work.changes.objects_since(Changed.MICRO_MODULE, kept.linked_until)
        about = kept.conversations.about
        changed |= {one.id for objective in linked for one in about.get(ObjectiveId(objective), ()) if _is_thread(one)}
        changed |= work.thread_links.threads_about(linked)
    return None if len(changed) > WHOLE_FROM else frozenset(changed)


def _is_thread(one: Contribution) -> bool:
    return one.kind is not Offer.POLL


def _threads(changed: Collection[str] | None, work: UnitOfWork) -> Iterator[Contribution]:
    """Those of the changed threads that are there; None: all threads."""
    if changed is None:
        about = work.thread_links.all()
        yield from (_thread(one, about.get(one.id, {})) for one in work.discussions.all())
    elif changed:
        wanted = sorted(changed)
        about = work.thread_links.of(wanted)
        yield from (_thread(one, about.get(one.id, {})) for one in work.discussions.of(wanted))


def _thread(one: Discussion, about: Mapping[str, float]) -> Contribution:
    reading = one.words / WORDS_A_SECOND
    return Contribution(
        id=ContributionId(one.id),
        kind=Offer.QUESTION if one.is_open_question else Offer.THREAD,
        title=one.title,
        seconds=max(5, round(reading + (ANSWERING_SECONDS if one.is_open_question else 0))),
        language=one.language,
        about={ObjectiveId(sys.intern(micro_module)): near for micro_module, near in about.items()},
        posted_at=one.last_post_at,
        author=_learner(one.author_id),
        audience=one.cohorts,
        is_open=one.is_open_question,
        taken_up_by=frozenset(map(LearnerId, one.answered_by)),
    )


def _polls(work: UnitOfWork) -> Iterator[Contribution]:
    polls = work.polls.all()
    if not polls:
        return
    cohorts, voters = work.polls.cohorts_of([poll.id for poll in polls]), work.polls.voters()
    yield from (_poll(poll, cohorts.get(poll.id), voters.get(poll.id, frozenset()), work) for poll in polls)


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
        taken_up_by=frozenset(LearnerId(voter) for voter in voters),
    )


def _learner(author_id: PrincipalId | None) -> LearnerId | None:
    return None if author_id is None else LearnerId(author_id)
