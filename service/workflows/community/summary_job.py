"""On whose behalf a thread's summary is asked for: the thread's, so that it is forgotten with it."""

from __future__ import annotations

from service.db.base import ThreadId


def summary_job(thread_id: ThreadId) -> str:
    """As generations name it."""
    return f"summary/{thread_id}"
