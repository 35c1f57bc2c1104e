"""What is about the same as a thing, passage by passage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from indexes.types import Where
from service.db.changes import Kind
from service.db.passages import PassageRow
from service.errors import NotFound
from service.workflows.learning.find_passages import Asked, Finder, Hit, find_passages
from service.workflows.platform.authenticate import Caller

PASSAGES_ASKED = 12  # of a long thing, the first: a micro-module has fewer
PASSAGES_EACH = 3  # found for each of them


@dataclass(frozen=True, slots=True)
class Related:
    """Another thing by its best passage, and the passage of this one that it is near to."""

    ours: PassageRow
    hit: Hit


def show_related(
    kind: Kind, object_id: str, *, kinds: Sequence[Kind], limit: int, caller: Caller, finder: Finder
) -> Sequence[Related]:
    """Up to `limit` things near to some passage of this one, nearest first; none that is near by chance alone.

    Raises NotFound, also when the caller may not see the thing itself.
    """
    near: list[Related] = []
    for ours, asked in _asked(kind, object_id, caller, finder):
        where = Where(without=frozenset({object_id}))
        hits = find_passages(asked, kinds, limit=limit * PASSAGES_EACH, caller=caller, finder=finder, where=where)
        near += [Related(ours, hit) for hit in hits.found if hit.found.fits]
    near.sort(key=lambda one: (-one.hit.found.rank_score, one.hit.object_id, one.ours.position))
    best: dict[tuple[Kind, str], Related] = {}
    for one in near:
        best.setdefault((one.hit.kind, one.hit.object_id), one)
    return list(best.values())[:limit]


def _asked(kind: Kind, object_id: str, caller: Caller, finder: Finder) -> list[tuple[PassageRow, Asked]]:
    with finder.database.reading(caller.tenant) as work:
        if kind not in finder.kinds or object_id not in finder.kinds[kind].show([object_id], caller=caller, work=work):
            raise NotFound(kind.value.replace("_", "-"), object_id)
        passages = work.passages.of(kind, object_id)[:PASSAGES_ASKED]
        vectors = work.vectors.of(finder.embedder.identity, [passage.text_digest for passage in passages])
    return [
        (passage, Asked(passage.searched, np.frombuffer(packed, np.float32) if packed is not None else None))
        for passage in passages
        for packed in [vectors.get(passage.text_digest)]
    ]
