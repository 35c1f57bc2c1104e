"""A micro-module as the engine wrote it, out of its draft."""

from __future__ import annotations

from service.db.base import Json


def find_drafted(draft: Json, draft_id: str) -> Json | None:
    """By its id in the draft; None: it came to be by other hands, or the draft has none like it."""
    micro_modules = draft["micro_modules"]
    found = [one for one in micro_modules if one["id"] == draft_id] if isinstance(micro_modules, list) else []
    return found[0] if found else None
