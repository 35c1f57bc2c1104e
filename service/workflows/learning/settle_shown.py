"""After an answer: write what was shown, and make the vectors of goals that had none."""

from __future__ import annotations

from indexes.errors import EmbedderUnavailable
from service.observability import log_for
from service.workflows.learning.situate_learner import Recommending

MOST_GOALS = 5_000  # vectors of goals that are remembered, some megabytes; then all are forgotten
_log = log_for("recommending")


def settle_shown(recommending: Recommending) -> None:
    """Nobody waits for it; what fails is tried again with the next answer."""
    recommending.impressions.flush(recommending.database)
    wanted = sorted(recommending.wanted_goals)
    if not wanted:
        return
    recommending.wanted_goals.difference_update(wanted)
    try:
        vectors = recommending.embedder.embed(wanted)
    except EmbedderUnavailable as fault:
        _log.warning("goals.not_embedded", reason=type(fault).__name__)
        return
    if len(recommending.goal_vectors) > MOST_GOALS:
        recommending.goal_vectors.clear()
    recommending.goal_vectors.update(zip(wanted, vectors, strict=True))
