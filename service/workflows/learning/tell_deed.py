"""Tell record stores what a learner did here, as facts that become an xAPI statement when they are sent."""

from __future__ import annotations

from service.db.base import Json
from service.db.evidence import Fact
from service.db.unit_of_work import UnitOfWork
from service.interchange.xapi import Verb, statement_id


def tell_deed(fact: Fact, verb: Verb, *, version: int | None, score: float | None, work: UnitOfWork) -> None:
    """In the unit of work that keeps the fact. `version` None: it is not known which was shown; `score` None: none."""
    learner = work.learners.of_principals([fact.principal_id]).get(fact.principal_id)
    if learner is None:
        return
    told_id = statement_id(work.tenant, fact.source.value, fact.source_id, fact.kind.value, verb.value)
    told: Json = {
        "id": told_id,
        "learner_id": learner.learner_id,
        "verb": verb.value,
        "micro_module_id": fact.micro_module_id,
        "item_id": fact.item_id if verb is Verb.ANSWERED else None,
        "version": version,
        "score": score,
        "happened_at": fact.happened_at.isoformat(),
    }
    work.events.record_statement(told, about=fact.principal_id, once=f"statement/{told_id}")
