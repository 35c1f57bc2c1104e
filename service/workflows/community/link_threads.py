"""Find out what changed threads are about, and which threads changed micro-modules are about."""

from __future__ import annotations

from collections.abc import Sequence

from recommender.related import rank_across
from service.db.base import MicroModuleId, PrincipalId, TenantId, ThreadId
from service.db.changes import Change, Kind
from service.db.principals import PrincipalKind
from service.db.unit_of_work import UnitOfWork
from service.workflows.community.relate import Asked, RelatedThing, Relater, relate
from service.workflows.platform.authenticate import Caller

A_BATCH = 50  # changes; some seconds, saved before the next are begun
OF_A_THREAD = 3  # micro-modules; the fourth is hardly about the same
OF_A_MICRO_MODULE = 200  # threads
KEY = "linking"  # in the place of a key's id: nobody's key was used


def link_threads(tenant: TenantId, *, relater: Relater) -> int:
    """How many changes were taken in; all that there were."""
    count = 0
    while True:
        with relater.finder.database.reading(tenant) as work:
            changes = work.changes.since(work.thread_links.linked_until(), limit=A_BATCH)
        if not changes:
            return count
        for kind, object_id in dict.fromkeys((change.kind, change.object_id) for change in changes):
            _link(kind, object_id, tenant, relater)
        with relater.finder.database.unit_of_work(tenant, label="links") as work:
            work.thread_links.mark_linked(_last(changes))
        count += len(changes)


def _last(changes: Sequence[Change]) -> int:
    return max(change.sequence for change in changes)


def _link(kind: Kind, object_id: str, tenant: TenantId, relater: Relater) -> None:
    if kind not in (Kind.THREAD, Kind.MICRO_MODULE):
        return
    to, limit = (Kind.MICRO_MODULE, OF_A_THREAD) if kind is Kind.THREAD else (Kind.THREAD, OF_A_MICRO_MODULE)
    everybody = Caller(tenant, PrincipalId(""), PrincipalKind.INTEGRATOR, None, frozenset(), KEY)
    with relater.finder.database.reading(tenant) as work:
        rows = work.passages.of(kind, object_id)
    asked = Asked(object_id, [row.searched for row in rows])
    things = relate(asked, to, rank=rank_across, limit=limit, caller=everybody, relater=relater)
    with relater.finder.database.unit_of_work(tenant, label="links") as work:
        _keep(kind, object_id, things, work)


def _keep(kind: Kind, object_id: str, things: Sequence[RelatedThing], work: UnitOfWork) -> None:
    nearness = {one.object_id: max(0.0, min(1.0, one.related.meaning)) for one in things if one.related.fits}
    if kind is Kind.THREAD:
        work.thread_links.replace_of_thread(ThreadId(object_id), nearness)
    else:
        work.thread_links.replace_of_micro_module(MicroModuleId(object_id), nearness)
