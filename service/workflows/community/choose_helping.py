"""Say whether one wants to be asked by colleagues."""

from __future__ import annotations

from service.db.learners import LearnerId
from service.db.unit_of_work import Database
from service.workflows.learning.reach_learner import reach_learner
from service.workflows.platform.authenticate import Caller


def choose_helping(learner_id: LearnerId, *, is_available: bool, caller: Caller, database: Database) -> None:
    """At once: who does not want it is found as a helper no more, and nothing waits for them. Raises NotFound."""
    with database.unit_of_work(caller.tenant, label="helping") as work:
        learner = reach_learner(learner_id, caller=caller, work=work)
        work.help_requests.choose(learner.principal_id, is_available=is_available)
        if not is_available:
            work.help_requests.close_all_of(learner.principal_id)
        detail: dict[str, object] = {"is_available": is_available}
        work.audit.add("chose_helping", "learner", learner.principal_id, by=caller.principal, detail=detail)
