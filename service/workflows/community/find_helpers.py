"""Who is likely to know the answer to a question and may be asked, with the grounds for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from recommender.expertise import Answer, Expertise, Mastered, estimate_expertise
from recommender.related import rank_across, rank_threads
from recommender.routing import RECENT, Availability, rank_helpers
from service.db.base import MicroModuleId, PrincipalId
from service.db.changes import Kind
from service.db.help_requests import Load
from service.db.learners import Learner
from service.db.threads import Thread
from service.db.unit_of_work import UnitOfWork
from service.workflows.community.relate import Asked, RelatedThing, Relater, relate
from service.workflows.platform.authenticate import Caller

NEAR_THREADS = 50
NEAR_MICRO_MODULES = 5


@dataclass(frozen=True, slots=True)
class Helpers:
    """The likeliest first. `titles` names the threads and micro-modules that their grounds speak of."""

    ranked: Sequence[Expertise]
    people: Mapping[str, Learner]
    titles: Mapping[str, str]


def find_helpers(thread: Thread, *, caller: Caller, relater: Relater) -> Helpers:
    """From threads and micro-modules near to the question that the caller may see, nothing else.

    Who asked, answered, was asked already, left, does not want it, may not see it or has enough is left out.
    """
    with relater.finder.database.reading(caller.tenant) as work:
        rows = work.passages.of(Kind.THREAD, thread.id)
    question = Asked(thread.id, [row.searched for row in rows][:1], frozenset({thread.id}))
    threads = relate(question, Kind.THREAD, rank=rank_threads, limit=NEAR_THREADS, caller=caller, relater=relater)
    micro_modules = relate(
        question, Kind.MICRO_MODULE, rank=rank_across, limit=NEAR_MICRO_MODULES, caller=caller, relater=relater
    )
    with relater.finder.database.reading(caller.tenant) as work:
        answers, mastered = _answers(threads, work), _mastered(micro_modules, work)
        estimates = estimate_expertise(answers, mastered, now=work.now)
        people = _people(estimates, work)
        ranked = rank_helpers(estimates, _availability(thread, people, work), without=_without(thread, work))
    titles = {one.object_id: one.title for one in (*threads, *micro_modules)}
    return Helpers(ranked, people, titles)


def _answers(near: Sequence[RelatedThing], work: UnitOfWork) -> list[Answer]:
    similarities = {one.object_id: one.related.meaning for one in near if one.related.is_near}
    solved = {str(thread.id): thread.accepted_post_id for thread in work.threads.still_there(similarities)}
    return [
        Answer(str(post.author_id), thread_id, similarities[thread_id], post.created_at, post.id == solved[thread_id])
        for thread_id, posts in work.posts.of(sorted(solved)).items()
        for post in posts[1:]
        if post.author_id not in (None, posts[0].author_id) and post.deleted_at is None
    ]


def _mastered(near: Sequence[RelatedThing], work: UnitOfWork) -> list[Mastered]:
    similarities = {MicroModuleId(one.object_id): one.related.meaning for one in near if one.related.is_near}
    return [
        Mastered(
            state.principal_id,
            state.micro_module_id,
            similarities[state.micro_module_id],
            state.completed_score,
            state.completed_at,
        )
        for state in work.knowledge.completed(list(similarities))
        if state.completed_score is not None and state.completed_at is not None
    ]


def _people(estimates: Sequence[Expertise], work: UnitOfWork) -> Mapping[str, Learner]:
    ids = [PrincipalId(one.person) for one in estimates]
    return dict(work.learners.of_principals(ids).items())


def _availability(thread: Thread, people: Mapping[str, Learner], work: UnitOfWork) -> dict[str, Availability]:
    loads = work.help_requests.loads(since=work.now - RECENT)
    opted_out = work.help_requests.opted_out()
    cohorts = work.threads.cohorts_of([thread.id]).get(thread.id, frozenset()) if thread.is_restricted else None
    found = {}
    for person, learner in people.items():
        load = loads.get(learner.principal_id, Load())
        found[person] = Availability(
            is_active=learner.is_active,
            has_opted_out=learner.principal_id in opted_out,
            may_see=cohorts is None or bool(cohorts & learner.cohorts),
            open_requests=load.open,
            recent_requests=load.recent,
        )
    return found


def _without(thread: Thread, work: UnitOfWork) -> set[str]:
    posts = work.posts.of([thread.id]).get(thread.id, ())
    asked = {request.principal_id for request in work.help_requests.of(thread.id)}
    return {str(person) for person in (thread.author_id, *asked, *(post.author_id for post in posts)) if person}
