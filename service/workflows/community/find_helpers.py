"""Who is likely to know the answer to a question and may be asked, with the grounds for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from recommender.expertise import Expertise
from recommender.related import rank_across, rank_threads
from recommender.routing import RECENT, Availability, rank_helpers
from service.db.base import PrincipalId
from service.db.changes import Kind
from service.db.help_requests import Load
from service.db.learners import Learner
from service.db.threads import Thread
from service.db.unit_of_work import UnitOfWork
from service.workflows.community.ground_expertise import ground_expertise
from service.workflows.community.relate import Asked, Relater, relate
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
        estimates = ground_expertise(threads, micro_modules, work)
        people = _people(estimates, work)
        ranked = rank_helpers(estimates, _availability(thread, people, work), without=_without(thread, work))
    titles = {one.object_id: one.title for one in (*threads, *micro_modules)}
    return Helpers(ranked, people, titles)


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
