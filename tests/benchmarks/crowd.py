"""Learners with a past and a community to measure with: written in bulk, beside published micro-modules."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from recommender.thread_passages import STRATEGY
from service.db.base import Json
from service.db.changes import Action, Change, ChangeCounter, Kind
from service.db.knowledge import ObjectiveStateRow
from service.db.learners import CohortMember, LearningGoal
from service.db.passages import PassageRow, text_digest
from service.db.posts import Post
from service.db.principals import Principal, PrincipalKind
from service.db.thread_links import LinkedUntil, ThreadLink
from service.db.threads import Thread, ThreadKind
from service.db.unit_of_work import Database
from service.db.vectors import VectorRow
from tests.benchmarks.company import TENANT, questions
from tests.benchmarks.vectors import clustered

A_BATCH = 2_000
TOUCHED = 12  # micro-modules that a learner answered items of
COHORTS = 40

Rows = dict[type, list[Json]]


def learner_id(number: int) -> str:
    """The integrator's own id of a learner."""
    return f"lrn-{number}"


def gather_learners(database: Database, count: int, micro_modules: Sequence[str], *, seed: int = 5) -> None:
    """`count` learners, each with a goal, a cohort and a memory of some of the micro-modules, a part of it due."""
    rng = random.Random(seed)  # noqa: S311  repeatable, not secret
    now = datetime.now(UTC)
    goals = questions(200, seed=seed)
    _write(database, (_learner(number, rng, now, goals, micro_modules) for number in range(count)))


def gather_threads(
    database: Database, count: int, micro_modules: Sequence[str], *, embedder_id: str, learners: int, seed: int = 6
) -> None:
    """`count` solved or open questions of two posts each, with passages, vectors and what they are about."""
    rng = random.Random(seed)  # noqa: S311  repeatable, not secret
    now = datetime.now(UTC)
    with database.reading(TENANT) as work:
        latest = work.changes.latest()
    vectors = clustered(2 * count, seed=seed)
    asked = questions(count, seed=seed)

    def rows() -> Iterator[Rows]:
        for number in range(count):
            packed = [one.tobytes() for one in vectors[2 * number : 2 * number + 2]]
            found = _thread(number, f"{asked[number]} {number}", rng, now, learners)
            thread_id = str(found[Thread][0]["id"])
            found[VectorRow] = [
                _row(embedder_id=embedder_id, text_digest=passage["text_digest"], vector=one)
                for passage, one in zip(found[PassageRow], packed, strict=True)
            ]
            about = rng.choice(micro_modules)
            found[ThreadLink] = [_row(thread_id=thread_id, micro_module_id=about, nearness=rng.uniform(0.4, 0.8))]
            change = {"sequence": latest + number + 1, "id": f"chg_{number}", "created_at": now}
            found[Change] = [_row(**change, kind=Kind.THREAD, object_id=thread_id, action=Action.POSTED)]
            yield found

    _write(database, rows())
    with Session(database.app) as session, session.begin():
        session.execute(update(ChangeCounter).values(latest=latest + count))
        session.execute(insert(LinkedUntil), [_row(sequence=latest + count)])


def _write(database: Database, things: Iterator[Rows]) -> None:
    batch: Rows = {}
    for number, thing in enumerate(things, start=1):
        for table, rows in thing.items():
            batch.setdefault(table, []).extend(rows)
        if number % A_BATCH == 0:
            _flush(database, batch)
    _flush(database, batch)


def _flush(database: Database, batch: Rows) -> None:
    with Session(database.app) as session, session.begin():
        for table, rows in batch.items():
            session.execute(insert(table), rows)
    batch.clear()


def _row(**values: object) -> Json:
    return {"tenant_id": TENANT, **values}


def _principal_id(number: int) -> str:
    return f"prn_bench{number:06d}"


def _learner(
    number: int, rng: random.Random, now: datetime, goals: Sequence[str], micro_modules: Sequence[str]
) -> Rows:
    person = _principal_id(number)
    touched = rng.sample(micro_modules, min(TOUCHED, len(micro_modules)))
    principal = {"id": person, "kind": PrincipalKind.LEARNER, "name": f"Learner {number}", "is_active": True}
    return {
        Principal: [_row(**principal, learner_id=learner_id(number), created_at=now)],
        LearningGoal: [_row(principal_id=person, position=1, text=rng.choice(goals))],
        CohortMember: [_row(principal_id=person, cohort=f"cohort-{number % COHORTS}")],
        ObjectiveStateRow: [_state(person, one, rng, now) for one in touched],
    }


def _state(person: str, micro_module: str, rng: random.Random, now: datetime) -> Json:
    answered, days = now - timedelta(days=rng.uniform(0.1, 40)), rng.uniform(1, 30)
    return _row(
        principal_id=person,
        micro_module_id=micro_module,
        ability_mean=rng.gauss(0, 0.7),
        ability_variance=0.4,
        form_mean=0.0,
        form_variance=0.1,
        stability=days,
        difficulty=rng.uniform(3, 8),
        reviewed_at=answered,
        due_at=answered + timedelta(days=days),
        due_told_at=now,
        reviews=1,
        lapses=0,
        asked={},
        engaged_at=answered,
        completed_at=answered if rng.random() < 0.5 else None,
    )


def _thread(number: int, title: str, rng: random.Random, now: datetime, learners: int) -> Rows:
    thread_id, at = f"thr_bench{number:07d}", now - timedelta(days=rng.uniform(0, 365))
    texts = (f"{title}?", f"Ask the shift lead about it, {number} times if need be.")
    people = [_principal_id(rng.randrange(learners)) for _ in texts]
    posts = [f"pst_bench{number:07d}{place}" for place in (1, 2)]
    solved_by = posts[1] if rng.random() < 0.7 else None
    said = list(enumerate(zip(posts, people, texts, strict=True), start=1))
    thread = {"id": thread_id, "kind": ThreadKind.QUESTION, "title": title, "author_id": people[0], "language": "en"}
    times = {"last_post_at": at, "created_at": at}
    return {
        Thread: [_row(**thread, **times, is_restricted=False, accepted_post_id=solved_by, revision=1)],
        Post: [
            _row(id=post, thread_id=thread_id, position=place, author_id=person, text=text, created_at=at)
            for place, (post, person, text) in said
        ],
        PassageRow: [_passage(thread_id, place, title, text, post) for place, (post, _, text) in said],
    }


def _passage(thread_id: str, place: int, title: str, text: str, post_id: str) -> Json:
    searched = f"{title}\n{text}"
    return _row(
        kind=Kind.THREAD,
        object_id=thread_id,
        position=place,
        revision=1,
        strategy=STRATEGY,
        document_id=None,
        language="en",
        text=text,
        searched=searched,
        text_digest=text_digest(searched),
        source={"post_id": post_id},
    )
