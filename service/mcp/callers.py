"""For whom an assistant acts: the learner whose key it holds, and nobody else."""

from __future__ import annotations

from service.bootstrap import Services
from service.db.principals import PrincipalKind
from service.problems import RequestRefused
from service.workflows.platform.authenticate import Caller, authenticate


def learner_with(key: str, services: Services) -> Caller:
    """The learner. Raises RequestRefused for a key that is none of ours, is over, or is not a learner's."""
    caller = authenticate(key, database=services.database)
    if caller.kind is not PrincipalKind.LEARNER:
        raise RequestRefused("forbidden", "Assistants act for a learner: send a learner's own key.")
    return caller
