"""Tell software elsewhere that a learner completed a micro-module, and with it perhaps an enrolment."""

from __future__ import annotations

from service.db.base import Json
from service.db.events import EventType
from service.db.evidence import Fact
from service.db.knowledge import ObjectiveStateRow
from service.db.unit_of_work import UnitOfWork
from service.interchange.xapi import Verb
from service.workflows.learning.tell_deed import tell_deed
from service.workflows.learning.wanted_of import wanted_of


def tell_completion(state: ObjectiveStateRow, fact: Fact, *, work: UnitOfWork) -> None:
    """In the unit of work in which the fact completes it. An enrolment is told once, however often it is completed."""
    principal_id = state.principal_id
    learner = work.learners.of_principals([principal_id]).get(principal_id)
    if learner is None:
        return
    told: Json = {"learner_id": learner.learner_id, "micro_module_id": state.micro_module_id}
    told |= {"version": state.completed_number, "digest": state.completed_digest, "score": state.completed_score}
    work.events.record(EventType.MICRO_MODULE_COMPLETED, told, about=principal_id)
    tell_deed(fact, Verb.COMPLETED, version=state.completed_number, score=state.completed_score, work=work)
    done = {one.micro_module_id for one in work.knowledge.states_of(principal_id) if one.completed_at is not None}
    for row in work.enrolments.of(principal_id, learner.cohorts):
        wanted = wanted_of(row, work)
        if wanted and set(wanted) <= done:
            completed: Json = {"external_id": row.external_id, "learner_id": learner.learner_id}
            once = f"{EventType.ENROLMENT_COMPLETED}/{row.external_id}/{principal_id}"
            work.events.record(EventType.ENROLMENT_COMPLETED, completed, about=principal_id, once=once)
