"""What belongs to a thread: each related thing with the two passages that match."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from recommender.related import rank_across, rank_threads
from service.db.base import ThreadId
from service.db.changes import Kind
from service.workflows.community.relate import Asked, RelatedThing, Relater, relate
from service.workflows.community.viewer_of import viewer_of
from service.workflows.platform.authenticate import Caller


@dataclass(frozen=True, slots=True)
class RelatedToThread:
    """`passages` are the thread's own, as shown; a thing's `asked_passage` counts among them."""

    passages: Sequence[str]
    micro_modules: Sequence[RelatedThing]
    threads: Sequence[RelatedThing]


def show_related_to_thread(thread_id: ThreadId, *, limit: int, caller: Caller, relater: Relater) -> RelatedToThread:
    """Up to `limit` of each, best first. Raises NotFound, also for what the caller may not see."""
    with relater.finder.database.reading(caller.tenant) as work:
        thread = work.threads.get(thread_id, viewer_of(caller, work))
        rows = work.passages.of(Kind.THREAD, thread.id)
    asked = Asked(thread.id, [row.searched for row in rows], frozenset({thread.id}))
    micro_modules = relate(asked, Kind.MICRO_MODULE, rank=rank_across, limit=limit, caller=caller, relater=relater)
    threads = relate(asked, Kind.THREAD, rank=rank_threads, limit=limit, caller=caller, relater=relater)
    fitting = ([one for one in found if one.related.fits] for found in (micro_modules, threads))
    return RelatedToThread([row.text for row in rows], *fitting)
