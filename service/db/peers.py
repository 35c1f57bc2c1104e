"""What learners of a tenant have in common."""

from __future__ import annotations

from recommender.peers import count_peers
from recommender.types import ObjectiveId, Peers
from service.db.unit_of_work import UnitOfWork

MOST_ENGAGEMENTS = 50_000  # the latest; a tenth of a second to read and count


def read_peers(work: UnitOfWork) -> Peers:
    """How many took up what, what together with what, and in which cohort."""
    engagements = [
        (str(who), ObjectiveId(micro_module))
        for who, micro_module in work.knowledge.engagements(limit=MOST_ENGAGEMENTS)
    ]
    return count_peers(engagements, work.learners.cohorts())
