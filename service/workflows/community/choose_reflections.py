"""Two reflections of colleagues on what somebody has just learned: near to it, and different from each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from recommender.reflections import choose_different
from recommender.types import Vector
from service.db.base import MicroModuleId, PrincipalId
from service.db.changes import Kind
from service.db.principals import Principal
from service.db.threads import Thread, ThreadFilter, ThreadKind
from service.db.unit_of_work import UnitOfWork
from service.workflows.community.viewer_of import viewer_of
from service.workflows.learning.find_passages import Finder
from service.workflows.platform.authenticate import Caller

LATEST = 50  # reflections on a micro-module that are looked at


@dataclass(frozen=True, slots=True)
class Reflection:
    """What a colleague wrote; `name` None: they have left, or nobody knows."""

    thread: Thread
    text: str
    name: str | None


def choose_reflections(
    micro_module_ids: Sequence[MicroModuleId], *, count: int = 2, caller: Caller, finder: Finder
) -> Sequence[Reflection]:
    """Up to `count` that the caller may see and did not write; the latest where nothing has a vector yet."""
    with finder.database.reading(caller.tenant) as work:
        threads = _candidates(micro_module_ids, caller, work)
        vectors = _directions(Kind.THREAD, list(threads), finder, work)
        learned = _directions(Kind.MICRO_MODULE, micro_module_ids, finder, work)
        near = _unit(np.sum(list(learned.values()), axis=0)) if learned else None
        chosen = [] if near is None else choose_different(vectors, near=near, count=count)
        chosen += [one for one in threads if one not in chosen][: count - len(chosen)]
        posts = work.posts.of(chosen)
        people = work.principals.named({thread.author_id for thread in threads.values() if thread.author_id})
        return [
            Reflection(threads[one], posts[one][0].text, _name(people, threads[one]))
            for one in chosen
            if posts[one][0].deleted_at is None
        ]


def _candidates(micro_module_ids: Sequence[MicroModuleId], caller: Caller, work: UnitOfWork) -> Mapping[str, Thread]:
    viewer = viewer_of(caller, work)
    found: dict[str, Thread] = {}
    for micro_module_id in micro_module_ids:
        of = ThreadFilter(kind=ThreadKind.REFLECTION, micro_module_id=micro_module_id)
        page = work.threads.page(viewer, of=of, before=None, limit=LATEST)
        found |= {thread.id: thread for thread in page if thread.author_id != caller.principal}
    return found


def _directions(kind: Kind, ids: Sequence[str], finder: Finder, work: UnitOfWork) -> Mapping[str, Vector]:
    """Unit vectors of those whose passages have all been embedded, in the order of `ids`."""
    rows = work.passages.of_many(kind, ids)
    digests = sorted({row.text_digest for passages in rows.values() for row in passages})
    packed = work.vectors.of(finder.embedder.identity, digests)
    return {
        one: _unit(np.sum([np.frombuffer(packed[row.text_digest], np.float32) for row in rows[one]], axis=0))
        for one in ids
        if rows.get(one) and all(row.text_digest in packed for row in rows[one])
    }


def _unit(vector: Vector) -> Vector:
    unit: Vector = vector / max(float(np.linalg.norm(vector)), 1e-9)
    return unit


def _name(people: Mapping[PrincipalId, Principal], thread: Thread) -> str | None:
    known = None if thread.author_id is None else people.get(thread.author_id)
    return known.name or None if known is not None and known.is_active else None
