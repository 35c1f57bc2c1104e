"""While somebody is still asking: threads that ask the same."""

from __future__ import annotations

from collections.abc import Sequence

from recommender.related import rank_threads
from service.db.changes import Kind
from service.interchange.community_text import clean_text
from service.workflows.community.relate import Asked, RelatedThing, Relater, relate
from service.workflows.platform.authenticate import Caller


def find_similar_threads(written: str, *, limit: int, caller: Caller, relater: Relater) -> Sequence[RelatedThing]:
    """Up to `limit` that the caller may see and that are alike enough to be worth a look; nothing is kept."""
    text = clean_text(written)
    asked = Asked("", [text] if text else [])
    found = relate(asked, Kind.THREAD, rank=rank_threads, limit=limit, caller=caller, relater=relater)
    return [one for one in found if one.related.fits]
