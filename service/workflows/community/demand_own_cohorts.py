"""Nobody speaks to cohorts they are not in, except an integrator."""

from __future__ import annotations

from service.db.principals import PrincipalKind
from service.db.threads import Viewer
from service.errors import InvalidContent
from service.workflows.platform.authenticate import Caller


def demand_own_cohorts(cohorts: frozenset[str] | None, viewer: Viewer, caller: Caller) -> None:
    """None: everybody may see it. Raises InvalidContent."""
    speaks_for_all = caller.kind is PrincipalKind.INTEGRATOR
    if cohorts is not None and not speaks_for_all and not cohorts <= (viewer.cohorts or frozenset()):
        raise InvalidContent("visibility", "you are not in all of these cohorts")
