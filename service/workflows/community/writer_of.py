"""Who writes: the caller, or the learner in whose name an integrator calls."""

from __future__ import annotations

from dataclasses import dataclass

from service.db.base import PrincipalId
from service.db.learners import LearnerId
from service.db.principals import PrincipalKind
from service.db.threads import Viewer
from service.db.unit_of_work import UnitOfWork
from service.errors import InvalidContent
from service.workflows.community.viewer_of import viewer_of
from service.workflows.platform.authenticate import Caller


@dataclass(frozen=True, slots=True)
class Writer:
    """`language` None: not known. `viewer` is what the writer may see; `may_moderate`: may change what others wrote."""

    principal_id: PrincipalId
    viewer: Viewer
    language: str | None
    may_moderate: bool


def writer_of(caller: Caller, learner_id: LearnerId | None, work: UnitOfWork) -> Writer:
    """`learner_id` None: the caller. Raises InvalidContent for a learner who is unknown, left, or not the caller."""
    if learner_id is None or learner_id == caller.learner_id:
        known = work.learners.of_principals([caller.principal]).get(caller.principal)
        language = None if known is None else _language(known.locale)
        is_integrator = caller.kind is PrincipalKind.INTEGRATOR
        return Writer(caller.principal, viewer_of(caller, work), language, is_integrator)
    learner = work.learners.find([learner_id]).get(learner_id)
    if caller.kind is not PrincipalKind.INTEGRATOR or learner is None or not learner.is_active:
        raise InvalidContent("author", "you cannot write in the name of this learner")
    viewer = Viewer(learner.cohorts)
    return Writer(learner.principal_id, viewer, _language(learner.locale), may_moderate=False)


def _language(locale: str | None) -> str | None:
    return None if locale is None else locale.partition("-")[0].lower()
