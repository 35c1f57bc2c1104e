"""What learners of a tenant have in common: counted from what they engaged with, without a name."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from recommender.types import ObjectiveId, Peers
from service.db.base import PrincipalId
from service.db.unit_of_work import UnitOfWork

MOST_ENGAGEMENTS = 50_000  # the latest; a tenth of a second to read and count
_MOST_TOGETHER = 200  # micro-modules a learner; pairs grow with their square, and the keenest say least about others


def read_peers(work: UnitOfWork) -> Peers:
    """How many took up what, what together with what, and in which cohort."""
    by_learner: defaultdict[PrincipalId, list[ObjectiveId]] = defaultdict(list)
    for principal_id, micro_module_id in work.knowledge.engagements(limit=MOST_ENGAGEMENTS):
        by_learner[principal_id].append(ObjectiveId(micro_module_id))
    members = work.learners.cohorts()
    return Peers(
        engaged=Counter(one for engaged in by_learner.values() for one in engaged),
        together=_together(by_learner.values()),
        by_cohort={
            name: Counter(one for principal in cohort for one in by_learner.get(principal, ()))
            for name, cohort in members.items()
        },
        cohort_sizes={name: len(cohort) for name, cohort in members.items()},
    )


def _together(engagements: Iterable[Sequence[ObjectiveId]]) -> Mapping[ObjectiveId, Mapping[ObjectiveId, int]]:
    found: defaultdict[ObjectiveId, Counter[ObjectiveId]] = defaultdict(Counter)
    for engaged in engagements:
        for one in engaged[:_MOST_TOGETHER]:
            found[one].update(other for other in engaged[:_MOST_TOGETHER] if other != one)
    return found
