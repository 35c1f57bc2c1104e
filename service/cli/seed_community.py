"""Loads the sample community: learners in cohorts, and a month of threads with their replies, reactions and polls."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from service.cli.sample_community import SamplePerson, SampleThread, sample_people, sample_threads
from service.db.base import PrincipalId, TenantId
from service.db.learners import LearnerChange, LearnerId
from service.db.polls import NewPoll
from service.db.posts import Post, ReactionKind
from service.db.threads import ANY_THREAD, NewThread, Thread, ThreadKind, Viewer
from service.db.unit_of_work import Database, UnitOfWork
from service.workflows.community.index_thread import index_thread

SEED = 20260901  # the month is the same wherever it is loaded
DAYS = 30
A_BATCH = 25  # threads in one transaction
POLLS = (
    ("Which part of the handbook would you read again first?", ("Lifting", "Fire", "Dangerous goods", "Shifts")),
    ("When do you like the weekly lesson best?", ("At the briefing", "In the break", "On my phone")),
    ("Did you report a near miss in the last month?", ("Yes", "There was none", "I did not dare")),
)


def seed_community(folder: Path, tenant: TenantId, *, database: Database) -> int:
    """How many threads were loaded; none when there are some already."""
    with database.reading(tenant) as work:
        now = work.now
        if work.threads.page(Viewer(None), of=ANY_THREAD, before=None, limit=1):
            return 0
    rng = random.Random(SEED)  # noqa: S311  a sample, not a secret
    people = _take_in(sample_people(folder), tenant, database)
    threads = sorted(((_moment(now, rng), one) for one in sample_threads(folder)), key=lambda pair: pair[0])
    for start in range(0, len(threads), A_BATCH):
        with database.unit_of_work(tenant, label="seed") as work:
            for asked_at, one in threads[start : start + A_BATCH]:
                _load(one, asked_at, people, rng, work)
    with database.unit_of_work(tenant, label="seed") as work:
        _ask_polls(list(people.values()), rng, work)
    return len(threads)


def _take_in(people: Sequence[SamplePerson], tenant: TenantId, database: Database) -> Mapping[str, PrincipalId]:
    with database.unit_of_work(tenant, label="seed") as work:
        known = work.learners.find([LearnerId(person.id) for person in people])
        found = {learner_id: learner.principal_id for learner_id, learner in known.items()}
        for person in people:
            if LearnerId(person.id) not in found:
                change = LearnerChange(
                    name=person.name, locale=person.locale, role=person.role, cohorts=frozenset(person.cohorts)
                )
                learner = work.learners.add(LearnerId(person.id), change)
                found[learner.learner_id] = learner.principal_id
    return {str(learner_id): principal for learner_id, principal in found.items()}


def _moment(now: datetime, rng: random.Random) -> datetime:
    """Some time in the month before, more often lately: people who are answered ask again."""
    return now - timedelta(days=DAYS * rng.random() ** 1.3, hours=1)


def _load(
    one: SampleThread, asked_at: datetime, people: Mapping[str, PrincipalId], rng: random.Random, work: UnitOfWork
) -> None:
    thread = work.threads.add(
        NewThread(
            kind=ThreadKind(one.kind),
            title=one.title,
            author_id=people[one.by],
            cohorts=None if one.cohorts is None else frozenset(one.cohorts),
            language=one.language,
            created_at=asked_at,
        )
    )
    work.posts.add(thread.id, one.text, author_id=people[one.by], created_at=asked_at)
    at = asked_at
    for reply in one.replies:
        at = min(at + timedelta(hours=rng.expovariate(1 / 5)), work.now)  # five hours on average
        post = work.posts.add(thread.id, reply.text, author_id=people[reply.by], created_at=at)
        if reply.is_accepted:
            work.threads.accept(thread, post.id, at=at)
        _react(post, thread, list(people.values()), rng, work)
    thread.last_post_at = at
    if thread.is_open_question:
        work.help_requests.plan(thread.id, due_at=work.now)
    index_thread(thread, work)


def _react(post: Post, thread: Thread, readers: Sequence[PrincipalId], rng: random.Random, work: UnitOfWork) -> None:
    liked_by = rng.randrange(0, 4) if post.id == thread.accepted_post_id else rng.randrange(0, 2)
    for reader in rng.sample(readers, liked_by):
        if reader != post.author_id:
            work.posts.react(post.id, rng.choice((ReactionKind.HELPFUL, ReactionKind.THANKS)), by=reader)


def _ask_polls(readers: Sequence[PrincipalId], rng: random.Random, work: UnitOfWork) -> None:
    for question, options in POLLS:
        poll = work.polls.add(NewPoll(question, options), by=rng.choice(readers))
        for voter in rng.sample(readers, rng.randrange(12, 40)):
            work.polls.vote(poll.id, rng.randrange(len(options)), by=voter)
