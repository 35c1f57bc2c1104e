"""Who is likely to know what somebody looks for, each with the passage that makes them so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from indexes.types import Similarity
from recommender.expertise import Expertise, Ground
from recommender.related import Match, relate_by_meaning
from recommender.routing import DEFAULTS
from service.db.base import Json, PostId, PrincipalId, ThreadId
from service.db.changes import Kind
from service.db.learners import Learner
from service.db.unit_of_work import UnitOfWork
from service.workflows.community.ground_expertise import ground_expertise
from service.workflows.community.relate import RelatedThing, Relater
from service.workflows.learning.find_passages import Asked, Finder, Hit, Hits, find_passages
from service.workflows.platform.authenticate import Caller

NEAR_THREADS = 30
NEAR_MICRO_MODULES = 5
NEAR_PASSAGES = 50  # of each kind
_GROUNDS = (Kind.THREAD, Kind.MICRO_MODULE)


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """`thing` is the thread or micro-module that tells most for them; `passage` their own words there, or what it
    teaches, and `source` where it stands. `titles` names all that their grounds speak of. `language` is the caller's.
    """

    learner: Learner
    expertise: Expertise
    thing: RelatedThing
    passage: str
    source: Json
    titles: Mapping[str, str]
    language: str


def find_people(
    text: str, *, near: Hits | None = None, limit: int, caller: Caller, relater: Relater
) -> Sequence[FoundPerson]:
    """Up to `limit`, the likeliest first, from what the caller may see and nothing else.

    The caller, who left and who does not want to be asked are left out. `near` None: what is near to the text is
    looked for here; else it was found already, in threads and micro-modules.
    """
    finder = relater.finder
    hits = near or find_passages(Asked(text), _GROUNDS, limit=NEAR_PASSAGES, caller=caller, finder=finder)
    threads = _nearest(Kind.THREAD, hits, NEAR_THREADS, caller, finder)
    micro_modules = _nearest(Kind.MICRO_MODULE, hits, NEAR_MICRO_MODULES, caller, finder)
    things = {one.object_id: one for one in (*threads, *micro_modules)}
    with finder.database.reading(caller.tenant) as work:
        likely = [one for one in ground_expertise(threads, micro_modules, work) if _is_worth_asking(one)]
        learners, language = _who_may_be_named(likely, caller, work), _language_of(caller, work)
        named = [one for one in likely if one.person in learners][:limit]
        return [_found(one, learners[one.person], things, language, work) for one in named]


def _nearest(kind: Kind, hits: Hits, most: int, caller: Caller, finder: Finder) -> list[RelatedThing]:
    """The things of the best passages, each with how near the whole of it is."""
    best: dict[str, Hit] = {}
    for hit in hits.found:
        if hit.kind is kind:
            best.setdefault(hit.object_id, hit)
    nearest = dict(islice(best.items(), most))
    vector = hits.vector
    if vector is None or not nearest:
        return []
    centres = finder.indexes.get(caller.tenant, kind.value).centres(nearest)
    return [_thing(hit, float(vector @ centres[one])) for one, hit in nearest.items() if one in centres]


def _thing(hit: Hit, similarity: float) -> RelatedThing:
    match = Match(0, hit.passage.position, hit.found.similarity or Similarity(0.0))
    related = relate_by_meaning(hit.object_id, similarity, match)
    return RelatedThing(hit.kind, hit.object_id, hit.shown.title, related, 0, hit.passage.text, hit.passage.source)


def _is_worth_asking(one: Expertise) -> bool:
    return one.rank_score >= DEFAULTS.least_score


def _who_may_be_named(likely: Sequence[Expertise], caller: Caller, work: UnitOfWork) -> dict[str, Learner]:
    opted_out = work.help_requests.opted_out()
    known = work.learners.of_principals([PrincipalId(one.person) for one in likely])
    return {
        str(person): learner
        for person, learner in known.items()
        if learner.is_active and person not in opted_out and person != caller.principal
    }


def _language_of(caller: Caller, work: UnitOfWork) -> str:
    known = work.learners.of_principals([caller.principal]).get(caller.principal)
    return (known.locale if known is not None and known.locale else "en").partition("-")[0].lower()


def _found(
    one: Expertise, learner: Learner, things: Mapping[str, RelatedThing], language: str, work: UnitOfWork
) -> FoundPerson:
    term = one.terms[0]
    thing = things[term.about[0]]
    passage, source = thing.passage, thing.source
    if term.ground is not Ground.MASTERED:
        passage, source = _own_words(learner.principal_id, thing, work)
    titles = {about: things[about].title for part in one.terms for about in part.about}
    return FoundPerson(learner, one, thing, passage, source, titles, language)


def _own_words(person: PrincipalId, thing: RelatedThing, work: UnitOfWork) -> tuple[str, Json]:
    """What the person answered in the thread: the accepted answer where it is theirs, else the first."""
    thread_id = ThreadId(thing.object_id)
    accepted = {thread.accepted_post_id for thread in work.threads.still_there([thread_id])}
    own = [
        post
        for post in work.posts.of([thread_id]).get(thread_id, ())[1:]
        if post.author_id == person and post.deleted_at is None
    ]
    own.sort(key=lambda post: (post.id not in accepted, post.position))
    ids: list[PostId] = [post.id for post in own]
    passages = {str(row.source.get("post_id")): row for row in reversed(work.passages.of(Kind.THREAD, thread_id))}
    for post_id in ids:
        if post_id in passages:
            return passages[post_id].text, passages[post_id].source
    return thing.passage, thing.source
