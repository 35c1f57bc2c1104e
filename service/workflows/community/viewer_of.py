"""Whose eyes a key looks with: a learner sees what its cohorts see, an author what everybody sees."""

from __future__ import annotations

from service.db.principals import PrincipalKind
from service.db.threads import Viewer
from service.db.unit_of_work import UnitOfWork
from service.workflows.platform.authenticate import Caller


def viewer_of(caller: Caller, work: UnitOfWork) -> Viewer:
    """An integrator, who says which cohorts there are, sees everything of its tenant."""
    if caller.kind is PrincipalKind.INTEGRATOR:
        return Viewer(None)
    learner = work.learners.of_principals([caller.principal]).get(caller.principal)
    return Viewer(frozenset() if learner is None else learner.cohorts)
